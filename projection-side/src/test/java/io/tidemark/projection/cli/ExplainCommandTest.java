package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code tidemark explain} asks for, what it says, and how it ends. */
class ExplainCommandTest extends ApiFixture {

  private static final String PATH = "/api/v1/explain";
  private static final String CELL = "{\"bookings\": 3, \"amount\": 480.50}";

  @Test
  void the_entities_of_all_pages_come_to_the_cell_exactly() {
    page(CELL, true, item("b1", "240.25") + "," + item("b2", "0.10"), "\"after b2\"");
    page(CELL, true, item("b3", "240.15"), "null");
    assertThat(explain("--limit", "2")).isZero();
    assertThat(asked.getFirst())
        .isEqualTo(
            "GET /api/v1/explain?table=bookings_by_status&key=grain%3Aday"
                + "&key=period_start%3A2026-10-01&key=status%3Aconfirmed&limit=2");
    assertThat(out.toString())
        .startsWith("bookings_by_status grain=day period_start=2026-10-01 status=confirmed\n")
        .contains("stored       bookings=3 amount=480.50")
        .contains("recomputed   bookings=3 amount=480.50 from 3 entities in 4 ms: exact")
        .contains("More: --cursor 'after b2'");
    BigDecimal amount = amounts();
    assertThat(explain("--limit", "2", "--cursor", "after b2")).isZero();
    assertThat(asked.getLast()).endsWith("&limit=2&cursor=after+b2");
    assertThat(out.toString()).doesNotContain("More:");
    assertThat(amount.add(amounts())).isEqualByComparingTo("480.50");
  }

  @Test
  void a_figure_that_is_not_the_sum_of_its_entities_is_a_finding() {
    page("null", false, item("b1", "240.25"), "null");
    assertThat(explain()).isEqualTo(1);
    assertThat(out.toString()).contains("stored       no such cell").contains("NOT THE SAME");
    assertThat(explain("--json")).isEqualTo(1);
    assertThat(out.toString()).startsWith("{\"table\":\"bookings_by_status\"").contains("240.25");
  }

  @Test
  void a_table_or_a_key_that_there_is_not_is_answered_with_those_that_there_are() {
    assertThat(run("explain")).isEqualTo(2);
    assertThat(err.toString()).contains("TABLE").contains("--help");
    assertThat(run("explain", "bookings_by_status", "status")).isEqualTo(2);
    assertThat(err.toString()).contains("COLUMN=VALUE").contains("status");
    assertThat(asked).isEmpty();

    on(
        "GET " + PATH,
        404,
        """
        {"status": 404, "code": "not-found", "detail": "There is no such table.", "errors": [
          {"parameter": "table", "value": "bookings", "allowed": "bookings_by_status, agents_by_status"}]}
        """);
    assertThat(run("explain", "bookings", "grain=day")).isEqualTo(3);
    assertThat(err.toString())
        .contains("There is no such table.")
        .contains("table 'bookings': must be bookings_by_status, agents_by_status");
    onFromNow(
        "GET " + PATH,
        400,
        """
        {"status": 400, "code": "invalid-parameter", "detail": "'key' is not valid.", "errors": [
          {"parameter": "key", "value": null, "allowed": "grain, period_start and status, as name:value"}]}
        """);
    assertThat(run("explain", "bookings_by_status")).isEqualTo(2);
    assertThat(err.toString()).contains("key: must be grain, period_start and status");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void what_an_upstream_wrote_into_an_id_does_not_reach_the_terminal_as_it_is() {
    page(CELL, true, item("b\\u001b[31m1\\n2", "480.50"), "null");
    assertThat(explain()).isZero();
    assertThat(out.toString()).doesNotContain("\u001b").contains("booking");
    assertThat(out.toString().lines()).hasSize(4);
  }

  private int explain(String... more) {
    String[] arguments = new String[more.length + 5];
    arguments[0] = "explain";
    arguments[1] = "bookings_by_status";
    arguments[2] = "grain=day";
    arguments[3] = "period_start=2026-10-01";
    arguments[4] = "status=confirmed";
    System.arraycopy(more, 0, arguments, 5, more.length);
    return run(arguments);
  }

  private static String item(String id, String amount) {
    return "{\"entity\": \"booking\", \"id\": \"%s\", \"sums\": {\"bookings\": 1, \"amount\": %s}}"
        .formatted(id, amount);
  }

  private void page(String cell, boolean exact, String items, String next) {
    on(
        "GET " + PATH,
        200,
        """
        {"table": "bookings_by_status", "generation": 1,
         "key": {"grain": "day", "period_start": "2026-10-01", "status": "confirmed"},
         "cell": %s, "total": %s, "exact": %s, "entities": 3, "items": [%s],
         "nextCursor": %s, "millis": 4}
        """
            .formatted(cell, CELL, exact, items, next));
  }

  /** Of the entities that are printed. */
  private BigDecimal amounts() {
    Matcher items =
        Pattern.compile("  booking +\\S+: bookings=1 amount=(\\S+)").matcher(out.toString());
    BigDecimal sum = BigDecimal.ZERO;
    while (items.find()) {
      sum = sum.add(new BigDecimal(items.group(1)));
    }
    return sum;
  }
}
