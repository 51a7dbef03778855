package io.tidemark.command;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.ApiDescription;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class OpenApiCommandsTest {

  private static final ApiDescription api = ApiDescription.of(CommandServer.shared());

  @Test
  void every_operation_is_described_and_every_protected_one_tells_its_problems() {
    assertThat(api.json().get("openapi").asString()).startsWith("3.1");
    api.operations()
        .forEach(
            (name, operation) -> {
              assertThat(operation.path("summary").asString()).as(name).isNotBlank();
              if (ApiDescription.isProtected(operation)) {
                assertThat(operation.get("responses").propertyNames())
                    .as(name)
                    .contains("400", "401", "403", "503");
              }
            });
  }

  @Test
  void every_command_tells_what_to_send_again_and_what_to_wait_for() {
    api.operations()
        .forEach(
            (name, operation) -> {
              if (!operation.at("/responses").has("422") || name.endsWith("/events")) {
                return;
              }
              assertThat(operation.get("parameters").findValuesAsString("name"))
                  .as(name)
                  .contains("Idempotency-Key");
              String accepted = operation.at("/responses").has("201") ? "201" : "200";
              assertThat(operation.at("/responses/" + accepted + "/headers").propertyNames())
                  .as(name)
                  .contains("Tidemark", "ETag");
              assertThat(operation.at("/responses/409/content").propertyNames())
                  .as(name)
                  .contains("application/problem+json");
            });
  }

  @Test
  void a_body_has_the_fields_of_its_event() {
    JsonNode body = body("post /api/v1/bookings");
    assertThat(body.at("/schema/required").valueStream().map(JsonNode::asString))
        .containsExactly("amount");
    assertThat(body.at("/schema/properties").propertyNames()).contains("id", "scheduledFor");
    assertThat(body.at("/example/amount").decimalValue()).isEqualByComparingTo("120.50");
    assertThat(
            body("put /api/v1/providers/{id}/goals")
                .at("/schema/properties/amount/type")
                .toString())
        .contains("number", "null");
    assertThat(operation("post /api/v1/bookings/{id}/confirm").has("requestBody")).isFalse();
  }

  private static JsonNode operation(String name) {
    return requireNonNull(api.operations().get(name), name);
  }

  private static JsonNode body(String operation) {
    return operation(operation).at("/requestBody/content").get("application/json");
  }

  @Test
  void an_operation_has_one_name_whatever_others_there_are() {
    assertThat(api.operations().values().stream().map(o -> o.path("operationId").asString()))
        .doesNotHaveDuplicates()
        .noneMatch(name -> name.contains("_"));
  }

  @Test
  void the_description_is_the_frozen_one() throws IOException {
    api.assertFrozenAs("../docs/openapi-commands.json");
  }
}
