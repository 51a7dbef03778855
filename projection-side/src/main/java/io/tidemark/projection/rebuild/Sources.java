package io.tidemark.projection.rebuild;

import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.rebuild.GenerationTable.Row;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** From where the topics of a rebuild are taken. */
final class Sources {

  private Sources() {}

  /** The topics whose entities are taken over from the generation that serves. */
  static Set<String> copied(Projections projections, Row row) {
    Set<String> topics = new HashSet<>(projections.topics());
    if (row.projection() == null) {
      return row.source().equals("entities") ? topics : Set.of();
    }
    topics.remove(topic(projections, row.projection()).orElse(""));
    return row.source().equals("entities") ? new HashSet<>(projections.topics()) : topics;
  }

  /** The topic of a projection, which is called as the table of its entities is. */
  static Optional<String> topic(Projections projections, String projection) {
    return projections.all().stream()
        .filter(each -> each.entities().name().equals(projection))
        .map(Projection::topic)
        .findFirst();
  }
}
