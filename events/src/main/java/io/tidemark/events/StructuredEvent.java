package io.tidemark.events;

import io.tidemark.events.InvalidEvent.Kind;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.sym.PropertyNameMatcher;

/**
 * An event in structured mode, taken apart: its attributes, and where its data lies. The data is
 * read in a second step, since it may come before the type that says how to read it.
 */
final class StructuredEvent {

  private static final List<String> ATTRIBUTES =
      List.of(
          "specversion",
          "id",
          "source",
          "type",
          "subject",
          "time",
          "sequence",
          "dataschema",
          "traceparent",
          "position",
          "datacontenttype");
  private static final int DATA = ATTRIBUTES.size();
  private static final int DATA_BASE64 = DATA + 1;
  private static final PropertyNameMatcher MATCHER =
      Json.matcher(Stream.concat(ATTRIBUTES.stream(), Stream.of("data", "data_base64")).toList());

  private final @Nullable String[] attributes = new @Nullable String[ATTRIBUTES.size()];
  private byte[] data;
  private int offset;
  private int length;

  private StructuredEvent(byte[] record) {
    data = record;
  }

  static StructuredEvent read(byte @Nullable [] value) throws InvalidEvent {
    if (value == null || value.length == 0) {
      throw invalid("no value, where structured mode has the event");
    }
    if (!Json.utf8(value, 0, value.length)) {
      throw invalid("not JSON: not UTF-8");
    }
    StructuredEvent event = new StructuredEvent(value);
    try (JsonParser parser = Json.parser(value, 0, value.length)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw invalid("not a JSON object");
      }
      event.readFields(parser, value);
      if (parser.nextToken() != null) {
        throw invalid("not JSON: something follows after the end");
      }
    } catch (JacksonException e) {
      throw invalid(Json.problem(e));
    }
    return event;
  }

  private void readFields(JsonParser parser, byte[] value) throws InvalidEvent {
    for (int i = parser.nextNameMatch(MATCHER);
        i != PropertyNameMatcher.MATCH_END_OBJECT;
        i = parser.nextNameMatch(MATCHER)) {
      JsonToken token = parser.nextToken();
      if (i == DATA) {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        data = value;
        offset = start;
        length = (int) parser.currentLocation().getByteOffset() - start;
      } else if (i == DATA_BASE64) {
        if (token != JsonToken.VALUE_NULL) {
          decode(parser, token);
        }
      } else if (i >= 0) {
        attributes[i] = attribute(ATTRIBUTES.get(i), parser, token);
      } else {
        parser.skipChildren();
      }
    }
  }

  private void decode(JsonParser parser, JsonToken token) throws InvalidEvent {
    if (token != JsonToken.VALUE_STRING) {
      throw invalid("data_base64: not text");
    }
    try {
      data = Base64.getDecoder().decode(parser.getString());
    } catch (IllegalArgumentException _) {
      throw invalid("data_base64: not Base64");
    }
    offset = 0;
    length = data.length;
  }

  private static @Nullable String attribute(String name, JsonParser parser, JsonToken token)
      throws InvalidEvent {
    return switch (token) {
      case VALUE_NULL -> null;
      case VALUE_STRING -> parser.getString();
      case VALUE_NUMBER_INT -> {
        if (name.equals("sequence") || name.equals("position")) {
          yield parser.getString();
        }
        throw invalid(name + ": not text");
      }
      default -> throw invalid(name + ": not text");
    };
  }

  /** The attribute's value, or null if it is not given. */
  @Nullable String get(String attribute) {
    return attributes[ATTRIBUTES.indexOf(attribute)];
  }

  byte[] data() {
    return data;
  }

  int offset() {
    return offset;
  }

  /** How many bytes the data has; 0 if there is none. */
  int length() {
    return length;
  }

  private static InvalidEvent invalid(String problem) {
    return new InvalidEvent(Kind.INVALID_ENVELOPE, problem);
  }
}
