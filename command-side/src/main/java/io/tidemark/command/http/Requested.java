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
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads what is wanted from a request. The body has the fields of the event that is to follow, and
 * is read by the rules that hold for that event wherever it comes from.
 */
@Component
public final class Requested {

  private final Bodies bodies;
  private final String currency;

  Requested(Bodies bodies, CurrencyProperties properties) {
    this.bodies = bodies;
    this.currency = properties.currency();
  }

  /** The body as JSON; an empty object where there is none. */
  public JsonNode body(HttpServletRequest request) throws IOException {
    return hasBody(request) ? bodies.readJson(request) : JsonNodeFactory.instance.objectNode();
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
      String message = String.valueOf(e.getMessage());
      int at = message.indexOf(": ");
      String field = at < 0 ? "body" : message.substring(0, at);
      throw invalid(field, body.get(field), at < 0 ? message : message.substring(at + 2));
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
      throw invalid("id", given, "1 to 128 visible characters");
    }
    return given.asString();
  }

  /** A field that is not as it must be. */
  public static ProblemException invalid(String field, @Nullable JsonNode given, String allowed) {
    return ProblemException.unprocessable(
        List.of(new InvalidInput(field, given == null ? null : given.toString(), allowed)));
  }
}
