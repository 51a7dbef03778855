package io.tidemark.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The same question, one at a time, of the instances with the brief and the full history in turn.
 */
final class HistoryGrowth {

  private final Histories histories;
  private final Map<Question, List<Costs>> measured = new LinkedHashMap<>();

  HistoryGrowth(Histories histories) {
    this.histories = histories;
  }

  /**
   * Milliseconds of a round, of all but the last the median.
   *
   * @param slow the 99th of a hundred with the full history
   */
  record Costs(double brief, double full, double slow) {

    double growth() {
      return full / brief;
    }
  }

  List<Costs> of(Question question) {
    return measured.getOrDefault(question, List.of());
  }

  /** Asks without counting, until both have compiled what they run. */
  void warmUp(Question question, int times) throws Exception {
    var _ = measure(question, times);
  }

  void round(Question question, int times) throws Exception {
    measured.computeIfAbsent(question, _ -> new ArrayList<>()).add(measure(question, times));
  }

  private Costs measure(Question question, int times) throws Exception {
    List<Double> brief = new ArrayList<>();
    List<Double> full = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      String other = question.others().get(i % question.others().size()).path();
      brief.add(millis(histories.brief(), question.first().path()));
      full.add(millis(histories.full(), question.first().path()));
      // so that the first is not in memory any more
      var _ = histories.brief().get(other);
      var _ = histories.full().get(other);
    }
    return new Costs(
        Spread.of(brief).median(), Spread.of(full).median(), Spread.percentile(full, .99));
  }

  private static double millis(LocalInstance instance, String path) throws Exception {
    long start = System.nanoTime();
    var _ = instance.get(path);
    return (System.nanoTime() - start) / 1e6;
  }
}
