package io.tidemark.benchmarks;

import io.tidemark.benchmarks.IngestRun.Outcome;
import io.tidemark.benchmarks.IngestRun.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How many events a second the whole system takes in. */
@Command(
    name = "ingest",
    mixinStandardHelpOptions = true,
    description = "Events from the producer to visible cells, against one transaction per event.")
final class IngestCommand implements Callable<Integer> {

  private static final long SEED = 20261120;
  private static final int SAMPLE = 20_000;

  @Mixin private Options options = new Options();

  @Option(
      names = "--events",
      paramLabel = "N",
      description = "how many events (2000000; with --quick 200000)")
  private @Nullable Integer events;

  @Option(
      names = "--only",
      paramLabel = "TEXT",
      split = ",",
      description = "only these variants, by name; with * at the end all that begin so")
  private List<String> only = List.of();

  @Option(
      names = "--with",
      paramLabel = "SETTING",
      description =
          "a setting for all runs of the projector, such as tidemark.projector.consumers=1")
  private List<String> with = List.of();

  @Option(names = "--vm", paramLabel = "OPTION", description = "a JVM option for the projector")
  private List<String> vm = List.of();

  @Override
  public Integer call() throws Exception {
    int count = events != null ? events : options.isQuick() ? 200_000 : 2_000_000;
    int warmUp = Math.min(300_000, count / 2);
    Map<String, List<Outcome>> outcomes = new LinkedHashMap<>();
    try (var workplace = options.workplace();
        Tape tape = RealEvents.record(workplace.folder(), count + warmUp)) {
      IngestRun run = new IngestRun(options, tape, warmUp(tape, count), vm);
      List<Variant> variants = variants(tape, count);
      for (int round = 1; round <= options.rounds(); round++) {
        for (Variant variant : variants) {
          Path folder =
              workplace.folder().resolve("run-%d-%s".formatted(round, variant.fileName()));
          Outcome outcome = run.run(variant, folder);
          System.out.printf(Locale.ROOT, "%d %s: %s%n", round, variant.name(), outcome);
          outcomes.computeIfAbsent(variant.name(), _ -> new ArrayList<>()).add(outcome);
        }
      }
      IngestReport.of(outcomes, tape, variants).publish(options.document());
    }
    return outcomes.values().stream().flatMap(List::stream).allMatch(Outcome::isExact) ? 0 : 1;
  }

  private static int[] warmUp(Tape tape, int count) {
    int[] all = tape.inFileOrder();
    return Arrays.copyOfRange(all, count, all.length);
  }

  private List<Variant> variants(Tape tape, int count) {
    int[] file = Arrays.copyOf(tape.inFileOrder(), count);
    int[] time = Arrays.stream(tape.inTimeOrder()).filter(i -> i < count).toArray();
    int[] random = Tape.shuffled(file, SEED);
    List<Variant> variants = new ArrayList<>();
    int[] sample = tape.ofSomeEntities(random, options.isQuick() ? SAMPLE / 10 : SAMPLE);
    variants.add(Variant.perEvent("per event, 1 consumer", sample, 1));
    variants.add(Variant.perEvent("per event, 2 consumers", sample, 2));
    variants.add(Variant.tidemark("random", random));
    variants.add(Variant.tidemark("by time", time));
    variants.add(Variant.tidemark("by file", file));
    variants.add(Variant.tidemark("random, read back", random, "memory-entities=0"));
    variants.add(Variant.tidemark("random, batches of 1,000", random, "max-batch=1000"));
    variants.add(Variant.tidemark("random, batches of 10,000", random, "max-batch=10000"));
    variants.add(Variant.tidemark("random, 2 consumers", random, "consumers=2"));
    variants.add(Variant.tidemark("random by 2 processes", random).by(2));
    return variants.stream()
        .filter(variant -> only.isEmpty() || only.stream().anyMatch(variant::matches))
        .map(variant -> variant.with(with))
        .toList();
  }
}
