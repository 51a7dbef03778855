package io.tidemark.benchmarks.scale;

import io.tidemark.benchmarks.EventLoad;
import io.tidemark.benchmarks.faults.Rig;
import io.tidemark.benchmarks.faults.Role;
import io.tidemark.projection.imports.KafkaSink;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** When each of several query processes shows what has been committed. */
final class Shown implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String METRICS = "/api/v1/ops/dashboard/metrics?include=bookings";

  /** A day that nothing else happens on. */
  private static final Instant DAY = Instant.parse("1999-07-01T12:00:00Z");

  private static final String OF_DAY =
      """
      select coalesce(sum(bookings), 0) from readmodel.bookings_by_status
      where grain = 'day' and period_start = '1999-07-01'
      """;

  private static final String OF_ALL =
      "select coalesce(sum(bookings), 0) from readmodel.bookings_by_status where grain = 'all'";

  private final Rig rig;
  private final String token;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Connection connection;
  private long probes;

  Shown(Rig rig) throws SQLException {
    this.rig = rig;
    token = rig.issuer().token("benchmark", "ops.read");
    connection = rig.connect();
  }

  /**
   * Of each event, how long after its commit each process showed it, in milliseconds. A process
   * that is asked all the time may answer with it before the commit is seen here: that is 0.
   */
  record Delays(List<Double> each, List<Double> last) {}

  Delays of(int events) throws Exception {
    List<Double> each = new ArrayList<>();
    List<Double> last = new ArrayList<>();
    try (KafkaSink sink = KafkaSink.connect(rig.bootstrap(), Map.of("linger.ms", "0"));
        ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < events; i++) {
        long wanted = ++probes;
        List<Future<Long>> seen = new ArrayList<>();
        for (Role role : Role.ALL_QUERIES) {
          seen.add(askers.submit(() -> awaitShown(role, wanted)));
        }
        EventLoad.publish(sink, "probe-" + wanted, DAY, EventLoad.created());
        sink.flush();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (number(OF_DAY) < wanted && System.nanoTime() < end) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        long committed = System.nanoTime();
        double latest = 0;
        for (Future<Long> one : seen) {
          double millis = Math.max(0, (one.get() - committed) / 1e6);
          each.add(millis);
          latest = Math.max(latest, millis);
        }
        last.add(latest);
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return new Delays(each, last);
  }

  private long awaitShown(Role role, long wanted) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (bookings(role, "&period=today&date=1999-07-01") < wanted) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(role + " does not show an event after 30 s");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
    return System.nanoTime();
  }

  /** Waits until it shows what the tables hold and nothing waits any more; how long that took. */
  double awaitAllShow() throws Exception {
    long begin = System.nanoTime();
    long end = begin + PATIENCE.toNanos();
    while (true) {
      long stored = number(OF_ALL);
      boolean equal = true;
      for (Role role : Role.ALL_QUERIES) {
        equal &= bookings(role, "") == stored;
      }
      if (equal && number(OF_ALL) == stored) {
        return (System.nanoTime() - begin) / 1e9;
      }
      if (System.nanoTime() > end) {
        throw new IllegalStateException("a process shows other figures than the tables for 30 s");
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** What it shows; -1 where it says that it is out of date, or that it has no figures. */
  private long bookings(Role role, String more) throws IOException, InterruptedException {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(rig.service(role).url() + METRICS + more))
                .header("Authorization", "Bearer " + token)
                .timeout(Duration.ofSeconds(15))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    boolean fresh = answer.headers().firstValue("Tidemark-Stale").isEmpty();
    return switch (answer.statusCode()) {
      case 200 ->
          fresh ? JsonMapper.shared().readTree(answer.body()).at("/bookings/total").asLong(-1) : -1;
      case 503 -> -1;
      default -> throw new IOException(answer.statusCode() + " " + answer.body());
    };
  }

  private long number(String sql) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
    http.close();
  }
}
