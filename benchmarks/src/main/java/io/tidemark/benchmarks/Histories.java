package io.tidemark.benchmarks;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.imports.KafkaSink;
import io.tidemark.projection.rebuild.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two instances with the same accounts, agents, providers and goals: one has folded the calls and
 * entries that fill every cell, the other these and a hundred times as many. Each keeps one answer
 * of a kind in memory, so that a question that is not asked twice running is answered from rows.
 */
final class Histories implements AutoCloseable {

  /** With half a million entities in memory, the default, the collector would be busy for long. */
  private static final Map<String, String> SETTINGS =
      Map.of("TIDEMARK_CACHE_MAXANSWERS", "1", "TIDEMARK_PROJECTOR_MEMORYENTITIES", "50000");

  private final LocalInstance brief;
  private final LocalInstance full;
  private final Path marker;

  private Histories(Path folder, LocalInstance brief, LocalInstance full) {
    this.marker = folder.resolve("loaded");
    this.brief = brief;
    this.full = full;
  }

  static Histories start(Options options, Path folder) throws Exception {
    LocalInstance brief = LocalInstance.start(options, folder.resolve("brief"), false, SETTINGS);
    try {
      return new Histories(
          folder, brief, LocalInstance.start(options, folder.resolve("full"), false, SETTINGS));
    } catch (Exception e) {
      brief.close();
      throw e;
    }
  }

  LocalInstance brief() {
    return brief;
  }

  LocalInstance full() {
    return full;
  }

  /**
   * What both instances have folded.
   *
   * @param today the day after the last of the history
   * @param briefCalls so many of the calls, and entries, has the instance with the brief history
   */
  record Loaded(LocalDate today, long briefCalls, long briefEntries, long calls, long entries) {

    private static final String SEPARATOR = " ";

    private String text() {
      return Stream.of(today, briefCalls, briefEntries, calls, entries)
          .map(Object::toString)
          .collect(Collectors.joining(SEPARATOR));
    }

    private static Loaded of(String text) {
      String[] parts = text.split(SEPARATOR, -1);
      return new Loaded(
          LocalDate.parse(parts[0]),
          Long.parseLong(parts[1]),
          Long.parseLong(parts[2]),
          Long.parseLong(parts[3]),
          Long.parseLong(parts[4]));
    }
  }

  /** What was compared. */
  record Verified(long entities, long cells) {}

  /**
   * Publishes everything and waits until it is folded in, unless this folder's instances have it.
   *
   * @param calls more than the instance with the brief history has; and entries
   */
  Loaded load(LocalDate today, int calls, int entries) throws Exception {
    if (Files.exists(marker)) {
      return Loaded.of(Files.readString(marker));
    }
    Loaded loaded = publish(today, calls, entries);
    Files.writeString(marker, loaded.text());
    return loaded;
  }

  private Loaded publish(LocalDate today, int calls, int entries) throws Exception {
    try (KafkaSink toBrief = KafkaSink.connect(brief.instance().kafkaBootstrap(), Map.of());
        KafkaSink toFull = KafkaSink.connect(full.instance().kafkaBootstrap(), Map.of())) {
      EventPublisher both = new EventPublisher("/benchmark/both", List.of(toBrief, toFull));
      SyntheticCalls someCalls = new SyntheticCalls(today, both, "call-a");
      someCalls.publishAccounts();
      someCalls.publishRecent();
      SyntheticProduction someEntries = new SyntheticProduction(today, both, "entry-a");
      someEntries.publishProviders();
      someEntries.publishRecent();
      EventPublisher rest = new EventPublisher("/benchmark/rest", List.of(toFull));
      SyntheticProduction allEntries = new SyntheticProduction(today, rest, "entry-b");
      allEntries.publishAll(entries);
      SyntheticCalls allCalls = new SyntheticCalls(today, rest, "call-b");
      allCalls.publishAll(calls);
      brief.awaitFolded(both.published());
      full.awaitFolded(both.published() + rest.published());
      return new Loaded(
          today,
          someCalls.calls(),
          someEntries.entries(),
          someCalls.calls() + allCalls.calls(),
          someEntries.entries() + allEntries.entries());
    }
  }

  /**
   * Compares every cell of both instances with the sum over its entities.
   *
   * @throws IllegalStateException if one differs
   */
  Verified verify() throws IOException, SQLException {
    verify(brief);
    Verifier.Report report = verify(full);
    return new Verified(report.entities(), report.cells());
  }

  private static Verifier.Report verify(LocalInstance instance) throws IOException, SQLException {
    Verifier.Report report;
    try (Connection connection = instance.connect()) {
      report = new Verifier(ReadModel.projections()).verify(connection, _ -> {});
    }
    if (!report.differences().isEmpty()) {
      throw new IllegalStateException(
          "%d cells differ from the sum of their entities, the first: %s"
              .formatted(report.differences().size(), report.differences().getFirst()));
    }
    // what autovacuum does in time, now, so that it does not come in between
    try (Connection connection = instance.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("vacuum (analyze)");
    }
    return report;
  }

  @Override
  public void close() {
    try {
      full.close();
    } finally {
      brief.close();
    }
  }
}
