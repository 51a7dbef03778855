package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.request.Refused;
import io.tidemark.projection.request.Request;
import io.tidemark.projection.trust.ExplainRequests;
import io.tidemark.projection.trust.Explainer;
import io.tidemark.projection.trust.Explanation;
import io.tidemark.projection.trust.Explanation.Item;
import io.tidemark.projection.trust.Explanation.Place;
import io.tidemark.testkit.oracle.History;
import java.math.BigDecimal;
import java.sql.Connection;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The entities behind a figure, and that they are it exactly. */
final class ExplainerTest {

  private static final ProjectionDatabase database =
      new ProjectionDatabase(ZoneId.of("America/St_Johns"));
  private static final Explainer explainer =
      new Explainer(ReadModel.projections(), Duration.ofSeconds(30));

  @BeforeAll
  static void fill() throws Exception {
    try (Projector projector = database.assigned(10_000)) {
      projector.accept(database.records(History.of(5, 120)), false);
    }
  }

  @Test
  void the_entities_behind_any_cell_of_any_table_are_it_exactly() throws Exception {
    for (String name : explainer.tables()) {
      CellTable table = explainer.table(name).orElseThrow();
      List<List<Object>> keys = keys(table);
      assertThat(keys).as(name).isNotEmpty();
      for (int i = 0; i < keys.size(); i += 1 + keys.size() / 15) {
        Explanation explanation = explain(table, keys.get(i), null, 500);
        assertThat(explanation.exact()).as(explanation::toString).isTrue();
        assertThat(explanation.items()).hasSize(Math.toIntExact(explanation.entities()));
      }
    }
  }

  private static List<List<Object>> keys(CellTable table) throws Exception {
    List<List<Object>> keys = new ArrayList<>();
    database.query(table.select("readmodel"), row -> keys.add(table.readKey(row)));
    return keys;
  }

  private static Explanation explain(
      CellTable table, List<Object> key, @Nullable Place after, int size) throws Exception {
    try (Connection connection = database.dataSource.getConnection()) {
      return explainer.explain(connection, table, key, after, size);
    }
  }

  @Test
  void pages_follow_each_other_without_gap_or_repetition_and_sum_to_the_cell() throws Exception {
    CellTable table = explainer.table("staff_workload").orElseThrow();
    for (List<Object> key : keys(table)) {
      Set<Place> seen = new HashSet<>();
      long total = 0;
      @Nullable Place after = null;
      Explanation page;
      do {
        page = explain(table, key, after, 3);
        assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
        for (Item item : page.items()) {
          assertThat(seen.add(new Place(item.entity(), item.id()))).isTrue();
          total += (Long) requireNonNull(item.sums().get("total"));
        }
        after = page.next();
      } while (after != null);
      assertThat(seen).hasSize(Math.toIntExact(page.entities()));
      assertThat(page.cell()).containsEntry("total", total);
    }
  }

  @Test
  void a_cell_that_was_changed_behind_the_engines_back_is_not_exact() throws Exception {
    CellTable table = explainer.table("leads_by_score").orElseThrow();
    List<Object> key = keys(table).getFirst();
    String where =
        "grain = '%s' and period_start = '%s' and account = '%s' and bucket = %s"
            .formatted(WrittenKey.written(key.get(0)), key.get(1), key.get(2), key.get(3));
    database.execute("update readmodel.leads_by_score set score = score + 1 where " + where);
    try {
      assertThat(explain(table, key, null, 5).exact()).isFalse();
    } finally {
      database.execute("update readmodel.leads_by_score set score = score - 1 where " + where);
    }
    assertThat(explain(table, key, null, 5).exact()).isTrue();
  }

  @Test
  void a_cell_that_is_not_there_is_the_sum_of_nothing() throws Exception {
    JsonNode answer =
        ask(
            "bookings_by_status",
            "grain",
            "day",
            "period_start",
            "1999-01-01",
            "status",
            "pending");
    assertThat(answer.path("cell").isNull()).isTrue();
    assertThat(answer.path("exact").asBoolean()).isTrue();
    assertThat(answer.path("entities").asLong()).isZero();
    assertThat(answer.path("total").path("amount").decimalValue())
        .isEqualByComparingTo(BigDecimal.ZERO);
  }

  @Test
  void a_request_is_answered_with_sums_by_column() throws Exception {
    JsonNode answer =
        ask(
            "bookings_by_status",
            "grain",
            "all",
            "period_start",
            "1970-01-01",
            "status",
            "pending");
    assertThat(answer.path("cell")).isEqualTo(answer.path("total"));
    JsonNode first = answer.path("items").path(0);
    assertThat(first.path("entity").asString()).isEqualTo("booking");
    assertThat(first.path("sums").path("bookings").asLong()).isEqualTo(1);
    assertThat(answer.path("next").path("id").isString()).isTrue();
  }

  @Test
  void a_wrong_key_is_answered_with_the_columns_of_the_table() {
    assertThatThrownBy(() -> ask("bookings_by_status", "grain", "day"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(400);
              assertThat(refused.arguments().getFirst().allowed())
                  .contains("period_start (a date such as 2026-10-01)")
                  .contains("status (pending, confirmed, in_progress, completed, cancelled)");
            });
    assertThatThrownBy(() -> ask("credits_by_account", "account", "u1", "agent", "a1"))
        .isInstanceOf(Refused.class);
    assertThatThrownBy(
            () ->
                ask(
                    "bookings_by_status",
                    "grain",
                    "year",
                    "period_start",
                    "2026-01-01",
                    "status",
                    "pending"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused ->
                assertThat(refused.arguments().getFirst().allowed())
                    .isEqualTo("grain:day, week, month, all"));
    assertThatThrownBy(() -> ask("orders"))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(404);
              assertThat(refused.arguments().getFirst().allowed()).contains("leads_by_score");
            });
  }

  private static JsonNode ask(String table, String... key) throws Exception {
    return ask(explainer, table, key);
  }

  private static JsonNode ask(Explainer by, String table, String... key) throws Exception {
    var arguments = JsonMapper.shared().createObjectNode().put("table", table).put("limit", 1);
    var cell = arguments.putObject("key");
    for (int i = 0; i < key.length; i += 2) {
      cell.put(key[i], key[i + 1]);
    }
    return new ExplainRequests(by, database.dataSource)
        .handle(new Request(UUID.randomUUID(), "explain", arguments, "somebody"));
  }

  @Test
  void what_takes_too_long_is_given_up_and_said() throws Exception {
    ProjectionDatabase large = new ProjectionDatabase();
    try (Projector projector = large.assigned(10_000)) {
      projector.accept(large.records(History.of(5, 10)), false);
    }
    large.execute(
        """
        insert into readmodel.booking
        select 'copy' || n, partition, revision, created, status, amount, staff, stamps
        from (select * from readmodel.booking where created is not null limit 1) b,
          generate_series(1, 200000) n
        """);
    Explainer hasty = new Explainer(ReadModel.projections(), Duration.ofMillis(20));
    var arguments =
        JsonMapper.shared().createObjectNode().put("table", "bookings_by_status").put("limit", 1);
    arguments
        .putObject("key")
        .put("grain", "all")
        .put("period_start", "1970-01-01")
        .put("status", "pending");
    Request request = new Request(UUID.randomUUID(), "explain", arguments, "somebody");
    assertThatThrownBy(() -> new ExplainRequests(hasty, large.dataSource).handle(request))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.status()).isEqualTo(503);
              assertThat(refused.code()).isEqualTo("too-much-to-explain");
              assertThat(refused.detail()).contains("Ask for a shorter period");
            });
  }
}
