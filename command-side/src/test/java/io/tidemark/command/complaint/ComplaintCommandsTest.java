package io.tidemark.command.complaint;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.web.Tidemark;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Commands over HTTP, down to the rows of the event store. */
class ComplaintCommandsTest {

  private static final String COMPLAINTS = "/api/v1/complaints";
  private static final CommandServer server = CommandServer.shared();

  private final Stored stored = new Stored(server);
  private final String id = "c-" + UUID.randomUUID();

  private HttpResponse<String> post(String path, String body, String... headers) {
    return server.post(COMPLAINTS + path, "complaints.write", body, headers);
  }

  private void open() {
    HttpResponse<String> response = post("", "{\"id\":\"%s\",\"priority\":\"high\"}".formatted(id));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
  }

  @Test
  void a_complaint_is_stored_under_its_wire_name_as_it_will_go_out() {
    open();
    assertThat(stored.events(id))
        .containsExactly("io.tidemark.complaint.opened {\"priority\":\"high\"}");
  }

  record Change(String transition, String body, String event) {}

  static final List<Change> CHANGES =
      List.of(
          new Change("assign", "{\"staffId\":\"s1\"}", "assigned {\"staffId\":\"s1\"}"),
          new Change("unassign", "", "unassigned {}"),
          new Change("respond", "", "responded {}"),
          new Change("start", "{\"reason\":\"mine\"}", "started {\"reason\":\"mine\"}"),
          new Change("escalate", "{\"reason\":\"angry\"}", "escalated {\"reason\":\"angry\"}"),
          new Change("resolve", "", "resolved {}"),
          new Change(
              "reprioritise", "{\"priority\":\"low\"}", "reprioritised {\"priority\":\"low\"}"));

  @ParameterizedTest
  @FieldSource("CHANGES")
  void each_change_is_its_event(Change change) {
    open();
    HttpResponse<String> response = post("/" + id + "/" + change.transition(), change.body());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    assertThat(response.headers().firstValue("ETag")).contains("\"2\"");
    assertThat(stored.events(id)).element(1).isEqualTo("io.tidemark.complaint." + change.event());
  }

  @Test
  void what_is_resolved_may_be_closed_and_opened_again() {
    open();
    for (String transition : List.of("resolve", "close", "reopen")) {
      assertThat(post("/" + id + "/" + transition, "").statusCode()).isEqualTo(200);
    }
    assertThat(stored.events(id))
        .contains("io.tidemark.complaint.closed {}", "io.tidemark.complaint.reopened {}");
  }

  @Test
  void the_answer_names_the_topic_of_complaints() {
    open();
    HttpResponse<String> response = post("/" + id + "/respond", "");
    Tidemark tidemark = Tidemark.parse(response.headers().firstValue("Tidemark").orElseThrow());
    assertThat(tidemark.marks())
        .singleElement()
        .isInstanceOfSatisfying(
            Tidemark.Mark.Stored.class,
            mark -> assertThat(mark.topic()).isEqualTo("tidemark.complaints"));
  }

  @Test
  void what_cannot_be_done_is_a_conflict_that_tells_what_can() {
    open();
    post("/" + id + "/resolve", "");
    HttpResponse<String> response = post("/" + id + "/start", "");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(CommandServer.parse(response.body()).at("/errors/0/allowed").asString())
        .isEqualTo("close, reopen");
  }

  @Test
  void a_field_that_is_wrong_is_named() {
    HttpResponse<String> response = post("", "{\"priority\":\"urgent\"}");
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(CommandServer.parse(response.body()).at("/errors/0/parameter").asString())
        .isEqualTo("priority");
  }

  @Test
  void only_who_may_write_complaints_does() {
    assertThat(server.post(COMPLAINTS, "bookings.write", "{\"priority\":\"low\"}").statusCode())
        .isEqualTo(403);
  }
}
