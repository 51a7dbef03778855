package io.tidemark.projection.trust;

import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.WrittenKey;
import io.tidemark.projection.request.Refused;
import io.tidemark.projection.request.Request;
import io.tidemark.projection.request.RequestHandler;
import io.tidemark.projection.trust.Explainer.TooLong;
import io.tidemark.projection.trust.Explanation.Place;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests of the kind {@code explain}: {@code {table, key: {column: value}, limit, after:
 * {entity, id}?}}, by an {@link Explanation}.
 */
public final class ExplainRequests implements RequestHandler {

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Explainer explainer;
  private final DataSource dataSource;

  public ExplainRequests(Explainer explainer, DataSource dataSource) {
    this.explainer = explainer;
    this.dataSource = dataSource;
  }

  @Override
  public Set<String> kinds() {
    return Set.of("explain");
  }

  @Override
  public JsonNode handle(Request request) throws Refused, SQLException {
    JsonNode arguments = request.arguments();
    String name = arguments.path("table").asString("");
    CellTable table = explainer.table(name).orElse(null);
    if (table == null) {
      throw Refused.notFound("table", name, String.join(", ", explainer.tables()));
    }
    List<Object> key = key(table, arguments.path("key"));
    JsonNode after = arguments.path("after");
    @Nullable Place place =
        after.isObject()
            ? new Place(after.path("entity").asString(), after.path("id").asString())
            : null;
    try (Connection connection = dataSource.getConnection()) {
      int limit = arguments.path("limit").asInt(50);
      return JSON.valueToTree(explainer.explain(connection, table, key, place, limit));
    } catch (TooLong e) {
      throw Refused.unavailable(
          "too-much-to-explain",
          "Too many entities may count in this cell to read them all within "
              + explainer.limit().toSeconds()
              + " s: "
              + e.getMessage()
              + ". Ask for a shorter period, such as a day; 'tidemark verify' checks all cells.");
    }
  }

  private static List<Object> key(CellTable table, JsonNode given) throws Refused {
    Set<String> unknown = new TreeSet<>(given.propertyNames());
    table.keyNames().forEach(unknown::remove);
    List<Object> key = new ArrayList<>();
    for (String column : table.keyNames()) {
      JsonNode value = given.path(column);
      if (value.isMissingNode() || !unknown.isEmpty()) {
        throw Refused.invalid("key", given.toString(), described(table));
      }
      try {
        key.add(WrittenKey.parse(table, column, value.asString()));
      } catch (IllegalArgumentException e) {
        throw Refused.invalid(
            "key",
            column + ":" + value.asString(),
            column + ":" + WrittenKey.description(table, column));
      }
    }
    return key;
  }

  private static String described(CellTable table) {
    List<String> columns = new ArrayList<>();
    for (String column : table.keyNames()) {
      columns.add(column + " (" + WrittenKey.description(table, column) + ")");
    }
    return "each key column of " + table.name() + " once: " + String.join("; ", columns);
  }
}
