package io.tidemark.testkit.reference;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What the calls of the surgery come to, in UTC. */
public final class GpCallReference {

  /** Labels behind which there are many callers. */
  public static final List<String> NOBODY = List.of("0000000000", "anonymous");

  private final List<Call> calls;

  /**
   * A row of the file.
   *
   * @param row from 1
   * @param seconds talked if the call was answered, else for how long it rang
   * @param totalSeconds from the first ring to the end
   */
  public record Call(
      int row,
      Instant start,
      String status,
      int seconds,
      int totalSeconds,
      String from,
      String to) {

    public boolean answered() {
      return status.equals("ANSWERED");
    }

    public long talk() {
      return answered() ? seconds : 0;
    }

    public Instant end() {
      return start.plusSeconds(totalSeconds);
    }

    /** As {@code 2021-03}. */
    public String month() {
      return start.toString().substring(0, 7);
    }
  }

  /** How many calls, how many of them answered, and how long was talked. */
  public record Sums(long calls, long answered, long talkSeconds) {

    private static Sums of(Call call) {
      return new Sums(1, call.answered() ? 1 : 0, call.talk());
    }

    private Sums plus(Sums other) {
      return new Sums(
          calls + other.calls, answered + other.answered, talkSeconds + other.talkSeconds);
    }

    public long missed() {
      return calls - answered;
    }

    /** At a hundredth of a credit per second, which is made up. */
    public BigDecimal credits() {
      return BigDecimal.valueOf(talkSeconds, 2);
    }
  }

  /**
   * A caller.
   *
   * @param first end of the first call
   * @param score of the last call to end, which is made up
   * @param converted whether there was a call of four minutes or more, which is made up too
   */
  public record Lead(Instant first, int score, boolean converted) {}

  private GpCallReference(List<Call> calls) {
    this.calls = calls;
  }

  public static GpCallReference read() {
    return read(DemoFile.gpCalls());
  }

  public static GpCallReference read(Path gzip) {
    return new GpCallReference(DemoFile.rows(gzip, GpCallReference::call));
  }

  private static Call call(DemoFile.Columns columns) {
    return new Call(
        columns.row(),
        Instant.parse(columns.get("t")),
        columns.get("status"),
        Integer.parseInt(columns.get("duration")),
        Integer.parseInt(columns.get("total_duration")),
        columns.get("from"),
        columns.get("to"));
  }

  /** All calls, in the file's order. */
  public List<Call> calls() {
    return calls;
  }

  public Map<String, Sums> byMonth() {
    return sums(Call::month);
  }

  public Map<String, Sums> byRecipient() {
    return sums(Call::to);
  }

  /** By whatever a call says. */
  public Map<String, Sums> sums(Function<Call, String> key) {
    Map<String, Sums> sums = new TreeMap<>();
    for (Call call : calls) {
      sums.merge(key.apply(call), Sums.of(call), Sums::plus);
    }
    return sums;
  }

  /** By caller. */
  public Map<String, Lead> leads() {
    Map<String, Lead> leads = new TreeMap<>();
    // of two calls that end in the same second the event with the greater id is the newer one
    Comparator<Call> order =
        Comparator.comparing(Call::end).thenComparing(call -> Integer.toString(call.row()));
    for (Call call : calls.stream().sorted(order).toList()) {
      if (NOBODY.contains(call.from())) {
        continue;
      }
      Lead before = leads.get(call.from());
      leads.put(
          call.from(),
          new Lead(
              before == null ? call.end() : before.first(),
              score(call.talk()),
              (before != null && before.converted()) || call.talk() >= 240));
    }
    return leads;
  }

  private static int score(long talk) {
    if (talk < 15) {
      return 10;
    }
    if (talk < 60) {
      return talk < 30 ? 25 : 35;
    }
    if (talk < 120) {
      return talk < 90 ? 48 : 58;
    }
    if (talk < 200) {
      return talk < 150 ? 66 : 74;
    }
    return talk < 300 ? 83 : 92;
  }
}
