package io.tidemark.benchmarks.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Dashboards that ask throughout, two by two with different rights. An answer is figures, or says
 * honestly that there are none; and nobody is shown what only the other may see.
 */
final class Readers implements AutoCloseable {

  static final String METRICS = "/api/v1/ops/dashboard/metrics";

  private static final String REVENUE = "\"revenue\"";

  private final Service queries;
  private final String mayRead;
  private final String mayReadAll;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong broken = new AtomicLong();
  private final AtomicLong leaks = new AtomicLong();
  private final ConcurrentHashMap<Integer, Long> wrong = new ConcurrentHashMap<>();
  private final List<Thread> threads;
  private volatile boolean running = true;

  private Readers(Rig rig) {
    queries = rig.service(Role.QUERIES);
    mayRead = rig.issuer().token("reader", "ops.read");
    mayReadAll = rig.issuer().token("admin", "ops.admin");
    threads =
        List.of(
            Thread.ofPlatform().name("reader").daemon().start(() -> read(mayRead, false)),
            Thread.ofPlatform().name("admin").daemon().start(() -> read(mayReadAll, true)));
  }

  static Readers start(Rig rig) {
    return new Readers(rig);
  }

  private void read(String token, boolean seesRevenue) {
    String[] periods = {"today", "week", "month", "all"};
    try {
      for (int i = 0; running; i++) {
        HttpRequest request =
            HttpRequest.newBuilder(
                    URI.create(queries.url() + METRICS + "?period=" + periods[i / 2 % 4]))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(15))
                .build();
        try {
          note(http.send(request, HttpResponse.BodyHandlers.ofString()), seesRevenue);
        } catch (IOException e) {
          broken.incrementAndGet(); // it is away, or was killed meanwhile
        }
        TimeUnit.MILLISECONDS.sleep(25);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  private void note(HttpResponse<String> answer, boolean seesRevenue) {
    switch (answer.statusCode()) {
      case 200 -> {
        answers.incrementAndGet();
        if (answer.body().contains(REVENUE) != seesRevenue) {
          leaks.incrementAndGet();
        }
      }
      case 503 -> refusals.incrementAndGet();
      default -> {
        if (wrong.merge(answer.statusCode(), 1L, Long::sum) == 1) {
          System.out.println("A read was answered with " + answer.statusCode() + answer.body());
        }
      }
    }
  }

  long answers() {
    return answers.get();
  }

  /** Problems with status 503. */
  long refusals() {
    return refusals.get();
  }

  /** Requests without an answer. */
  long broken() {
    return broken.get();
  }

  /** Answers with another's figures, or without one's own. */
  long leaks() {
    return leaks.get();
  }

  /** Answers with a status that no fault explains. */
  long wrong() {
    return wrong.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public void close() {
    running = false;
    for (Thread thread : threads) {
      thread.interrupt();
      Ending.of(thread);
    }
    http.close();
  }
}
