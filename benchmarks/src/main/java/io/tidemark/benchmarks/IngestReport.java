package io.tidemark.benchmarks;

import io.tidemark.benchmarks.IngestRun.Outcome;
import io.tidemark.benchmarks.IngestRun.Variant;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of the ingest measurement. */
final class IngestReport {

  private IngestReport() {}

  static Report of(Map<String, List<Outcome>> outcomes, Tape tape, List<Variant> variants)
      throws IOException {
    List<List<String>> rows = new ArrayList<>();
    List<Outcome> baseline = baseline(outcomes);
    outcomes.forEach((name, its) -> rows.add(row(name, its, baseline)));
    return new Report(
            "ingest", "mvn -q -pl benchmarks -am -DskipTests -Pbench verify -Dbench=ingest")
        .paragraph(
            "%,d events of on average %d bytes (key, headers and value)."
                .formatted(
                    variants.stream().mapToInt(v -> v.order().size()).max().orElse(0),
                    tape.meanBytes()))
        .table(
            List.of(
                "variant",
                "events",
                "events/s",
                "× per event",
                "events a transaction",
                "processor seconds",
                "heap after GC",
                "entities",
                "cells that differ"),
            rows);
  }

  /** Of the ordinary event handlers the faster one. */
  private static List<Outcome> baseline(Map<String, List<Outcome>> outcomes) {
    List<Outcome> fastest = List.of();
    for (Map.Entry<String, List<Outcome>> entry : outcomes.entrySet()) {
      if (entry.getKey().startsWith("per event")
          && (fastest.isEmpty() || rate(entry.getValue()).median() > rate(fastest).median())) {
        fastest = entry.getValue();
      }
    }
    return fastest;
  }

  private static Spread rate(List<Outcome> outcomes) {
    return Spread.of(outcomes.stream().map(Outcome::perSecond).toList());
  }

  private static List<String> row(String name, List<Outcome> outcomes, List<Outcome> baseline) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(outcomes.size(), baseline.size()); i++) {
      ratios.add(outcomes.get(i).perSecond() / baseline.get(i).perSecond());
    }
    Outcome last = outcomes.getLast();
    return List.of(
        name,
        String.format(Locale.ROOT, "%,d", last.events()),
        rate(outcomes).text("%,.0f"),
        ratios.isEmpty() ? "" : Spread.of(ratios).text("%.1f"),
        last.transactions() == 0
            ? "1"
            : String.format(Locale.ROOT, "%,d", last.events() / last.transactions()),
        cpu(outcomes),
        last.heap().maxUsedAfterMegabytes() + " MB",
        String.format(Locale.ROOT, "%,d", last.entities()),
        Integer.toString(outcomes.stream().mapToInt(Outcome::differences).sum()));
  }

  private static String cpu(List<Outcome> outcomes) {
    Map<String, List<Double>> byProcess = new LinkedHashMap<>();
    for (Outcome outcome : outcomes) {
      outcome
          .cpu()
          .seconds()
          .forEach(
              (name, value) -> byProcess.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
    }
    return byProcess.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + " "
                    + String.format(Locale.ROOT, "%.1f", Spread.of(entry.getValue()).median()))
        .collect(Collectors.joining(", "));
  }
}
