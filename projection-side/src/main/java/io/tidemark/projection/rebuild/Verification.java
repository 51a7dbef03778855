package io.tidemark.projection.rebuild;

import static java.util.Objects.requireNonNull;

import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Log.LogException;
import io.tidemark.projection.engine.ParameterStore;
import io.tidemark.projection.engine.Position;
import io.tidemark.projection.engine.Positions;
import io.tidemark.projection.rebuild.Comparison.Outcome;
import io.tidemark.projection.rebuild.GenerationTable.Row;
import io.tidemark.projection.rebuild.LogFilling.Share;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Shows whether a generation says the same as the one that serves: at the same positions, cell by
 * cell, while the other goes on. Keeps what differs.
 */
final class Verification {

  private static final Logger log = LoggerFactory.getLogger(Verification.class);

  private static final String VERIFIED =
      """
      update tidemark.generation
      set state = case state when 'filling' then 'following' else state end,
        verified_at = now(), verify_requested_at = null, cells_compared = ?, differences = ?,
        differences_by_table = ?::jsonb, trouble = null, events_done = events_total
      where generation = ? and state in ('filling', 'following')
      """;

  /** Folds parts of the log into the generation. */
  @FunctionalInterface
  interface Folding {
    void fold(List<Share> shares) throws SQLException, InterruptedException;
  }

  private final Rebuild.Means means;
  private final Generation generation;
  private final Progress progress;
  private final Folding folding;

  Verification(Rebuild.Means means, Generation generation, Progress progress, Folding folding) {
    this.means = means;
    this.generation = generation;
    this.progress = progress;
    this.folding = folding;
  }

  /**
   * Folds exactly as far as the one that serves, and compares.
   *
   * @return false if that is not possible yet
   */
  boolean compare() throws SQLException, LogException, InterruptedException {
    try (Connection theirs = Snapshot.open(means.connections(), true);
        Connection store = means.connections().getConnection()) {
      Row serving = GenerationTable.serving(theirs);
      Map<TopicPartition, Position> target = positions(theirs, serving.generation());
      if (!foldUpTo(target)) {
        return false;
      }
      try (Connection ours = Snapshot.open(means.connections(), true)) {
        if (!positions(ours, generation).equals(target)) {
          return false; // somebody else has folded on: they have not seen yet that they must not
        }
        Outcome outcome =
            new Comparison(means.projections())
                .compare(theirs, serving.generation(), ours, generation, progress);
        if (progress.isStopped()) {
          return true;
        }
        store(store, outcome, serving, theirs, ours);
      }
      return true;
    }
  }

  private boolean foldUpTo(Map<TopicPartition, Position> target)
      throws SQLException, LogException, InterruptedException {
    Map<TopicPartition, Position> first = new HashMap<>();
    means
        .engine()
        .log()
        .extents(target.keySet())
        .forEach((p, extent) -> first.put(p, new Position(extent.topicId(), extent.beginning())));
    try (Connection connection = means.connections().getConnection()) {
      Positions.insert(connection, generation.number(), first);
    }
    Map<TopicPartition, Position> positions;
    try (Connection connection = means.connections().getConnection()) {
      positions = positions(connection, generation);
    }
    if (!positions.keySet().equals(target.keySet())) {
      return false;
    }
    List<Share> shares = new ArrayList<>();
    long total = 0;
    long done = 0;
    for (var entry : target.entrySet()) {
      Position from = requireNonNull(positions.get(entry.getKey()));
      long end = entry.getValue().nextOffset();
      if (from.nextOffset() > end || !from.topicId().equals(entry.getValue().topicId())) {
        return false;
      }
      total += end;
      done += from.nextOffset();
      shares.add(new Share(entry.getKey(), from, false, end));
    }
    progress.set(total, done);
    folding.fold(shares);
    return true;
  }

  private static Map<TopicPartition, Position> positions(Connection connection, Generation of)
      throws SQLException {
    return Positions.all(connection, of.number());
  }

  private void store(
      Connection store, Outcome outcome, Row serving, Connection theirs, Connection ours)
      throws SQLException {
    store.setAutoCommit(false);
    new Differences(means.projections())
        .store(
            store,
            generation.number(),
            outcome.kept(),
            new Differences.Side(
                theirs,
                serving.generation().schema(),
                new Context(serving.generation().calendar(), ParameterStore.load(theirs)),
                unchanged(serving.code())),
            new Differences.Side(
                ours,
                generation.schema(),
                new Context(generation.calendar(), ParameterStore.load(ours)),
                Set.of()));
    String byTable = JsonMapper.shared().writeValueAsString(outcome.byTable());
    GenerationTable.update(
        store, VERIFIED, outcome.cells(), outcome.differences(), byTable, generation.number());
    store.commit();
    log.info(
        "Compared {} with {}: {} cells, {} differ",
        generation,
        serving.generation(),
        outcome.cells(),
        outcome.differences());
  }

  /** The projections that the code has as this release has them. */
  private Set<String> unchanged(@Nullable String code) {
    Set<String> theirs = code == null ? Set.of() : Set.copyOf(Arrays.asList(code.split(" ", -1)));
    return Arrays.stream(means.projections().code().split(" ", -1))
        .filter(theirs::contains)
        .map(each -> each.substring(0, each.indexOf(':')))
        .collect(Collectors.toSet());
  }
}
