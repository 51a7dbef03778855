package io.tidemark.command.ingest;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Looks bodies through before events are made of them. Whoever sends over HTTP learns at once what
 * is wrong, so this is stricter than what reads the log: no name may come twice in an object.
 */
final class StrictJson {

  /** As deep as the decoder of events goes. */
  private static final int DEEPEST = 64;

  private static final int LONGEST_NAME = 500;

  private static final JsonFactory STRICT = factory(DEEPEST, true);

  /** Each event is looked through on its own. */
  private static final JsonFactory BATCH = factory(DEEPEST + 1, false);

  private StrictJson() {}

  /** What an event says it is called, as far as it does. */
  record Name(@Nullable String id, @Nullable String source) {
    static final Name NONE = new Name(null, null);
  }

  private static JsonFactory factory(int deepest, boolean names) {
    return JsonFactory.builder()
        .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(deepest).build())
        .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, names)
        .build();
  }

  /**
   * The events of a batch.
   *
   * @throws ProblemException 400 if it is not an array, 413 if it has more than {@code most}
   */
  static List<byte[]> elements(byte[] batch, int most) {
    List<byte[]> elements = new ArrayList<>();
    try (JsonParser parser = BATCH.createParser(ObjectReadContext.empty(), batch)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw malformed("The body is not a JSON array of events.", "a JSON array");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (elements.size() == most) {
          throw ProblemException.tooLarge("A batch may have at most " + most + " events.");
        }
        int begin = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        int end = (int) parser.currentLocation().getByteOffset();
        elements.add(Arrays.copyOfRange(batch, begin, end));
      }
      if (parser.nextToken() != null) {
        throw trailing();
      }
    } catch (JacksonException e) {
      throw malformed(e);
    }
    return elements;
  }

  /**
   * Looks one value through.
   *
   * @throws ProblemException 400 if it is not JSON that can be read here
   */
  static Name check(byte[] json) {
    String id = null;
    String source = null;
    try (JsonParser parser = STRICT.createParser(ObjectReadContext.empty(), json)) {
      boolean ended = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (ended) {
          throw trailing();
        }
        TokenStreamContext context = parser.streamReadContext();
        if (token == JsonToken.VALUE_STRING
            && context.inObject()
            && context.getNestingDepth() == 1) {
          switch (parser.currentName()) {
            case "id" -> id = shortText(parser);
            case "source" -> source = shortText(parser);
            default -> {}
          }
        }
        ended = context.inRoot();
      }
      if (!ended) {
        throw malformed("There is no JSON in the body.", "JSON");
      }
    } catch (JacksonException e) {
      throw malformed(e);
    }
    return new Name(id, source);
  }

  private static @Nullable String shortText(JsonParser parser) {
    String text = parser.getString();
    return text.length() <= LONGEST_NAME ? text : null;
  }

  private static ProblemException trailing() {
    return malformed("Something follows after the end of the JSON.", "one JSON value");
  }

  private static ProblemException malformed(JacksonException e) {
    String where =
        e.getLocation() == null
            ? ""
            : " at line %d, column %d"
                .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
    return malformed(
        "This is not JSON that can be read here%s.".formatted(where),
        "JSON, at most %d levels deep, no name twice in an object".formatted(DEEPEST));
  }

  private static ProblemException malformed(String detail, String allowed) {
    return ProblemException.malformed(detail, List.of(new InvalidInput("body", null, allowed)));
  }
}
