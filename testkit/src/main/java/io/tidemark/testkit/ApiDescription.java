package io.tidemark.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The OpenAPI document that an application gives of itself. */
public record ApiDescription(JsonNode json) {

  private static final JsonMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public static ApiDescription of(TestServer server) {
    return new ApiDescription(
        TestServer.parse(server.send("/v3/api-docs", request -> request).body()));
  }

  /** Each operation, by method and path, such as {@code get /api/v1/things}. */
  public Map<String, JsonNode> operations() {
    Map<String, JsonNode> operations = new TreeMap<>();
    json.get("paths")
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .properties()
                    .forEach(
                        operation ->
                            operations.put(
                                operation.getKey() + " " + path.getKey(), operation.getValue())));
    return operations;
  }

  /** Whether a token is needed. */
  public static boolean isProtected(JsonNode operation) {
    return !operation.has("security");
  }

  /**
   * Fails if the description is not the one in this file, relative to the module's folder. With
   * {@code -Dopenapi.write=true} it is written there first.
   */
  public void assertFrozenAs(String file) throws IOException {
    Path frozen = Path.of(file);
    String now = INDENTED.writeValueAsString(json) + "\n";
    if (Boolean.getBoolean("openapi.write")) {
      Files.writeString(frozen, now);
    }
    List<String> is = now.lines().toList();
    List<String> was = Files.readAllLines(frozen);
    String meant = "the API has changed; if it is meant so, run the test with -Dopenapi.write=true";
    // by line: a failure names the first that differs, and does not print it all twice
    for (int line = 0; line < Math.min(is.size(), was.size()); line++) {
      assertThat(is.get(line)).as("%s:%d: %s", file, line + 1, meant).isEqualTo(was.get(line));
    }
    assertThat(is.size()).as("lines: %s", meant).isEqualTo(was.size());
  }
}
