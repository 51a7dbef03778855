package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Cells in which a generation differs from the one that served, for a person to read. */
final class Differences {

  private static final int SHOWN = 20;

  /** At least, however many tables there are. */
  private static final int SHOWN_OF_A_TABLE = 2;

  private static final int SHOWN_ENTITIES = 3;

  private Differences() {}

  /** Prints how many there are by table, and the first ones of each. */
  static void print(Api api, JsonNode generation, PrintWriter out)
      throws CommandFailed, IOException, InterruptedException {
    JsonNode verification = generation.path("verification");
    long all = verification.path("differences").asLong(0);
    out.printf(
        "Generation %d differs in %s of %s cells from the one that serves:%n",
        Generations.number(generation),
        Amounts.count(all),
        Amounts.count(verification.path("cellsCompared").asLong(0)));
    JsonNode tables = verification.path("differencesByTable");
    for (Map.Entry<String, JsonNode> table : tables.properties()) {
      out.printf("  %-34s %12s%n", table.getKey(), Amounts.count(table.getValue().asLong(0)));
    }
    int shown = 0;
    for (String table : tables.propertyNames()) {
      JsonNode page =
          api.get(
              "%s/differences?table=%s&limit=%d"
                  .formatted(
                      Generations.path(generation),
                      table,
                      Math.max(SHOWN_OF_A_TABLE, SHOWN / tables.size())));
      for (JsonNode each : page.path("differences")) {
        print(each, out);
        shown++;
      }
    }
    if (all > shown) {
      out.printf(
          "  … and %s more: %s/differences lists what is kept of them.%n",
          Amounts.count(all - shown), Generations.path(generation));
    }
  }

  private static void print(JsonNode difference, PrintWriter out) {
    out.printf("  %s %s%n", difference.path("table").asString("?"), fields(difference.path("key")));
    out.printf(
        "      serves %s, rebuilt %s%n",
        sums(difference.path("serving")), sums(difference.path("rebuilt")));
    JsonNode entities = difference.path("entities");
    int shown = 0;
    for (JsonNode entity : entities) {
      if (shown++ == SHOWN_ENTITIES) {
        out.printf("      … and %d more%n", entities.size() - SHOWN_ENTITIES);
        return;
      }
      out.printf("      %s%n", entity.isObject() ? fields(entity) : entity.asString(""));
    }
  }

  private static String sums(JsonNode sums) {
    return sums.isObject() ? fields(sums) : "nothing";
  }

  /** {@code grain=day period_start=2026-11-01}. */
  private static String fields(JsonNode object) {
    StringJoiner text = new StringJoiner(" ");
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      text.add(field.getKey() + "=" + value(field.getValue()));
    }
    return text.toString();
  }

  private static String value(JsonNode value) {
    if (value.isArray()) {
      return value.valueStream().map(Differences::value).collect(Collectors.joining(","));
    }
    if (value.isObject()) {
      return "(" + fields(value) + ")";
    }
    return value.isString() ? Printable.line(value.asString()) : value.toString();
  }
}
