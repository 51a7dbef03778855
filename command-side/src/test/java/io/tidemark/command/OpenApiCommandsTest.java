package io.tidemark.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.ApiDescription;
import java.io.IOException;
import org.junit.jupiter.api.Test;

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
  void the_description_is_the_frozen_one() throws IOException {
    api.assertFrozenAs("../docs/openapi-commands.json");
  }
}
