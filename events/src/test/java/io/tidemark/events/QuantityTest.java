package io.tidemark.events;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '|',
      value = {
        "credits|1e-4|",
        "credits|999999999999999.9999|",
        "credits|0|not more than 0: 0",
        "credits|`\"-0.00\"`|not more than 0: 0.00",
        "credits|-0.0001|less than 0: -0.0001",
        "credits|1e15|10^15 or more: 1e15",
        "credits|1.00001|more than 4 decimals: 1.00001",
        "credits|true|not a decimal number: true",
        "creditsUsed|0|",
        "creditsUsed|`\"1.5\"`|",
        "creditsUsed|-1|less than 0: -1",
        "score|0.0|",
        "score|100.0000|",
        "score|100.0001|more than 100: 100.0001",
        "score|`\"101\"`|more than 100: 101",
        "score|-1e2|less than 0: -100",
        "durationSeconds|0|",
        "durationSeconds|2147483647|",
        "durationSeconds|2147483648|out of range: 2147483648",
        "durationSeconds|-1|less than 0: -1",
        "durationSeconds|1.5|not a whole number: 1.5",
        "durationSeconds|null|missing"
      })
  void quantities_have_bounds(String field, String json, @Nullable String problem) {
    String fact =
        switch (field) {
          case "credits" -> "account.creditsPurchased";
          case "score" -> "lead.scored";
          default -> "call.completed";
        };
    String others =
        "{\"userId\":\"u\",\"agentId\":\"a\",\"callId\":\"c\",\"durationSeconds\":1,\"creditsUsed\":1,";
    assertThat(Wire.binary(fact, others + "\"" + field + "\":" + json + "}").problem())
        .isEqualTo(problem == null ? null : "invalid-payload: " + field + ": " + problem);
  }
}
