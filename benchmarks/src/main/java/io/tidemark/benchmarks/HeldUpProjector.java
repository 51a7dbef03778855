package io.tidemark.benchmarks;

import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What who has written is told while nothing is folded in, and once it is again. */
final class HeldUpProjector {

  /** Readers are let through, whoever moves a position is not. */
  private static final String HOLD = "lock table tidemark.position in exclusive mode";

  private HeldUpProjector() {}

  /** A row for each question: what was asked, its answer, how long it took, what was read. */
  static List<List<String>> ask(LocalInstance instance, OwnWritesClient client) throws Exception {
    List<List<String>> rows = new ArrayList<>();
    CompletableFuture<List<String>> waiting;
    try (Connection connection = instance.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(HOLD);
      String token = client.write();
      rows.add(ask(client, token, "strict, wait=1", "held up"));
      rows.add(ask(client, token, "strict, wait=2", "held up"));
      rows.add(ask(client, token, "lenient, wait=1", "held up"));
      rows.add(ask(client, token, "lenient, wait=0", "held up"));
      waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return ask(client, token, "strict, wait=10", "let go after 2 s");
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      TimeUnit.SECONDS.sleep(2);
      connection.rollback();
    }
    rows.add(waiting.get());
    rows.add(ask(client, client.write(), "strict, wait=10", "as ever"));
    return rows;
  }

  private static List<String> ask(
      OwnWritesClient client, String token, String preferred, String when) throws Exception {
    long start = System.nanoTime();
    HttpResponse<String> answer = client.read(token, "handling=" + preferred);
    double millis = (System.nanoTime() - start) / 1e6;
    boolean stale = answer.headers().firstValue("Tidemark-Stale").isPresent();
    return List.of(
        when + ": " + preferred,
        answer.statusCode()
            + (answer.body().contains("not-yet-visible") ? " not-yet-visible" : "")
            + (answer.headers().firstValue("Retry-After").isPresent() ? ", Retry-After" : "")
            + (stale ? ", Tidemark-Stale" : ""),
        "%,.0f".formatted(millis),
        answer.statusCode() == 200
            ? "%,d of %,d".formatted(client.bookings(answer), client.written())
            : "–");
  }
}
