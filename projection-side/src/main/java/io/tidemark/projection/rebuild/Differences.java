package io.tidemark.projection.rebuild;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.CellTable.Field;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Fold;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Projections;
import io.tidemark.projection.rebuild.Comparison.Difference;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps what a comparison found, with some of the entities behind it: those that count otherwise in
 * the cell on one side than on the other. What the serving side counts is known where its
 * projection is the one of this release; where it is not, those are named that count in the rebuilt
 * cell.
 */
final class Differences {

  /** So many entities are named per cell. */
  private static final int NAMED = 5;

  private static final int FETCH_SIZE = 5_000;

  private static final String INSERT =
      """
      insert into tidemark.difference
        (generation, table_name, number, cell_key, serving, rebuilt, entities)
      values (?, ?, ?, ?::jsonb, ?::jsonb, ?::jsonb, ?::jsonb)
      """;

  private static final String FORGET = "delete from tidemark.difference where generation = ?";

  /**
   * One side of the comparison.
   *
   * @param unchanged the projections whose contributions this release can tell, by entity table
   */
  record Side(Connection snapshot, String schema, Context context, Set<String> unchanged) {}

  private final Projections projections;

  /** By table and key, the entities that count otherwise. */
  private final Map<CellTable, Map<List<Object>, ArrayNode>> wanted = new HashMap<>();

  Differences(Projections projections) {
    this.projections = projections;
  }

  /** Replaces what is kept of the generation. */
  void store(
      Connection connection, int generation, List<Difference> found, Side serving, Side rebuilt)
      throws SQLException {
    Map<Difference, ArrayNode> entities = entities(found, serving, rebuilt);
    GenerationTable.update(connection, FORGET, generation);
    Map<String, Integer> numbers = new HashMap<>();
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (Difference each : found) {
        String table = each.table().name();
        insert.setInt(1, generation);
        insert.setString(2, table);
        insert.setInt(3, numbers.merge(table, 1, Integer::sum));
        insert.setString(4, key(each).toString());
        insert.setString(5, sums(each.table(), each.serving()));
        insert.setString(6, sums(each.table(), each.rebuilt()));
        insert.setString(7, String.valueOf(entities.get(each)));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static ObjectNode key(Difference difference) {
    ObjectNode key = JsonMapper.shared().createObjectNode();
    List<Field> fields = difference.table().fields().stream().filter(Field::key).toList();
    for (int i = 0; i < fields.size(); i++) {
      String value = difference.key().get(i);
      if (fields.get(i).text()) {
        key.put(fields.get(i).column(), value);
      } else if (value.equals("true") || value.equals("false")) {
        key.put(fields.get(i).column(), Boolean.parseBoolean(value));
      } else {
        key.put(fields.get(i).column(), new BigDecimal(value));
      }
    }
    return key;
  }

  private static @Nullable String sums(CellTable table, @Nullable List<BigDecimal> values) {
    if (values == null) {
      return null;
    }
    ObjectNode sums = JsonMapper.shared().createObjectNode();
    List<Field> fields = table.fields().stream().filter(field -> !field.key()).toList();
    for (int i = 0; i < fields.size(); i++) {
      sums.put(fields.get(i).column(), new BigDecimal(values.get(i).toPlainString()));
    }
    return sums.toString();
  }

  private Map<Difference, ArrayNode> entities(List<Difference> found, Side serving, Side rebuilt)
      throws SQLException {
    Map<Difference, ArrayNode> named = new HashMap<>();
    for (Difference each : found) {
      ArrayNode array = JsonMapper.shared().createArrayNode();
      named.put(each, array);
      wanted
          .computeIfAbsent(each.table(), _ -> new HashMap<>())
          .put(List.copyOf(each.key()), array);
    }
    if (!found.isEmpty()) {
      for (Projection<?, ?> projection : projections.all()) {
        if (projection.tables().stream().anyMatch(wanted::containsKey)) {
          name(projection, serving, rebuilt);
        }
      }
    }
    return named;
  }

  /** Walks through the entities of both sides, in the order of their ids. */
  private <E extends Entity> void name(Projection<?, E> projection, Side serving, Side rebuilt)
      throws SQLException {
    EntityTable<E> table = projection.entities();
    boolean comparable = serving.unchanged().contains(table.name());
    try (Statement left = serving.snapshot().createStatement();
        Statement right = rebuilt.snapshot().createStatement()) {
      left.setFetchSize(FETCH_SIZE);
      right.setFetchSize(FETCH_SIZE);
      try (ResultSet olds =
              left.executeQuery(
                  table.selectInOrder(serving.schema()) + (comparable ? "" : " limit 0"));
          ResultSet news = right.executeQuery(table.selectInOrder(rebuilt.schema()))) {
        E old = olds.next() ? table.readEntity(olds) : null;
        E fresh = news.next() ? table.readEntity(news) : null;
        while (old != null || fresh != null) {
          int order = old == null ? 1 : fresh == null ? -1 : byteOrder(old.id(), fresh.id());
          E before = order <= 0 ? old : null;
          E after = order >= 0 ? fresh : null;
          name(projection, before, serving.context(), after, rebuilt.context());
          if (order <= 0) {
            old = olds.next() ? table.readEntity(olds) : null;
          }
          if (order >= 0) {
            fresh = news.next() ? table.readEntity(news) : null;
          }
        }
      }
    }
  }

  private static int byteOrder(String a, String b) {
    return Arrays.compareUnsigned(a.getBytes(UTF_8), b.getBytes(UTF_8));
  }

  private <E extends Entity> void name(
      Projection<?, E> projection,
      @Nullable E before,
      Context beforeContext,
      @Nullable E after,
      Context afterContext) {
    if (before != null && before.equals(after) && beforeContext.equals(afterContext)) {
      return;
    }
    IdentityHashMap<ArrayNode, String> was = counts(projection, before, beforeContext);
    IdentityHashMap<ArrayNode, String> is = counts(projection, after, afterContext);
    Set<ArrayNode> cells = Collections.newSetFromMap(new IdentityHashMap<>());
    cells.addAll(was.keySet());
    cells.addAll(is.keySet());
    String id = before != null ? before.id() : after == null ? "" : after.id();
    for (ArrayNode cell : cells) {
      String old = was.get(cell);
      String now = is.get(cell);
      if (cell.size() < NAMED && !Objects.equals(old, now)) {
        ObjectNode entity = cell.addObject();
        entity.put("entity", projection.entities().name()).put("id", id);
        entity.put("serving", old).put("rebuilt", now);
      }
    }
  }

  /** What the entity counts for in the cells that are wanted. */
  private <E extends Entity> IdentityHashMap<ArrayNode, String> counts(
      Projection<?, E> projection, @Nullable E entity, Context context) {
    IdentityHashMap<ArrayNode, String> counts = new IdentityHashMap<>();
    if (entity == null) {
      return counts;
    }
    Fold fold = new Fold(context);
    fold.add(projection, entity);
    fold.cells()
        .forEach(
            (table, cells) -> {
              Map<List<Object>, ArrayNode> keys = wanted.get(table);
              if (keys != null) {
                cells.forEach(
                    (address, amounts) -> {
                      ArrayNode cell = keys.get(List.<Object>copyOf(table.keyTexts(address)));
                      if (cell != null) {
                        counts.put(cell, described(table, table.sumValues(amounts)));
                      }
                    });
              }
            });
    return counts;
  }

  private static String described(CellTable table, List<Object> sums) {
    List<String> names =
        table.fields().stream().filter(field -> !field.key()).map(Field::column).toList();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Object sum = sums.get(i);
      String text = sum instanceof BigDecimal amount ? amount.toPlainString() : sum.toString();
      if (!text.equals("0")) {
        texts.add(names.get(i) + " " + text);
      }
    }
    return texts.isEmpty() ? "0" : texts.stream().collect(Collectors.joining(", "));
  }
}
