package io.tidemark.command.complaint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.command.CommandServer;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestPostgres;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.Configuration;
import org.axonframework.modelling.command.AggregateScopeDescriptor;
import org.junit.jupiter.api.Test;

/** Deadlines of complaints in the real service. */
class EscalationTest {

  private static final String BY_ITSELF =
      "io.tidemark.complaint.escalated {\"reason\":\"overdue\"}";

  /** The service that the tests with the setting on share. */
  private static final CommandServer server = start(TestPostgres.freshDatabase(), true, "100ms");

  private final String id = "c-" + UUID.randomUUID();

  private static CommandServer start(TestDatabase database, boolean escalate, String poll) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("tidemark.complaint.escalate-overdue", escalate);
    properties.put("tidemark.complaint.deadline-poll", poll);
    properties.put("tidemark.relay.enabled", false);
    return CommandServer.start(database, properties);
  }

  private static HttpResponse<String> post(CommandServer to, String path, String body) {
    return to.post("/api/v1/complaints" + path, "complaints.write", body);
  }

  private static void open(CommandServer at, String id, Duration dueIn) {
    HttpResponse<String> response =
        post(
            at,
            "",
            "{\"id\":\"%s\",\"priority\":\"high\",\"resolutionDueAt\":\"%s\"}"
                .formatted(id, Instant.now().plus(dueIn)));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }

  /** Waits until the deadline has been handled, whatever came of it. */
  private static void awaitHandled(CommandServer at, String id) throws InterruptedException {
    Instant end = Instant.now().plusSeconds(20);
    while (!new Stored(at).deadlines(id).isEmpty()) {
      assertThat(Instant.now()).as("the deadline of %s was not handled", id).isBefore(end);
      Thread.sleep(50);
    }
  }

  @Test
  void an_overdue_complaint_that_nobody_answered_escalates_itself() throws InterruptedException {
    open(server, id, Duration.ofSeconds(1));
    awaitHandled(server, id);
    Stored stored = new Stored(server);
    assertThat(stored.events(id)).hasSize(2).last().isEqualTo(BY_ITSELF);
    assertThat(stored.actors(id)).last().isEqualTo("system");
  }

  @Test
  void nothing_happens_where_the_setting_is_off() throws InterruptedException {
    try (CommandServer off = start(TestPostgres.freshDatabase(), false, "100ms")) {
      open(off, id, Duration.ofMillis(200));
      awaitHandled(off, id);
      assertThat(new Stored(off).events(id)).hasSize(1);
    }
  }

  @Test
  void what_came_due_while_no_service_ran_is_made_up_for_as_the_setting_is_then()
      throws InterruptedException {
    TestDatabase database = TestPostgres.freshDatabase();
    try (CommandServer before = start(database, false, "10m")) {
      open(before, id, Duration.ofMillis(200));
    }
    try (CommandServer after = start(database, true, "100ms")) {
      awaitHandled(after, id);
      assertThat(new Stored(after).events(id)).hasSize(2).last().isEqualTo(BY_ITSELF);
    }
  }

  @Test
  void of_several_services_one_handles_it() throws InterruptedException {
    List<String> ids = Stream.generate(() -> "c-" + UUID.randomUUID()).limit(30).toList();
    try (CommandServer other = start(server.database(), true, "100ms")) {
      for (String each : ids) {
        open(other, each, Duration.ofSeconds(1));
      }
      for (String each : ids) {
        awaitHandled(other, each);
        assertThat(new Stored(other).events(each)).hasSize(2).last().isEqualTo(BY_ITSELF);
      }
    }
  }

  @Test
  void a_response_takes_the_deadline_away() {
    open(server, id, Duration.ofHours(1));
    assertThat(new Stored(server).deadlines(id))
        .singleElement()
        .satisfies(data -> assertThat(data).doesNotContain("axon", "java"));
    assertThat(post(server, "/" + id + "/respond", "").statusCode()).isEqualTo(200);
    assertThat(new Stored(server).deadlines(id)).isEmpty();
  }

  @Test
  void a_response_is_not_refused_while_the_deadline_comes_due() throws SQLException {
    open(server, id, Duration.ofHours(1));
    try (Connection connection = server.database().dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "update command.deadline set picked = true, last_heartbeat = now()"
              + " where convert_from(task_data, 'UTF8') like '%"
              + id
              + "%'");
    }
    assertThat(post(server, "/" + id + "/respond", "").statusCode()).isEqualTo(200);
  }

  @Test
  void another_priority_moves_the_deadline_and_leaves_one() {
    post(server, "", "{\"id\":\"%s\",\"priority\":\"high\"}".formatted(id));
    post(server, "/" + id + "/reprioritise", "{\"priority\":\"low\"}");
    assertThat(new Stored(server).deadlines(id)).hasSize(1);
  }

  @Test
  void a_long_story_is_remembered_to_the_last() {
    open(server, id, Duration.ofHours(1));
    post(server, "/" + id + "/respond", "");
    for (int i = 0; i < 110; i++) { // more than are folded without a snapshot
      post(server, "/" + id + "/assign", "{\"staffId\":\"s%d\"}".formatted(i));
    }
    assertThat(post(server, "/" + id + "/resolve", "").statusCode()).isEqualTo(200);
    assertThat(post(server, "/" + id + "/reopen", "").statusCode()).isEqualTo(200);
    assertThat(new Stored(server).deadlines(id)).isEmpty();
  }

  @Test
  void a_command_that_comes_to_nothing_leaves_no_deadline() {
    open(server, id, Duration.ofHours(1));
    assertThat(post(server, "", "{\"id\":\"%s\",\"priority\":\"low\"}".formatted(id)).statusCode())
        .isEqualTo(409);
    assertThat(new Stored(server).deadlines(id)).hasSize(1);
  }

  @Test
  void a_transaction_that_is_rolled_back_takes_its_deadline_with_it() {
    assertThatThrownBy(
            () ->
                server
                    .bean(TransactionManager.class)
                    .executeInTransaction(
                        () -> {
                          server
                              .bean(Configuration.class)
                              .deadlineManager()
                              .schedule(
                                  Duration.ofHours(1),
                                  Complaint.OVERDUE,
                                  null,
                                  new AggregateScopeDescriptor("Complaint", (Object) id));
                          throw new IllegalStateException("after it was set");
                        }))
        .hasMessage("after it was set");
    assertThat(new Stored(server).deadlines(id)).isEmpty();
  }
}
