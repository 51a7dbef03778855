package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Histories.Loaded;
import io.tidemark.benchmarks.Histories.Verified;
import io.tidemark.benchmarks.HistoryGrowth.Costs;
import io.tidemark.benchmarks.RawUsers.Waits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What came of the measurement of the dashboards, as tables. */
final class DashboardsReport {

  private final Loaded loaded;
  private final Verified verified;
  private final HistoryGrowth growth;
  private final List<Measured> measured;

  DashboardsReport(
      Loaded loaded, Verified verified, HistoryGrowth growth, List<Measured> measured) {
    this.loaded = loaded;
    this.verified = verified;
    this.growth = growth;
    this.measured = measured;
  }

  /** What was measured of a question, with the full history. */
  static final class Measured {

    private final Question question;
    private final List<Wrk> cached = new ArrayList<>();
    private final List<Wrk> uncached = new ArrayList<>();
    private final List<Double> raw = new ArrayList<>();
    private @Nullable Waits rawUsers;

    Measured(Question question) {
      this.question = question;
    }

    /** Users who all ask the first. */
    List<Wrk> cached() {
      return cached;
    }

    /** Users who ask the others in turn. */
    List<Wrk> uncached() {
      return uncached;
    }

    /** The first, asked of raw tables one at a time, in milliseconds. */
    List<Double> raw() {
      return raw;
    }

    /** Users who ask raw tables for the others in turn. */
    void rawUsers(Waits waits) {
      rawUsers = waits;
    }

    @Override
    public String toString() {
      return "%s: cached %s, rows %s, raw %s, raw users %s"
          .formatted(question.name(), cached, uncached, raw, rawUsers);
    }
  }

  void publish(Options options) throws IOException {
    new Report(
            "dashboards", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=dashboards")
        .paragraph(
            "%,d calls and %,d entries; all %,d cells of %,d entities are right."
                .formatted(loaded.calls(), loaded.entries(), verified.cells(), verified.entities()))
        .paragraph("50 users who think for 50 ms after each answer, p50 · p99 in ms:")
        .table(
            List.of(
                "question",
                "from memory",
                "from rows",
                "from rows, answers/s",
                "SQL over raw rows"),
            measured.stream().map(DashboardsReport::users).toList())
        .paragraph(
            "One user, ms; the brief history is %,d calls and %,d entries:"
                .formatted(loaded.briefCalls(), loaded.briefEntries()))
        .table(
            List.of(
                "question",
                "from rows, brief history",
                "from rows, full history",
                "its p99",
                "full ÷ brief",
                "SQL over raw rows, full history",
                "ours is of it"),
            measured.stream().map(this::alone).toList())
        .publish(options.document());
  }

  private static List<String> users(Measured of) {
    return List.of(
        of.question.name(),
        both(of.cached),
        both(of.uncached),
        spread(of.uncached, Wrk::requestsPerSecond).text("%,.0f"),
        of.rawUsers == null ? "" : text(of.rawUsers));
  }

  private static String both(List<Wrk> runs) {
    return spread(runs, Wrk::p50).text("%.2f") + " · " + spread(runs, Wrk::p99).text("%.2f");
  }

  private static String text(Waits waits) {
    String text = String.format(Locale.ROOT, "%,.0f · %,.0f", waits.p50(), waits.p99());
    return waits.unanswered() == 0
        ? text
        : "more than %s, %d users got no answer".formatted(text, waits.unanswered());
  }

  private static <T> Spread spread(List<T> all, ToDoubleFunction<T> figure) {
    return Spread.of(all.stream().map(figure::applyAsDouble).toList());
  }

  private List<String> alone(Measured of) {
    List<Costs> costs = growth.of(of.question);
    Spread full = spread(costs, Costs::full);
    Spread raw = Spread.of(of.raw);
    return List.of(
        of.question.name(),
        spread(costs, Costs::brief).text("%.2f"),
        full.text("%.2f"),
        spread(costs, Costs::slow).text("%.2f"),
        spread(costs, Costs::growth).text("%.2f"),
        raw.text("%,.1f"),
        raw.median() > full.median()
            ? String.format(Locale.ROOT, "1/%.0f", raw.median() / full.median())
            : String.format(Locale.ROOT, "%.1f", full.median() / raw.median()));
  }
}
