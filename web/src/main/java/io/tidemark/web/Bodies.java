package io.tidemark.web;

import io.tidemark.web.Problem.InvalidInput;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/** Reads bodies within bounds. */
@Component
public final class Bodies {

  /** 1 MiB. */
  private static final int LONGEST = 1 << 20;

  private static final int DEEPEST = 32;

  private final JsonMapper json =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // money is never a binary fraction, nor does it lose its trailing zeros
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  Bodies() {}

  /**
   * The body as JSON.
   *
   * @throws ProblemException 413 for more than 1 MiB, 400 for what is not JSON
   */
  public JsonNode readJson(HttpServletRequest request) throws IOException {
    byte[] body = request.getInputStream().readNBytes(LONGEST + 1);
    if (body.length > LONGEST) {
      throw ProblemException.tooLarge("A body may have at most " + LONGEST + " bytes.");
    }
    try {
      JsonNode content = json.readTree(body);
      if (content.isMissingNode()) {
        throw malformed(null);
      }
      return content;
    } catch (JacksonException e) {
      throw malformed(
          e.getLocation() == null
              ? null
              : "line "
                  + e.getLocation().getLineNr()
                  + ", column "
                  + e.getLocation().getColumnNr());
    }
  }

  private static ProblemException malformed(@Nullable String where) {
    return ProblemException.malformed(
        "The body is not JSON that can be read here.",
        List.of(
            new InvalidInput(
                "body", where, "one JSON object, at most " + DEEPEST + " levels deep")));
  }
}
