package io.tidemark.query.system;

import io.tidemark.query.system.DifferencesPage.Difference;
import io.tidemark.query.system.GenerationsPage.Projector;
import io.tidemark.web.Paging;
import io.tidemark.web.ProblemException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Reads where generations stand, each answer from one snapshot. */
@Component
final class GenerationsReader {

  private final DataSource database;

  GenerationsReader(@Qualifier("queryDataSource") DataSource database) {
    this.database = database;
  }

  /** What is read in one snapshot. */
  @FunctionalInterface
  private interface Read<T> {
    T from(Connection snapshot) throws SQLException;
  }

  GenerationsPage list(@Nullable String cursor, int limit) {
    int below = cursor == null ? Integer.MAX_VALUE : number(Paging.partsOf(cursor, 1), 0, cursor);
    return read(
        snapshot -> {
          List<GenerationState> more = GenerationRows.newest(snapshot, below, limit + 1);
          List<GenerationState> page = more.stream().limit(limit).toList();
          String next =
              more.size() > limit
                  ? Paging.cursor(List.of(Integer.toString(page.getLast().generation())))
                  : null;
          return new GenerationsPage(
              GenerationRows.serving(snapshot), page, GenerationRows.projectors(snapshot), next);
        });
  }

  /**
   * One generation.
   *
   * @param given its number, as the path has it
   * @throws ProblemException 404 if there is none
   */
  GenerationState one(String given) {
    return read(snapshot -> one(snapshot, given));
  }

  DifferencesPage differences(
      String given, @Nullable String table, @Nullable String cursor, int limit) {
    List<String> after = cursor == null ? List.of("", "0") : Paging.partsOf(cursor, 2);
    int afterNumber = number(after, 1, String.valueOf(cursor));
    return read(
        snapshot -> {
          GenerationState generation = one(snapshot, given);
          List<Difference> more =
              GenerationRows.differences(
                  snapshot,
                  generation.generation(),
                  table,
                  after.getFirst(),
                  afterNumber,
                  limit + 1);
          List<Difference> page = more.stream().limit(limit).toList();
          String next =
              more.size() > limit
                  ? Paging.cursor(
                      List.of(page.getLast().table(), Integer.toString(page.getLast().number())))
                  : null;
          GenerationState.Verification verification = generation.verification();
          return new DifferencesPage(
              verification.verifiedAt(),
              verification.differences(),
              verification.differencesByTable(),
              page,
              next);
        });
  }

  /** The one that serves, and the projectors that are there. */
  record Standing(@Nullable String servingCode, List<Projector> projectors) {}

  Standing standing() {
    return read(
        snapshot ->
            new Standing(
                one(snapshot, Integer.toString(GenerationRows.serving(snapshot))).code(),
                GenerationRows.projectors(snapshot)));
  }

  private static GenerationState one(Connection snapshot, String given) throws SQLException {
    try {
      return GenerationRows.one(snapshot, Integer.parseInt(given))
          .orElseThrow(() -> ProblemException.notFound("There is no generation " + given + "."));
    } catch (NumberFormatException _) {
      throw ProblemException.notFound("There is no generation of that name: they are numbered.");
    }
  }

  private static int number(List<String> parts, int index, String cursor) {
    try {
      return Integer.parseInt(parts.get(index));
    } catch (NumberFormatException _) {
      throw Paging.invalidCursor(cursor);
    }
  }

  private <T> T read(Read<T> read) {
    try (Connection snapshot = database.getConnection()) {
      T result = read.from(snapshot);
      snapshot.commit();
      return result;
    } catch (SQLException e) {
      throw ProblemException.unavailable(
          "database-unavailable", "Where generations stand cannot be read now.", e);
    }
  }
}
