package io.tidemark.command.http;

import io.tidemark.command.CurrencyProperties;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.events.Ids;
import io.tidemark.events.InvalidEvent;
import io.tidemark.web.Bodies;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * Reads what is wanted from a request. The body has the fields of the event that is to follow, and
 * is read by the rules that hold for that event wherever it comes from.
 */
@Component
public final class Requested {

  private static final String ID = "1 to 128 visible characters";

  private final Bodies bodies;
  private final String currency;

  Requested(Bodies bodies, CurrencyProperties properties) {
    this.bodies = bodies;
    this.currency = properties.currency();
  }

  /**
   * The body, a JSON object; an empty one where there is none.
   *
   * @throws ProblemException 415 for what does not call itself JSON, 400 for what is none, or no
   *     object
   */
  public ObjectNode body(HttpServletRequest request) throws IOException {
    if (!hasBody(request)) {
      return JsonNodeFactory.instance.objectNode();
    }
    String type = request.getContentType();
    if (type == null || !isJson(type)) {
      throw ProblemException.unsupportedMediaType(type, MediaType.APPLICATION_JSON_VALUE);
    }
    if (bodies.readJson(request) instanceof ObjectNode body) {
      return body;
    }
    throw ProblemException.malformed(
        "The body is not a JSON object.",
        List.of(new InvalidInput("body", null, "one JSON object")));
  }

  private static boolean isJson(String type) {
    try {
      return MediaType.APPLICATION_JSON.isCompatibleWith(MediaType.parseMediaType(type));
    } catch (InvalidMediaTypeException _) {
      return false;
    }
  }

  /** {@code curl -X POST} says nothing of a length where there is nothing to send. */
  private static boolean hasBody(HttpServletRequest request) {
    long length = request.getContentLengthLong();
    return length > 0 || (length < 0 && request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null);
  }

  /**
   * The event that the body describes.
   *
   * @throws ProblemException 422 that names the field
   */
  public <E extends Event> E event(Class<E> type, JsonNode body) {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return type.cast(EventTypes.of(type).decode(bytes, currency));
    } catch (InvalidEvent e) {
      String field = e.field();
      String allowed = e.allowed();
      throw field == null || allowed == null
          ? invalid("body", null, String.valueOf(e.getMessage()))
          : invalid(field, body.get(field), allowed);
    }
  }

  /**
   * The id that the body gives to what it wants to be made; a new one where it gives none.
   *
   * @throws ProblemException 422 if it is not 1 to 128 visible characters
   */
  public String newId(JsonNode body) {
    JsonNode given = body.get("id");
    if (given == null || given.isNull()) {
      return UUID.randomUUID().toString();
    }
    if (!given.isString() || !Ids.isValid(given.asString())) {
      throw invalid("id", given, ID);
    }
    return given.asString();
  }

  /**
   * An id of the path.
   *
   * @throws ProblemException 404 unless it is 1 to 128 visible characters: nothing has such an id
   */
  public static String pathId(String id) {
    if (!Ids.isValid(id)) {
      throw ProblemException.notFound(
          "There is nothing of such an id.", List.of(new InvalidInput("id", id, ID)));
    }
    return id;
  }

  /** A field that is not as it must be. */
  public static ProblemException invalid(String field, @Nullable JsonNode given, String allowed) {
    String value =
        switch (given) {
          case null -> null;
          case StringNode text -> text.asString();
          default -> given.toString();
        };
    return ProblemException.unprocessable(List.of(new InvalidInput(field, value, allowed)));
  }
}
