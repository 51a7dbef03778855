package io.tidemark.query.voice;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/**
 * ElevenLabs over HTTP: {@code GET /v1/convai/agents/{externalId}}. What it says is believed to be
 * hostile: bounded in time and size, never followed elsewhere, checked before it is kept.
 */
final class VoiceProvider implements AutoCloseable {

  /** Unreserved in RFC 3986, so that it stands in a path as it is; no segment of dots alone. */
  private static final Pattern ID = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._~-]{1,200}");

  /** Enough of an error's body to read it whole and keep the connection. */
  private static final int ERROR_BYTES = 8 << 10;

  private static final JsonMapper JSON = JsonMapper.shared();

  private final HttpClient http;
  private final String agents;
  private final String apiKey;
  private final int maxBytes;
  private final Duration timeout;
  private final Clock clock;

  VoiceProvider(VoiceProperties properties, String apiKey, Clock clock) {
    // java.net.http would refuse it too, and print it
    if (!apiKey.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "tidemark.voice.api-key has characters that cannot be sent in a header");
    }
    this.apiKey = apiKey;
    this.agents = properties.baseUrl().toString().replaceFirst("/+$", "") + "/v1/convai/agents/";
    this.maxBytes = (int) properties.maxBytes().toBytes();
    this.timeout = properties.timeout();
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(properties.isHttps() ? Version.HTTP_2 : Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(properties.connectTimeout())
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
  }

  static boolean isValid(String externalId) {
    return ID.matcher(externalId).matches();
  }

  /** One attempt. */
  Reply fetch(String externalId) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(agents + externalId))
            .header("xi-api-key", apiKey)
            .header("Accept", "application/json")
            .build();
    CompletableFuture<HttpResponse<BoundedBody.Content>> exchange =
        http.sendAsync(
            request, head -> new BoundedBody(head.statusCode() == 200 ? maxBytes : ERROR_BYTES));
    try {
      // the request's own timeout would end with the headers
      return replyOf(exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException _) {
      return new Reply.Failed(Failure.TIMEOUT);
    } catch (ExecutionException e) {
      return new Reply.Failed(failureOf(e.getCause()));
    } finally {
      exchange.cancel(true); // closes the connection of one that is not over
    }
  }

  private static Failure failureOf(@Nullable Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException _ -> Failure.CONNECT;
      case ConnectException _ -> Failure.CONNECT;
      case IOException _ -> Failure.NETWORK;
      case null, default -> throw new IllegalStateException("not asked", cause);
    };
  }

  private Reply replyOf(HttpResponse<BoundedBody.Content> response) {
    int status = response.statusCode();
    return switch (status) {
      case 200 -> found(response.body());
      case 401, 403 -> new Reply.Failed(Failure.UNAUTHORIZED);
      case 404 -> new Reply.Failed(Failure.NOT_FOUND);
      case 408 -> new Reply.Failed(Failure.SERVER_ERROR, retryAfter(response));
      case 429 -> new Reply.Failed(Failure.RATE_LIMITED, retryAfter(response));
      default ->
          switch (status / 100) {
            case 3 -> new Reply.Failed(Failure.REDIRECT);
            case 5 -> new Reply.Failed(Failure.SERVER_ERROR, retryAfter(response));
            default -> new Reply.Failed(Failure.REJECTED);
          };
    };
  }

  private static Reply found(BoundedBody.Content content) {
    if (!content.isWhole()) {
      return new Reply.Failed(Failure.TOO_LARGE);
    }
    String json = textOf(content.bytes());
    return json != null && isObject(json)
        ? new Reply.Found(json)
        : new Reply.Failed(Failure.MALFORMED);
  }

  private static @Nullable String textOf(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException _) {
      return null;
    }
  }

  private static boolean isObject(String json) {
    try (JsonParser parser = JSON.createParser(json)) {
      return parser.nextToken() == JsonToken.START_OBJECT
          && parser.skipChildren().currentToken() == JsonToken.END_OBJECT
          && parser.nextToken() == null;
    } catch (JacksonException _) {
      return false;
    }
  }

  /** In either of the forms of RFC 9110: seconds, or a date. */
  private @Nullable Duration retryAfter(HttpResponse<?> response) {
    String value = response.headers().firstValue("Retry-After").orElse("");
    if (value.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(value));
    }
    try {
      Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(value));
      Duration wait = Duration.between(clock.instant(), until);
      return wait.isNegative() ? null : wait;
    } catch (DateTimeException _) {
      return null;
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
