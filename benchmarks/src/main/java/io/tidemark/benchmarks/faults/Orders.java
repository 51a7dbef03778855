package io.tidemark.benchmarks.faults;

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
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Commands over HTTP, each sent again with its key until it is answered: bookings that are made and
 * go their way. It notes how many commands of each booking were accepted.
 */
final class Orders implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(60);

  private final Service commands;
  private final String token;
  private final Random random;
  private final String prefix;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Map<String, Integer> accepted = new ConcurrentHashMap<>();
  private final AtomicLong retries = new AtomicLong();
  private final AtomicLong unexpected = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;
  private volatile boolean paused;
  private volatile boolean resting;

  private Orders(Rig rig, long seed) {
    commands = rig.service(Role.COMMANDS);
    token = rig.issuer().token("faults", "bookings.write");
    random = new Random(seed);
    prefix = "order-%x-".formatted(seed & 0xffffff);
    thread = Thread.ofPlatform().name("orders").daemon().start(this::run);
  }

  static Orders start(Rig rig, long seed) {
    return new Orders(rig, seed);
  }

  private void run() {
    try {
      for (int i = 0; running; i++) {
        while (paused && running) {
          resting = true;
          TimeUnit.MILLISECONDS.sleep(5);
        }
        resting = false;
        String id = prefix + i;
        send(id, "", "{\"id\":\"%s\",\"amount\":\"%d.50\"}".formatted(id, random.nextInt(900)));
        String[] steps = {"/confirm", "/start", "/complete"};
        for (int step = 0; step < random.nextInt(steps.length + 1) && running; step++) {
          send(id, "/" + id + steps[step], "{}");
        }
        Thread.sleep(PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the end
    }
  }

  private void send(String id, String path, String body) throws InterruptedException {
    while (running) {
      int status = attempt(commands, token, path, body, id + path.replace('/', '-'));
      if (status / 100 == 2) {
        accepted.merge(id, 1, Integer::sum);
        return;
      }
      if (status != 0 && status != 503) {
        unexpected.incrementAndGet();
        System.out.println("A command was answered with " + status + ": " + id + path);
        return;
      }
      retries.incrementAndGet();
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** The status of the answer; 0 where none came. */
  private int attempt(Service to, String as, String path, String body, String key)
      throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(to.url() + "/api/v1/bookings" + path))
            .header("Authorization", "Bearer " + as)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .timeout(Duration.ofSeconds(15))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException e) {
      return 0; // it may have been followed or not: the key will tell
    }
  }

  /** Ends with the booking that is under way. */
  void pause() throws InterruptedException {
    resting = false;
    paused = true;
    while (!resting && thread.isAlive()) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  void goOn() {
    paused = false;
  }

  long accepted() {
    return accepted.values().stream().mapToLong(Integer::longValue).sum();
  }

  long retries() {
    return retries.get();
  }

  /** Answers that no fault explains. */
  long unexpected() {
    return unexpected.get();
  }

  /** How many accepted commands have no event in the store, and how many events no command. */
  record Kept(long lost, long twice) {}

  Kept compare(Rig rig) throws SQLException {
    Map<String, Integer> stored = new HashMap<>();
    try (Connection connection = rig.connect();
        Statement select = connection.createStatement();
        ResultSet rows =
            select.executeQuery(
                "select aggregate_id, count(*) from command.event group by aggregate_id")) {
      while (rows.next()) {
        if (rows.getString(1).startsWith(prefix)) {
          stored.put(rows.getString(1), rows.getInt(2));
        }
      }
    }
    long lost = 0;
    long twice = 0;
    for (var entry : accepted.entrySet()) {
      int excess = stored.getOrDefault(entry.getKey(), 0) - entry.getValue();
      lost += Math.max(0, -excess);
      twice += Math.max(0, excess);
    }
    return new Kept(lost, twice);
  }

  @Override
  public void close() {
    running = false;
    thread.interrupt();
    Ending.of(thread);
    http.close();
  }
}
