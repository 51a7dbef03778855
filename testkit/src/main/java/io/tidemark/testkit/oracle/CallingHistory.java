package io.tidemark.testkit.oracle;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.Received;
import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What may happen to accounts, their agents, calls and leads. */
final class CallingHistory {

  /**
   * When clocks are put back in St. John's and forward there, back by half an hour on Lord Howe
   * Island, and forward.
   */
  private static final List<Instant> CLOCK_CHANGES =
      List.of(
          Instant.parse("2024-11-03T04:30:00Z"),
          Instant.parse("2025-03-09T05:30:00Z"),
          Instant.parse("2025-04-05T15:00:00Z"),
          Instant.parse("2025-10-04T15:30:00Z"));

  private static final int[] EDGES = {0, 9_9999, 10_0000, 39_9999, 40_0000, 70_0000, 100_0000};

  private final History history;
  private final Random random;

  CallingHistory(History history) {
    this.history = history;
    random = history.random;
  }

  /** More calls than leads, more leads than purchases, and some accounts and agents. */
  void happen(int i) {
    call("k" + i);
    if (i % 2 == 0) {
      lead("l" + i);
    }
    if (i % 4 == 0) {
      purchase("p" + i);
    }
    if (i % 10 == 0) {
      account("u" + i / 10);
      agent("a" + i / 10);
    }
  }

  private void account(String id) {
    List<Event> facts = new ArrayList<>();
    facts.add(new AccountEvent.Registered(textOrNone(), textOrNone()));
    if (random.nextBoolean()) {
      facts.add(new AccountEvent.Renamed("Other\tname \\ of " + id, textOrNone()));
    }
    if (random.nextInt(4) == 0) {
      facts.add(new AccountEvent.Closed());
    }
    happen(id, facts);
  }

  /** One or two sources give the same id: these are two purchases. */
  private void purchase(String id) {
    String account = user();
    Event bought = new PurchaseEvent.CreditsPurchased(amount().add(new BigDecimal("0.0001")));
    Received received = History.event(id, account, start(), 0, bought);
    history.happen(received);
    if (random.nextInt(4) == 0) {
      var e = received.envelope();
      history.happen(
          new Received(
              new Envelope(
                  e.id(),
                  e.source() + "/long".repeat(60),
                  e.type(),
                  account,
                  e.time(),
                  0,
                  null,
                  null),
              bought));
    }
  }

  private void agent(String id) {
    List<Event> facts = new ArrayList<>();
    facts.add(new AgentEvent.Created(user(), "Agent " + id, "outbound", textOrNone(), null));
    for (int i = random.nextInt(5); i > 0; i--) {
      facts.add(
          switch (random.nextInt(5)) {
            case 0 -> new AgentEvent.Updated(textOrNone(), null, textOrNone(), "voice-" + id);
            case 1, 2 -> new AgentEvent.Activated();
            case 3 -> new AgentEvent.Deactivated();
            default -> new AgentEvent.Deleted();
          });
    }
    happen(id, facts);
  }

  /** The newest event says whose call it was, which is not always what the first one said. */
  private void call(String id) {
    List<Event> facts = new ArrayList<>();
    String user = user();
    facts.add(new CallEvent.Started(user, agent(), textOrNone()));
    for (int i = random.nextInt(4); i > 0; i--) {
      String by = random.nextInt(4) == 0 ? user() : user;
      facts.add(
          random.nextBoolean()
              ? new CallEvent.Completed(by, agent(), random.nextInt(4_000), amount())
              : random.nextBoolean()
                  ? new CallEvent.Failed(by, agent(), "no_answer", null, null)
                  : new CallEvent.Failed(by, agent(), "broken", random.nextInt(60), amount()));
    }
    happen(id, facts);
  }

  private void lead(String id) {
    List<Event> facts = new ArrayList<>();
    String user = user();
    facts.add(new LeadEvent.Scored(user, agent(), "k1", score(), textOrNone()));
    for (int i = random.nextInt(4); i > 0; i--) {
      facts.add(
          random.nextInt(3) == 0
              ? new LeadEvent.Converted(user, agent(), random.nextBoolean() ? null : amount())
              : new LeadEvent.Scored(user(), agent(), "k" + i, score(), textOrNone()));
    }
    happen(id, facts);
  }

  private void happen(String subject, List<Event> facts) {
    history.happen(subject, random.nextBoolean(), start(), facts);
  }

  private Instant start() {
    return random.nextInt(3) == 0
        ? CLOCK_CHANGES
            .get(random.nextInt(CLOCK_CHANGES.size()))
            .plusMillis(random.nextInt(8 * 3_600_000) - 4 * 3_600_000L)
        : History.START.plus(Duration.ofMinutes(random.nextInt(60 * 24 * 90)));
  }

  private BigDecimal amount() {
    return history.amount().abs();
  }

  private BigDecimal score() {
    return random.nextInt(3) == 0
        ? BigDecimal.valueOf(EDGES[random.nextInt(EDGES.length)], 4)
        : BigDecimal.valueOf(random.nextInt(1001), 1);
  }

  private String user() {
    return "u" + random.nextInt(8);
  }

  private String agent() {
    return "a" + random.nextInt(12);
  }

  private @Nullable String textOrNone() {
    return random.nextBoolean() ? null : "text " + random.nextInt(100);
  }
}
