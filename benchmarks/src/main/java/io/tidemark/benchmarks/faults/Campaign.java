package io.tidemark.benchmarks.faults;

import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/**
 * A deployment under load to which things happen. After each schedule the load rests, what is under
 * way is awaited, and everything is compared.
 */
final class Campaign implements AutoCloseable {

  /** No promise: longer than any timeout that a service has to wait for, on a busy machine. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Duration BETWEEN = Duration.ofMillis(1_200);

  /** What happens all the time, and is survived if a schedule's end is exact. */
  private static final Set<Kind> ALWAYS = EnumSet.of(Kind.DUPLICATES, Kind.SHUFFLES, Kind.POISON);

  private final Rig rig;
  private final Tally tally;
  private final long seed;
  private final Load load;
  private final Orders orders;
  private final Readers readers;
  private final Log log;

  private Campaign(Rig rig, Tally tally, long seed, int rate) {
    this.rig = rig;
    this.tally = tally;
    this.seed = seed;
    log = new Log(rig);
    load = Load.start(rig, seed, rate);
    orders = Orders.start(rig, seed);
    readers = Readers.start(rig);
  }

  static Campaign start(Rig rig, Tally tally, long seed, int rate) {
    return new Campaign(rig, tally, seed, rate);
  }

  /**
   * Has one fault after the other happen, and compares.
   *
   * @return false if something is wrong: then nothing that comes after would mean anything
   */
  boolean run(List<Fault> faults) throws Exception {
    load.goOn();
    orders.goOn();
    ALWAYS.forEach(tally::begun);
    for (Fault fault : faults) {
      TimeUnit.MILLISECONDS.sleep(BETWEEN.toMillis());
      if (!survives(fault)) {
        return false;
      }
    }
    return isExact();
  }

  private boolean survives(Fault fault) throws InterruptedException {
    tally.begun(fault.kind());
    try {
      fault.begin().on(rig);
      TimeUnit.MILLISECONDS.sleep(fault.hold().toMillis());
      fault.end().on(rig);
      long end = System.nanoTime();
      awaitWell();
      Duration recovery = Duration.ofNanos(System.nanoTime() - end);
      tally.survived(fault.kind(), recovery);
      System.out.printf("  %s: well after %.1f s%n", fault, recovery.toMillis() / 1e3);
      return true;
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      System.out.printf("  %s: NOT SURVIVED: %s%n", fault, e);
      System.out.println("  the logs are in " + rig.logs());
      return false;
    }
  }

  /** Everyone is healthy, and all that was in the log when the fault ended is folded in. */
  private void awaitWell() throws Exception {
    Map<TopicPartition, Long> ends =
        new Patience<>("the broker answers", log::ends).await(PATIENCE);
    for (Role role : rig.roles()) {
      await(role.text() + " is healthy", () -> rig.service(role).isHealthy());
    }
    await("the log is folded in", () -> Judge.isFolded(rig, ends));
    for (Role role : rig.roles()) {
      await(role.text() + " is healthy", () -> rig.service(role).isHealthy());
    }
  }

  private void await(String what, Patience.Condition condition) throws Exception {
    new Patience<>(
            what,
            () -> {
              for (Role role : rig.roles()) {
                if (!rig.service(role).process().isAlive()) {
                  throw new Patience.Hopeless(role.text() + " has ended by itself");
                }
              }
              return condition.holds() ? true : null;
            })
        .await(PATIENCE);
  }

  /** Lets everything come to rest, and compares. */
  boolean isExact() throws Exception {
    load.pause();
    orders.pause();
    settle();
    Set<String> owed = new HashSet<>(load.acknowledged());
    owed.addAll(Judge.stored(rig));
    Judgement judgement = Judge.compare(rig, log, owed);
    Orders.Kept kept = orders.compare(rig);
    tally.judged(judgement);
    tally.lost(kept.lost(), kept.twice());
    boolean exact = judgement.exact() && kept.lost() + kept.twice() == 0;
    if (exact) {
      ALWAYS.forEach(tally::survived);
    }
    System.out.printf(
        "  compared: %,d events, %,d commands, %,d cells, %,d differing, lost %,d, twice %,d%n",
        log.events().size(),
        orders.accepted(),
        judgement.cells(),
        judgement.differing(),
        judgement.lost() + kept.lost(),
        judgement.twice() + kept.twice());
    judgement.examples().forEach(example -> System.out.println("    " + example));
    return exact;
  }

  /**
   * Everything stored is relayed, as far as that comes at all, and everything in the log folded.
   */
  private void settle() throws Exception {
    Set<String> stored = Judge.stored(rig);
    try {
      await(
          "the relay has caught up",
          () -> {
            log.readTo(log.ends());
            return stored.stream().allMatch(log::has);
          });
    } catch (Patience.Exhausted e) {
      System.out.println("  " + e.getMessage()); // the comparison says what is missing
    }
    Map<TopicPartition, Long> ends = log.ends();
    await("the lag is 0", () -> Judge.isFolded(rig, ends));
  }

  /** At the end, since only a rebuild gets over it. */
  void recreateTopic() throws InterruptedException {
    tally.begun(Kind.RECREATED);
    System.out.println("at the end: a topic is deleted and created anew");
    try {
      if (isHalted("tidemark.complaints")) {
        tally.survived(Kind.RECREATED);
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      System.out.println("  NOT SURVIVED: " + e);
    }
  }

  /** Nothing of the new log is folded, health says why, and everything else goes on. */
  private boolean isHalted(String topic) throws Exception {
    Topics.recreate(log.admin(), topic);
    log.leaveOut(topic);
    // by another producer: the numbers that the first one goes on with are refused now and then
    try (Load others = Load.start(rig, ~seed, 0)) {
      for (int i = 0; i < 20; i++) {
        others.chunk().forEach(others::publish);
      }
      others.flush();
    }
    for (Role role : Role.PROJECTORS) {
      await(
          role.text() + " says so",
          () -> rig.service(role).details().contains("the topic was created anew"));
    }
    Map<TopicPartition, Long> ends = log.ends();
    await("all other topics are folded in", () -> Judge.isFolded(rig, ends));
    log.readTo(ends);
    Judgement judgement = Judge.compare(rig, log, Set.of());
    tally.judged(judgement);
    System.out.printf(
        "  halted, and %,d cells compared, %,d differing%n",
        judgement.cells(), judgement.differing());
    judgement.examples().forEach(example -> System.out.println("    " + example));
    return judgement.exact();
  }

  @Override
  public void close() {
    tally.figure("records published by the load", "%,d".formatted(load.published()));
    tally.figure("records in the log", "%,d".formatted(log.records()));
    tally.figure("events, each once", "%,d".formatted(log.events().size()));
    tally.figure("records that are no events", "%,d".formatted(log.poison()));
    tally.figure(
        "commands accepted, tries that were not answered",
        "%,d, %,d".formatted(orders.accepted(), orders.retries()));
    tally.figure(
        "reads answered, 503, without an answer",
        "%,d, %,d, %,d".formatted(readers.answers(), readers.refusals(), readers.broken()));
    tally.none("reads that no fault explains", readers.wrong());
    tally.none("answers with more or less than their reader may see", readers.leaks());
    tally.none("commands that no fault explains", orders.unexpected());
    readers.close();
    orders.close();
    load.close();
    log.close();
  }
}
