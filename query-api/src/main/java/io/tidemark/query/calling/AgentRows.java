package io.tidemark.query.calling;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of agents as the rows have them: what the voice provider says of them is added to each
 * answer, since no event tells when it changes.
 *
 * @param nextCursor null on the last page
 */
record AgentRows(List<Row> rows, @Nullable String nextCursor) {

  /**
   * @param externalId the voice provider's id of it
   */
  record Row(
      String id,
      @Nullable String name,
      @Nullable String kind,
      String status,
      @Nullable String description,
      Instant createdAt,
      @Nullable String externalId,
      Performance performance) {}
}
