package io.tidemark.projection.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@code tidemark rebuild} asks the API, what it says to a person, and how it ends. */
class RebuildCommandTest extends ApiFixture {

  private static final String PATH = "/api/v1/system/generations";

  @Test
  void plan_prints_what_it_would_do_and_why_it_would_be_refused() {
    on(
        "POST " + PATH + "/plan",
        200,
        """
        {"events": 10000000, "bytes": 4724464025, "entities": 1200000, "estimatedSeconds": 125,
         "estimatedDiskBytes": 1288490188, "reachesBack": false, "topics": [
           {"topic": "tidemark.bookings", "events": 10000000, "bytes": 4724464025,
            "earliestOffset": 12, "partitions": 12, "reachesBack": false}],
         "definition": {"code": "booking:2", "zone": "Europe/Lisbon", "weekStartsOn": "MONDAY"},
         "serving": {"generation": 1, "code": "booking:1", "zone": "UTC", "weekStartsOn": "MONDAY"},
         "changed": ["zone UTC → Europe/Lisbon", "booking 1 → 2"],
         "refusal": "The log begins at 12.", "advice": "Differences are to be expected."}
        """);
    assertThat(run("rebuild", "plan", "--projection", "booking")).isZero();
    assertThat(bodies).containsExactly("{\"source\":\"log\",\"projection\":\"booking\"}");
    assertThat(out.toString())
        .contains(
            "would fold 10,000,000 events (4.4 GiB), in about 2 min 5 s. Nothing was written.")
        .contains("does not reach back")
        .contains("generation 1, UTC, weeks from MONDAY: booking:1")
        .contains("zone UTC → Europe/Lisbon")
        .contains("It would be refused. The log begins at 12.")
        .doesNotContain("To start it");
    assertThat(run("rebuild", "plan", "--json")).isZero();
    assertThat(out.toString()).startsWith("{\"events\":10000000");
  }

  @Test
  void plan_says_once_that_nothing_has_changed_and_how_to_start() {
    on(
        "POST " + PATH + "/plan",
        200,
        """
        {"events": 1, "reachesBack": true, "topics": [], "changed": [],
         "definition": {"code": "booking:1"}, "serving": {"generation": 1, "code": "booking:1"},
         "refusal": null, "advice": "Nothing has changed: the same."}
        """);
    assertThat(run("rebuild", "plan")).isZero();
    assertThat(out.toString())
        .containsOnlyOnce("Nothing has changed")
        .containsPattern("Changed: +nothing\n")
        .contains("./tidemark rebuild start")
        .doesNotContain("refused");
  }

  @Test
  void what_differs_is_printed_before_the_refusal_that_is_about_it() {
    differing();
    on("POST " + PATH + "/2/switch", 409, "{\"detail\": \"2 cells differ.\"}");
    StringWriter terminal = new StringWriter();
    int exitCode =
        TidemarkCommand.run(
            environment,
            Clock.systemUTC(),
            new PrintWriter(new BufferedWriter(terminal)),
            new PrintWriter(terminal, true),
            "rebuild",
            "switch",
            "2");
    assertThat(exitCode).isEqualTo(3);
    assertThat(terminal.toString())
        .containsSubsequence("differs in 2 of 70 cells", "2 cells differ.", "--accept");
  }

  @Test
  void start_sends_what_is_asked_for_and_watches_until_it_has_caught_up() {
    on("POST " + PATH, 202, generation("filling", 0, ""));
    on("GET " + PATH + "/2", 200, generation("filling", 500, ""));
    on("GET " + PATH + "/2", 503, "{\"detail\": \"away\"}");
    on("GET " + PATH + "/2", 200, generation("following", 1000, ""));
    assertThat(
            run(
                Clock.systemUTC(),
                "rebuild start --reason new --rate 50k/s --workers 2 --window PT1H --watch"
                    .split(" ")))
        .isZero();
    assertThat(bodies.getFirst())
        .isEqualTo(
            "{\"source\":\"log\",\"reason\":\"new\",\"rate\":50000,\"workers\":2,\"window\":\"PT1H\"}");
    assertThat(out.toString())
        .contains("Generation 2 is being built. What serves is not touched.")
        .contains("Generation 2 is following.")
        .contains("./tidemark rebuild verify 2");
  }

  @Test
  void watch_prints_an_object_a_line_with_rate_and_time_left() {
    on("GET " + PATH + "/2", 200, generation("filling", 0, ""));
    on("GET " + PATH + "/2", 200, generation("filling", 500, ""));
    on("GET " + PATH + "/2", 200, generation("following", 1000, ""));
    assertThat(run(Clock.systemUTC(), "rebuild", "watch", "2", "--json")).isZero();
    List<String> lines = out.toString().lines().toList();
    assertThat(lines).hasSize(3).allMatch(line -> line.startsWith("{\"generation\":2"));
    assertThat(lines.get(1)).contains("\"eventsPerSecond\":50,\"secondsLeft\":10");
  }

  @Test
  void verify_waits_for_another_comparison_and_shows_what_differs() {
    differing();
    on("GET " + PATH, 200, list(generation("following", 1000, "")));
    on("POST " + PATH + "/2/verify", 200, generation("following", 1000, "\"requestedAt\": \"x\""));
    assertThat(run(Clock.systemUTC(), "rebuild", "verify")).isEqualTo(1);
    assertThat(out.toString())
        .contains("differs in 2 of 70 cells")
        .contains("bookings_by_status grain=day period_start=2026-11-01")
        .contains("serves bookings=2 amount=1.50, rebuilt nothing")
        .contains("id=b1")
        .contains("./tidemark rebuild switch 2 --accept")
        .contains("./tidemark rebuild cancel 2");
  }

  @Test
  void switching_in_spite_of_differences_is_refused_with_them_and_the_next_command() {
    differing();
    on(
        "POST " + PATH + "/2/switch",
        409,
        "{\"detail\": \"2 cells differ.\", \"code\": \"differs\", \"status\": 409}");
    assertThat(run("rebuild", "switch", "2")).isEqualTo(3);
    assertThat(out.toString()).contains("bookings_by_status grain=day");
    assertThat(err.toString())
        .contains("2 cells differ.")
        .contains("./tidemark rebuild switch 2 --accept");

    onFromNow("POST " + PATH + "/2/switch", 200, generation("serving", 1000, ""));
    assertThat(run("rebuild", "switch", "2", "--accept")).isZero();
    assertThat(bodies.getLast()).isEqualTo("{\"accept\":true}");
    assertThat(out.toString()).contains("./tidemark rebuild rollback");
  }

  @Test
  void a_command_means_the_only_generation_that_it_can_mean() {
    on("GET " + PATH, 200, list(generation("standby", 1000, "")));
    assertThat(run("rebuild", "pause")).isEqualTo(3);
    assertThat(err.toString()).contains("No rebuild is under way").contains("rebuild list");
    on("POST " + PATH + "/2/rollback", 200, generation("serving", 1000, ""));
    assertThat(run("rebuild", "rollback")).isZero();
    assertThat(out.toString()).contains("Generation 2 serves again.");
    assertThat(run("rebuild", "list")).isZero();
    assertThat(out.toString())
        .contains("standby", "No projector is there")
        .contains("./tidemark rebuild rollback 2");
    assertThat(run("rebuild", "resume", "7")).isEqualTo(3);
  }

  @Test
  void what_is_wrong_is_said_before_anything_is_asked() {
    assertThat(run("rebuild", "start")).isEqualTo(2);
    assertThat(err.toString()).contains("--reason");
    assertThat(run("rebuild", "start", "--reason", "r", "--rate", "fast")).isEqualTo(2);
    assertThat(err.toString()).contains("50000/s");
    assertThat(run("rebuild", "start", "--reason", "r", "--from-entities", "--from", "a.jsonl.gz"))
        .isEqualTo(2);
    assertThat(bodies).isEmpty();
    on(
        "POST " + PATH,
        422,
        "{\"detail\":\"No.\",\"errors\":[{\"parameter\":\"workers\",\"value\":\"0\",\"allowed\":\"at least 1\"}]}");
    assertThat(run("rebuild", "start", "--reason", "r", "--workers", "0")).isEqualTo(2);
    assertThat(err.toString()).contains("workers '0': must be at least 1");
  }

  @Test
  void of_each_table_that_differs_some_cells_are_shown() {
    differing(51, "\"bookings_by_status\": 50, \"calls_by_agent\": 1");
    String differences = "GET " + PATH + "/2/differences";
    on(differences, 200, difference("bookings_by_status"));
    on(differences, 200, difference("calls_by_agent"));
    assertThat(run("rebuild", "switch", "2")).isEqualTo(3);
    assertThat(asked)
        .contains(
            differences + "?table=bookings_by_status&limit=10",
            differences + "?table=calls_by_agent&limit=10");
    assertThat(out.toString())
        .contains("bookings_by_status grain=day", "calls_by_agent grain=day", "… and 49 more");
  }

  private static String difference(String table) {
    return """
        {"differences": [{"table": "%s", "number": 1,
          "key": {"grain": "day", "period_start": "2026-11-01"},
          "serving": {"bookings": 2, "amount": 1.50}, "rebuilt": null,
          "entities": [{"id": "b1"}]}]}
        """
        .formatted(table);
  }

  private void differing() {
    differing(2, "\"bookings_by_status\": 2");
    on("GET " + PATH + "/2/differences", 200, difference("bookings_by_status"));
  }

  private void differing(int cells, String byTable) {
    on(
        "GET " + PATH + "/2",
        200,
        generation(
            "following",
            1000,
            """
            "verifiedAt": "2026-11-20T10:00:00Z", "cellsCompared": 70, "differences": %d,
            "differencesByTable": {%s}
            """
                .formatted(cells, byTable)));
  }

  private static String list(String generation) {
    return "{\"serving\": 1, \"generations\": [" + generation + "], \"projectors\": []}";
  }

  /** Of 1000 events; 10 seconds pass while 500 are done. */
  private static String generation(String state, int done, String verification) {
    return """
        {"generation": 2, "state": "%s", "paused": false, "reason": "new", "requestedBy": "s1",
         "requestedAt": "2026-11-20T09:00:00Z", "progress": {"total": 1000, "done": %d}, "lag": 3,
         "deadLetters": 0, "runnerAlive": true, "trouble": null, "verification": {%s},
         "observedAt": "2026-11-20T10:00:%02dZ"}
        """
        .formatted(state, done, verification, done / 50);
  }
}
