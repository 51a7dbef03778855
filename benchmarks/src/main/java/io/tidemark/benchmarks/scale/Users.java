package io.tidemark.benchmarks.scale;

import io.tidemark.benchmarks.faults.Rig;
import io.tidemark.benchmarks.faults.Role;
import io.tidemark.benchmarks.scale.Phase.Wrong;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Users of several query processes who think between answers, and look closely at each. Every other
 * one stays with one process; the others go from one to the next, and say with {@code
 * Tidemark-At-Least} what they have seen.
 *
 * <p>What would be noticed, and why:
 *
 * <ul>
 *   <li>A mixture of generations: these have calendars of different zones, so nearly every figure
 *       of a day is another in each, and an answer about a day holds figures of two topics. It must
 *       hold exactly those of the zone of the generation that it names; taken from both it holds
 *       neither.
 *   <li>A gap, such as a generation that is not full yet: the same figures, and all that do not
 *       depend on a zone, are known from when the events were made, and too small then.
 *   <li>Going back: the bookings of all time only become more; an answer's newest event is never
 *       older than that of the one before to the same question; and a user who has seen a
 *       generation serve sees no other until the next switch has been asked for, whatever the
 *       questions. Generations do not take turns by chance for an index that only rises.
 * </ul>
 */
final class Users implements AutoCloseable {

  private static final String SCOPE = "ops.admin calls.admin providers.read";

  private final List<String> urls;
  private final String token;
  private final List<List<Ask>> mix;
  private final Map<Integer, ZoneId> zones;
  private final List<Integer> serving = new CopyOnWriteArrayList<>(List.of(1));
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final List<Thread> threads = new ArrayList<>();
  private final List<Phase> phases = new CopyOnWriteArrayList<>();
  private volatile boolean running = true;

  /**
   * @param zones of the generations
   * @param mix one of these is drawn for each question, then one of its
   */
  Users(Rig rig, int count, Map<Integer, ZoneId> zones, List<List<Ask>> mix) {
    urls = Role.ALL_QUERIES.stream().map(role -> rig.service(role).url()).toList();
    token = rig.issuer().token("benchmark", SCOPE);
    this.zones = zones;
    this.mix = mix;
    begin("warming up");
    for (int i = 0; i < count; i++) {
      User user = new User(i);
      threads.add(Thread.ofVirtual().start(user::run));
    }
  }

  /** What happens from now on. */
  Phase begin(String phase) {
    if (!phases.isEmpty()) {
      phases.getLast().end();
    }
    Phase next = new Phase(phase);
    phases.add(next);
    return next;
  }

  /** From now on a generation may serve: to be said before it is asked for. */
  void maySee(int generation) {
    serving.add(generation);
  }

  @Override
  public void close() {
    running = false;
    threads.forEach(Thread::interrupt);
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // they end without being waited for
    }
    phases.getLast().end();
    http.close();
  }

  private final class User {
    private final int number;
    private final Random random;
    private final Map<String, Long> most = new HashMap<>();
    private final Map<String, Instant> newest = new HashMap<>();
    private @Nullable String seen;
    private int switches;
    private long good = System.nanoTime();

    User(int number) {
      this.number = number;
      this.random = new Random(number);
    }

    private boolean roams() {
      return number % 2 == 1;
    }

    void run() {
      try {
        for (int turn = 0; running; turn++) {
          TimeUnit.MILLISECONDS.sleep(25 + random.nextInt(50));
          List<Ask> some = mix.get(random.nextInt(mix.size()));
          ask(some.get(random.nextInt(some.size())), urls.get((number + (roams() ? turn : 0)) % 3));
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt(); // the end
      }
    }

    private void ask(Ask ask, String url) throws InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(url + ask.path()))
              .header("Authorization", "Bearer " + token)
              .timeout(Duration.ofSeconds(15));
      if (roams() && seen != null) {
        request.header("Tidemark-At-Least", seen);
      }
      Phase phase = phases.getLast();
      long start = System.nanoTime();
      try {
        HttpResponse<String> answer =
            http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        long now = System.nanoTime();
        phase.answered(now - start);
        if (check(ask, answer, phase)) {
          phases.getLast().gap(now - good);
          good = now;
        }
      } catch (IOException e) {
        phase.wrong(Wrong.ERROR, ask.path() + ": " + e);
      }
    }

    private boolean check(Ask ask, HttpResponse<String> answer, Phase phase) {
      String stale = header(answer, "Tidemark-Stale");
      if (answer.statusCode() != 200 || stale != null) {
        phase.wrong(
            Wrong.ERROR,
            "%s: %d, stale %s, %s"
                .formatted(ask.path(), answer.statusCode(), stale, answer.body()));
        return false;
      }
      seen = header(answer, "Tidemark");
      String named = header(answer, "Tidemark-Generation");
      int generation = named == null ? 0 : Integer.parseInt(named);
      ZoneId zone = zones.get(generation);
      JsonNode body = JsonMapper.shared().readTree(answer.body());
      if (body.path("partial").asBoolean(false)) {
        phase.wrong(Wrong.ERROR, ask.path() + ": without " + body.path("missing"));
        return false;
      }
      Map<String, Long> found = ask.found().apply(body);
      boolean whole = zone != null && isKnown(ask.known().apply(zone), found);
      if (!whole) {
        phase.wrong(
            Wrong.MIXED, "%s: generation %d: %s".formatted(ask.path(), generation, answer.body()));
      }
      String older = older(ask, generation, found, header(answer, "Tidemark-As-Of"));
      if (older != null) {
        phase.wrong(Wrong.BACK, "user %d, %s: %s".formatted(number, ask.path(), older));
      }
      return whole && older == null;
    }

    private static boolean isKnown(Map<String, Long> known, Map<String, Long> found) {
      Map<String, Long> steady = new HashMap<>(found);
      steady.keySet().removeIf(name -> name.startsWith(Ask.GROWING));
      return steady.equals(known);
    }

    /** In what way it is older than what this user has seen; null if it is not. */
    private @Nullable String older(
        Ask ask, int generation, Map<String, Long> found, @Nullable String asOf) {
      int now = switches;
      while (now < serving.size() && serving.get(now) != generation) {
        now++;
      }
      if (now == serving.size()) {
        return "generation %d after %d".formatted(generation, serving.get(switches));
      }
      switches = now;
      for (var figure : found.entrySet()) {
        if (figure.getKey().startsWith(Ask.GROWING)) {
          // of all questions, for who says what was seen; else of this one
          String name = roams() ? figure.getKey() : figure.getKey() + ask.path();
          Long before = most.put(name, figure.getValue());
          if (before != null && figure.getValue() < before) {
            return "%s: %d after %d".formatted(name, figure.getValue(), before);
          }
        }
      }
      Instant time = asOf == null ? Instant.MIN : Instant.parse(asOf);
      Instant before = newest.put(ask.path(), time);
      return before != null && time.isBefore(before) ? "as of " + time + " after " + before : null;
    }
  }

  private static @Nullable String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }
}
