package io.tidemark.query.deadletter;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.swagger.v3.oas.annotations.media.Schema;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One dead letter with all that its record holds. */
@Schema(name = "DeadLetterContent")
record DeadLetterContent(
    @JsonUnwrapped DeadLettersPage.Item letter,
    @Schema(description = "Kafka's id of the topic that the record was read from") String topicId,
    @Schema(description = "The request that had it retried or discarded last")
        @Nullable String request,
    List<Header> headers,
    @Schema(description = "null where the record has none") @Nullable Bytes key,
    @Schema(description = "null where the record has none") @Nullable Bytes value) {

  @Schema(name = "DeadLetterHeader")
  record Header(@Schema(example = "ce_type") String name, @Nullable Bytes value) {}

  /** Bytes as text where they are UTF-8, else as base64. */
  @Schema(name = "DeadLetterBytes")
  record Bytes(
      @Schema(description = "How many there are", example = "112") long bytes,
      @Schema(description = "true if only the first of them are here, 1 MiB") boolean truncated,
      @Schema(description = "Where they are UTF-8", example = "not JSON") @Nullable String text,
      @Schema(description = "Where they are not") @Nullable String base64,
      @Schema(description = "The same, decoded, where they are JSON", implementation = Object.class)
          @Nullable JsonNode json) {

    private static final int DEEPEST = 64;
    private static final int LONGEST_CHARACTER = 4;

    private static final JsonMapper JSON =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                    .build())
            // what two readers could read differently is shown as text only
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * @param first all bytes, or the first of them
     * @param size how many there are in all
     */
    static @Nullable Bytes of(byte @Nullable [] first, long size) {
      if (first == null) {
        return null;
      }
      boolean truncated = first.length < size;
      String text = truncated ? textOfPart(first) : text(first);
      return text == null
          ? new Bytes(size, truncated, null, Base64.getEncoder().encodeToString(first), null)
          : new Bytes(size, truncated, text, null, truncated ? null : json(text));
    }

    /** What is cut off may have ended within a character. */
    private static @Nullable String textOfPart(byte[] first) {
      for (int less = 0; less < LONGEST_CHARACTER && less < first.length; less++) {
        String text = text(Arrays.copyOf(first, first.length - less));
        if (text != null) {
          return text;
        }
      }
      return null;
    }

    private static @Nullable String text(byte[] bytes) {
      try {
        return StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT)
            .decode(ByteBuffer.wrap(bytes))
            .toString();
      } catch (CharacterCodingException e) {
        return null; // an answer as well: it is not text
      }
    }

    private static @Nullable JsonNode json(String text) {
      try {
        JsonNode node = JSON.readTree(text);
        return node.isObject() || node.isArray() ? node : null;
      } catch (JacksonException e) {
        return null; // an answer as well: it is not JSON
      }
    }
  }
}
