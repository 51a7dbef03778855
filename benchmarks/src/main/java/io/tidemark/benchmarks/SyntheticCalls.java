package io.tidemark.benchmarks;

import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;

/**
 * Calls that nobody made, the same ones in each run of a day: three years up to yesterday, from
 * eight to eight. One account has 500 agents, of which another 40 call each day, and most of the
 * calls; 60 accounts have ten agents each, 3,000 have two.
 */
final class SyntheticCalls {

  static final String BIG = "account-big";
  static final int BIG_AGENTS = 500;
  static final int MIDDLING = 60;

  /** How many days the whole history is long, and its beginning that all measurements have. */
  static final int DAYS = 1_095;

  static final int RECENT_DAYS = 400;

  private static final int SMALL = 3_000;
  private static final int MIDDLING_AGENTS = 10;
  private static final int SMALL_AGENTS = 2;
  private static final int AGENTS_A_DAY = 40;
  private static final int FIRST_HOUR = 8;
  private static final int HOURS = 12;
  private static final int BUCKETS = 10;

  private final LocalDate today;
  private final EventPublisher out;
  private final SplittableRandom random;
  private final String prefix;
  private long calls;

  /**
   * @param prefix of the ids of calls and leads
   */
  SyntheticCalls(LocalDate today, EventPublisher out, String prefix) {
    this.today = today;
    this.out = out;
    this.prefix = prefix;
    random = new SplittableRandom(prefix.hashCode());
  }

  static String middling(int number) {
    return "account-m" + number;
  }

  long calls() {
    return calls;
  }

  /** All accounts and agents, and what the accounts paid. */
  void publishAccounts() throws IOException {
    account(BIG, BIG_AGENTS, 36);
    for (int i = 0; i < MIDDLING; i++) {
      account(middling(i), MIDDLING_AGENTS, 6);
    }
    for (int i = 0; i < SMALL; i++) {
      account(small(i), SMALL_AGENTS, 1);
    }
  }

  /**
   * The last 400 days, 50 calls a day: so few, but some in each cell that the big account's answers
   * are made of: each hour, each agent of the day, and each tenth of the scale of scores.
   */
  void publishRecent() throws IOException {
    for (int back = RECENT_DAYS; back > 0; back--) {
      LocalDate day = today.minusDays(back);
      for (int k = 0; k < 45; k++) {
        call(BIG, bigAgent(day, k), time(day, k), k % BUCKETS);
      }
      for (int k = 0; k < 5; k++) {
        String account = small(random.nextInt(SMALL));
        call(account, agent(account, k % SMALL_AGENTS), time(day, k), k % BUCKETS);
      }
    }
    out.flush();
  }

  /** That many calls more, over all three years: eight of ten of the big account. */
  void publishAll(int count) throws IOException {
    for (int back = DAYS; back > 0; back--) {
      LocalDate day = today.minusDays(back);
      int ofDay = (int) ((long) count * (DAYS - back + 1) / DAYS - calls);
      for (int k = 0; k < ofDay; k++) {
        int bucket = k % 3 == 0 ? (random.nextInt(BUCKETS) + random.nextInt(BUCKETS)) / 2 : -1;
        Instant time = time(day, random.nextInt(HOURS));
        switch (k % 10) {
          case 8 -> any(middling(random.nextInt(MIDDLING)), MIDDLING_AGENTS, time, bucket);
          case 9 -> any(small(random.nextInt(SMALL)), SMALL_AGENTS, time, bucket);
          default -> call(BIG, bigAgent(day, random.nextInt(AGENTS_A_DAY)), time, bucket);
        }
      }
    }
    out.flush();
  }

  private static String small(int number) {
    return "account-s" + number;
  }

  private static String agent(String account, int number) {
    return account + "-agent" + number;
  }

  private static String bigAgent(LocalDate day, int number) {
    long first = day.toEpochDay() * AGENTS_A_DAY;
    return agent(BIG, (int) ((first + number % AGENTS_A_DAY) % BIG_AGENTS));
  }

  private Instant time(LocalDate day, int hour) {
    return day.atTime(LocalTime.of(FIRST_HOUR + hour % HOURS, 0))
        .plusNanos(random.nextLong(3_600_000_000_000L))
        .toInstant(ZoneOffset.UTC);
  }

  private void account(String account, int agents, int purchases) throws IOException {
    Instant first = today.minusDays(DAYS + 30).atStartOfDay().toInstant(ZoneOffset.UTC);
    out.publish(account, first, new AccountEvent.Registered("Account " + account, null));
    for (int i = 0; i < purchases; i++) {
      out.publish(
          account,
          today.minusMonths(i).minusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC),
          new PurchaseEvent.CreditsPurchased(
              BigDecimal.valueOf(account.equals(BIG) ? 200_000 : 9_999)));
    }
    for (int i = 0; i < agents; i++) {
      String agent = agent(account, i);
      Instant created = first.plusSeconds(60L * i);
      out.publish(
          agent,
          created,
          new AgentEvent.Created(account, "Agent %03d".formatted(i), "outbound", "Calls", null));
      switch (i % 10) {
        case 9 -> {} // stays a draft
        case 8 -> out.publish(agent, created.plusSeconds(60), new AgentEvent.Deactivated());
        default -> out.publish(agent, created.plusSeconds(60), new AgentEvent.Activated());
      }
    }
  }

  private void any(String account, int agents, Instant time, int bucket) throws IOException {
    call(account, agent(account, random.nextInt(agents)), time, bucket);
  }

  /**
   * A call with its end, and perhaps a lead.
   *
   * @param bucket the tenth of the scale that the lead's score is in; none if negative
   */
  private void call(String account, String agent, Instant started, int bucket) throws IOException {
    String call = prefix + ++calls;
    int seconds = 20 + random.nextInt(580);
    Instant ended = started.plusSeconds(seconds);
    out.publish(call, started, new CallEvent.Started(account, agent, "+49 30 " + calls));
    if (random.nextInt(9) == 0) {
      out.publish(
          call, ended, new CallEvent.Failed(account, agent, "no_answer", null, BigDecimal.ZERO));
    } else {
      BigDecimal credits = BigDecimal.valueOf(seconds * 10L / 6, 2);
      out.publish(call, ended, new CallEvent.Completed(account, agent, seconds, credits));
    }
    if (bucket >= 0) {
      lead(account, agent, call, ended, bucket);
    }
  }

  private void lead(String account, String agent, String call, Instant scored, int bucket)
      throws IOException {
    String lead = call + "-lead";
    BigDecimal score = BigDecimal.valueOf(bucket * 10L + random.nextInt(10));
    out.publish(lead, scored, new LeadEvent.Scored(account, agent, call, score, null));
    if (bucket >= 7 && random.nextInt(3) == 0) {
      BigDecimal value = BigDecimal.valueOf(100 + random.nextInt(900));
      out.publish(lead, scored.plusSeconds(3_600), new LeadEvent.Converted(account, agent, value));
    }
  }
}
