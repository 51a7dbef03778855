package io.tidemark.benchmarks.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a run has come to: the table at its end. */
final class Tally {

  private static final class Row {
    private int begun;
    private int survived;
    private final List<Duration> recoveries = new ArrayList<>();
  }

  private final long seed;
  private final Map<Kind, Row> rows = new EnumMap<>(Kind.class);
  private final Map<Kind, String> impossible = new EnumMap<>(Kind.class);
  private final Map<SeededBug, String> bugs = new EnumMap<>(SeededBug.class);
  private final Map<String, String> figures = new LinkedHashMap<>();
  private final Map<String, Long> faultless = new TreeMap<>();
  private final List<Duration> all = new ArrayList<>();
  private int caught;
  private int comparisons;
  private int inexact;
  private long cells;
  private long differing;
  private long lost;
  private long twice;

  Tally(long seed) {
    this.seed = seed;
  }

  private Row row(Kind kind) {
    return rows.computeIfAbsent(kind, _ -> new Row());
  }

  void begun(Kind kind) {
    row(kind).begun++;
  }

  /**
   * @param recovery from the fault's end until all was well; nothing for what has no end
   */
  void survived(Kind kind, Duration... recovery) {
    Row row = row(kind);
    row.survived++;
    row.recoveries.addAll(List.of(recovery));
    all.addAll(List.of(recovery));
  }

  /** This kind cannot be had on this machine. */
  void impossible(Kind kind, String why) {
    impossible.put(kind, why);
  }

  void judged(Judgement judgement) {
    comparisons++;
    inexact += judgement.exact() ? 0 : 1;
    cells += judgement.cells();
    differing += judgement.differing();
    lost += judgement.lost();
    twice += judgement.twice();
  }

  void lost(long events, long doubled) {
    lost += events;
    twice += doubled;
  }

  void caught(SeededBug bug, String how) {
    caught++;
    bugs.put(bug, "caught: " + how);
  }

  void missed(SeededBug bug, String how) {
    bugs.put(bug, "NOT CAUGHT: " + how);
  }

  /** Something that is worth knowing and proves nothing. */
  void figure(String name, String value) {
    figures.put(name, value);
  }

  /** Something that must be 0. */
  void none(String name, long count) {
    faultless.merge(name, count, Long::sum);
  }

  boolean isClean() {
    return rows.values().stream().allMatch(row -> row.survived == row.begun)
        && inexact == 0
        && comparisons > 0
        && lost + twice + differing == 0
        && caught == bugs.size()
        && faultless.values().stream().allMatch(count -> count == 0);
  }

  /** As Markdown. */
  String text() {
    StringBuilder text = new StringBuilder("| fault | survived | recovery p50 | max |\n");
    text.append("| --- | --- | --- | --- |\n");
    int begun = 0;
    int survived = 0;
    for (var entry : rows.entrySet()) {
      Row row = entry.getValue();
      begun += row.begun;
      survived += row.survived;
      line(text, entry.getKey().text, row.survived + "/" + row.begun, row.recoveries);
    }
    impossible.forEach(
        (kind, why) ->
            text.append("| %s | not possible here: %s | | |%n".formatted(kind.text, why)));
    line(text, "**all**", "**" + survived + "/" + begun + "**", all);
    text.append("\n| | |\n| --- | --- |\n");
    figures.forEach((name, value) -> text.append("| %s | %s |%n".formatted(name, value)));
    text.append("| events lost | %,d |%n".formatted(lost));
    text.append("| counted twice | %,d |%n".formatted(twice));
    text.append("| comparisons with the oracle | %,d |%n".formatted(comparisons));
    text.append("| cells compared, differing | %,d, %,d |%n".formatted(cells, differing));
    faultless.forEach((name, count) -> text.append("| %s | %,d |%n".formatted(name, count)));
    text.append("| seeded bugs caught | %d/%d |%n".formatted(caught, bugs.size()));
    bugs.forEach(
        (bug, how) -> text.append("| – %s: %s | %s |%n".formatted(bug.guard, bug.text, how)));
    text.append("| seed | %d |%n".formatted(seed));
    return text.toString();
  }

  private static void line(StringBuilder text, String name, String count, List<Duration> times) {
    if (times.isEmpty()) {
      text.append("| %s | %s | | |%n".formatted(name, count));
    } else {
      List<Duration> sorted = times.stream().sorted().toList();
      text.append(
          "| %s | %s | %.1f s | %.1f s |%n"
              .formatted(
                  name,
                  count,
                  sorted.get((sorted.size() - 1) / 2).toMillis() / 1e3,
                  sorted.getLast().toMillis() / 1e3));
    }
  }
}
