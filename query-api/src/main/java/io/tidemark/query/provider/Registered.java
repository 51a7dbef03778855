package io.tidemark.query.provider;

import io.tidemark.query.freshness.Snapshot;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Providers and locations that are known: those whose registration has been folded in. */
final class Registered {

  static final String PROVIDER =
      """
      select p.id, p.name, p.role
      from readmodel.provider p
      where p.id = ? and p.registered is not null
      """;

  static final String LOCATIONS =
      """
      select l.id, l.name
      from unnest(?::text[]) as wanted (id)
      join readmodel.location l on l.id = wanted.id
      where l.registered is not null
      """;

  private Registered() {}

  /**
   * @throws ProblemException 404 if it is not known
   */
  static ProviderPerformance.Provider provider(Snapshot snapshot, String id) throws SQLException {
    if (Parameters.canBeId(id)) {
      try (PreparedStatement statement = snapshot.prepare(PROVIDER)) {
        statement.setString(1, id);
        try (ResultSet row = statement.executeQuery()) {
          if (row.next()) {
            return new ProviderPerformance.Provider(
                row.getString(1), row.getString(2), row.getString(3));
          }
        }
      }
    }
    throw ProblemException.notFound(
        "No such provider.", List.of(new InvalidInput("providerId", id, "a registered provider")));
  }

  /**
   * Makes sure that the location that is asked for is known.
   *
   * @param id null for all locations
   * @return its name
   * @throws ProblemException 404 if it is not
   */
  static Map<String, @Nullable String> requireLocation(Snapshot snapshot, @Nullable String id)
      throws SQLException {
    if (id == null) {
      return Map.of();
    }
    Map<String, @Nullable String> known =
        Parameters.canBeId(id) ? locationNames(snapshot, Set.of(id)) : Map.of();
    if (known.isEmpty()) {
      throw ProblemException.notFound(
          "No such location.",
          List.of(new InvalidInput("locationId", id, "a registered location")));
    }
    return known;
  }

  /** The names of those that are known; a name may be null. */
  static Map<String, @Nullable String> locationNames(Snapshot snapshot, Set<String> ids)
      throws SQLException {
    Map<String, @Nullable String> names = new HashMap<>();
    if (ids.isEmpty()) {
      return names;
    }
    try (PreparedStatement statement = snapshot.prepare(LOCATIONS)) {
      statement.setArray(1, snapshot.array("text", ids.stream()));
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          names.put(rows.getString(1), rows.getString(2));
        }
      }
    }
    return names;
  }
}
