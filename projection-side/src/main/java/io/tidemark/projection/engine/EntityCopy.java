package io.tidemark.projection.engine;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the entities of another generation over as they are, with the positions they were folded up
 * to and the letters that are missing in them, and lets them count anew: no event is read for it.
 */
public final class EntityCopy {

  private static final int FETCH_SIZE = 10_000;

  private static final String POSITIONS =
      """
      insert into tidemark.position
        (generation, topic, partition, topic_id, next_offset, stored_position)
      select ?, topic, partition, topic_id, next_offset, stored_position
      from tidemark.position where generation = ? and topic = any(?)
      """;

  private static final String WATERMARKS =
      """
      insert into tidemark.watermark (generation, metric_group, version, as_of)
      select ?, metric_group, version, as_of
      from tidemark.watermark where generation = ? and metric_group = any(?)
      on conflict do nothing
      """;

  /** No record is read again that could become the letter that it became there. */
  private static final String LETTERS =
      """
      insert into tidemark.dead_letter
        (generation, topic, topic_id, partition, record_offset, kind, reason, event_type, received_at,
         record_key, record_value, header_names, header_values, state, attempts, tried_at,
         resolved_at, resolved_by, note, request)
      select ?, topic, topic_id, partition, record_offset, kind, reason, event_type, received_at,
        record_key, record_value, header_names, header_values, state, attempts, tried_at,
        resolved_at, resolved_by, note, request
      from tidemark.dead_letter where generation = ? and topic = any(?) and state <> 'folded'
      """;

  private final Projections projections;

  public EntityCopy(Projections projections) {
    this.projections = projections;
  }

  /**
   * Does it in the transaction of the connection, which sees one snapshot.
   *
   * @param topics of which projections
   * @param progress is told the number of entities so far, now and then
   */
  public void copy(
      Connection connection,
      Generation from,
      Generation to,
      Collection<String> topics,
      LongConsumer progress)
      throws SQLException {
    List<Projection<?, ?>> wanted =
        projections.all().stream().filter(each -> topics.contains(each.topic())).toList();
    Fold fold = new Fold(new Context(to.calendar(), ParameterStore.load(connection)));
    long entities = 0;
    for (Projection<?, ?> projection : wanted) {
      try (Statement copy = connection.createStatement()) {
        copy.execute(projection.entities().copyAll(from.schema(), to.schema()));
      }
      entities = contribute(connection, from, projection, fold, entities, progress);
    }
    new BatchWriter(projections, to).writeCells(connection, fold.cells());
    insert(connection, POSITIONS, from, to, Set.copyOf(topics));
    insert(connection, LETTERS, from, to, Set.copyOf(topics));
    insert(
        connection,
        WATERMARKS,
        from,
        to,
        wanted.stream().map(Projection::group).distinct().toList());
  }

  private static <E extends Entity> long contribute(
      Connection connection,
      Generation from,
      Projection<?, E> projection,
      Fold fold,
      long before,
      LongConsumer progress)
      throws SQLException {
    EntityTable<E> table = projection.entities();
    long entities = before;
    try (Statement select = connection.createStatement()) {
      select.setFetchSize(FETCH_SIZE);
      try (ResultSet rows = select.executeQuery(table.selectAll(from.schema()))) {
        while (rows.next()) {
          fold.add(projection, table.readEntity(rows));
          if (++entities % FETCH_SIZE == 0) {
            progress.accept(entities);
          }
        }
      }
    }
    progress.accept(entities);
    return entities;
  }

  private static void insert(
      Connection connection, String sql, Generation from, Generation to, Collection<String> names)
      throws SQLException {
    @Nullable Object[] array = names.toArray();
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      insert.setInt(1, to.number());
      insert.setInt(2, from.number());
      insert.setArray(3, connection.createArrayOf("text", array));
      insert.executeUpdate();
    }
  }
}
