package io.tidemark.standalone;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A little traffic through the API, as from a front desk: bookings are made and go through their
 * life, and now and then somebody complains. What fails is told once, until something works again.
 */
final class LiveTraffic implements AutoCloseable {

  /** What its token must allow. */
  static final String SCOPE = "bookings.write complaints.write";

  private static final Logger log = LoggerFactory.getLogger(LiveTraffic.class);
  private static final int HTTP_UNAUTHORIZED = 401;

  /** As many are on their way at the same time, about. */
  private static final int UNDER_WAY = 40;

  private static final List<String> BOOKING = List.of("confirm", "start", "complete");
  private static final List<String> COMPLAINT = List.of("respond", "start", "resolve", "close");
  private static final List<String> STAFF = List.of("live-alma", "live-ben", "live-cleo");
  private static final List<String> PRIORITIES = List.of("low", "medium", "high", "critical");

  /** Something that was made, and what is still to be done with it. */
  private record Life(String path, List<String> steps) {}

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Random random = new Random();
  private final List<Life> lives = new ArrayList<>();
  private final String url;
  private final Supplier<String> tokens;
  private final Duration pause;
  private final Thread thread;
  private @Nullable String token;
  private boolean failing;

  private LiveTraffic(String url, Supplier<String> tokens, Duration pause) {
    this.url = url;
    this.tokens = tokens;
    this.pause = pause;
    thread = Thread.ofVirtual().name("live-traffic").unstarted(this::run);
  }

  /**
   * Begins.
   *
   * @param tokens makes one that allows {@link #SCOPE}; asked for another when one is refused
   * @param pause between two commands
   */
  static LiveTraffic start(String url, Supplier<String> tokens, Duration pause) {
    var traffic = new LiveTraffic(url, tokens, pause);
    traffic.thread.start();
    return traffic;
  }

  private void run() {
    try {
      while (true) {
        try {
          command();
          failing = false;
        } catch (IOException | RuntimeException e) {
          if (!failing) log.warn("Live traffic fails, and goes on trying: {}", e.getMessage());
          failing = true;
        }
        TimeUnit.MILLISECONDS.sleep(pause.toMillis());
      }
    } catch (InterruptedException _) {
      // it was closed
    }
  }

  private void command() throws IOException, InterruptedException {
    if (lives.isEmpty() || random.nextInt(2 * UNDER_WAY) >= lives.size() + UNDER_WAY / 2) {
      begin();
      return;
    }
    Life life = lives.remove(random.nextInt(lives.size()));
    boolean cancelled = life.path().contains("/bookings/") && random.nextInt(25) == 0;
    post(life.path() + "/" + (cancelled ? "cancel" : life.steps().getFirst()), "");
    List<String> left = life.steps().subList(1, life.steps().size());
    if (!cancelled && !left.isEmpty()) lives.add(new Life(life.path(), left));
  }

  private void begin() throws IOException, InterruptedException {
    String id = "live-" + UUID.randomUUID();
    String staff = STAFF.get(random.nextInt(STAFF.size()));
    if (random.nextInt(8) == 0) {
      String priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
      post(
          "/api/v1/complaints",
          "{\"id\": \"%s\", \"priority\": \"%s\", \"staffId\": \"%s\"}"
              .formatted(id, priority, staff));
      lives.add(new Life("/api/v1/complaints/" + id, COMPLAINT));
    } else {
      post(
          "/api/v1/bookings",
          "{\"id\": \"%s\", \"amount\": \"%s\", \"staffId\": \"%s\"}"
              .formatted(id, BigDecimal.valueOf(2_000 + random.nextInt(38_000), 2), staff));
      lives.add(new Life("/api/v1/bookings/" + id, BOOKING));
    }
  }

  private void post(String path, String body) throws IOException, InterruptedException {
    if (token == null) token = tokens.get();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url + path))
            .timeout(Duration.ofSeconds(10))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() == HTTP_UNAUTHORIZED) token = null; // it has expired
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.statusCode() + " " + answer.body());
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    http.close();
  }
}
