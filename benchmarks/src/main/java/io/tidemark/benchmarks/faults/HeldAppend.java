package io.tidemark.benchmarks.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A command whose events have their position and whose transaction waits: somebody else is about to
 * keep an answer under its key. Commands that come later commit before it.
 */
final class HeldAppend {

  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Map<Rig, CompletableFuture<HttpResponse<String>>> WAITING =
      new ConcurrentHashMap<>();

  private HeldAppend() {}

  static void begin(Rig rig) throws Exception {
    int number = NUMBERS.incrementAndGet();
    String id = "held-" + number;
    Locks.hold(
        rig,
        """
        insert into command.answered
          (caller, idempotency_key, request_hash, aggregate_id, revision, position)
        values ('faults', '%1$s', '', '%1$s', 1, 1)
        """
            .formatted(id));
    WAITING.put(rig, command(rig, id, id));
    TimeUnit.MILLISECONDS.sleep(700);
    for (int i = 0; i < 10; i++) {
      HttpResponse<String> answer = command(rig, id + "-" + i, null).get();
      if (answer.statusCode() != 201) {
        throw new IOException("a command is answered with " + answer.statusCode());
      }
    }
  }

  static void end(Rig rig) throws Exception {
    Locks.letGo(rig);
    CompletableFuture<HttpResponse<String>> waiting = WAITING.remove(rig);
    // 503 where it waited longer than it may: then nothing was stored
    if (waiting == null || !Set.of(201, 503).contains(waiting.get().statusCode())) {
      throw new IOException(
          "the command that was held back is answered with "
              + (waiting == null ? "nothing" : waiting.get().body()));
    }
  }

  private static CompletableFuture<HttpResponse<String>> command(
      Rig rig, String id, @Nullable String key) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(rig.service(Role.COMMANDS).url() + "/api/v1/bookings"))
            .header("Authorization", "Bearer " + rig.issuer().token("faults", "bookings.write"))
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(20))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"id\":\"%s\",\"amount\":\"7.00\"}".formatted(id)));
    if (key != null) {
      request.header("Idempotency-Key", key);
    }
    return HttpClient.newHttpClient()
        .sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }
}
