package io.tidemark.command.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.command.CommandServer;
import io.tidemark.web.Tidemark;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Commands over HTTP, down to the rows of the event store. */
class BookingCommandsTest {

  private static final String BOOKINGS = "/api/v1/bookings";
  private static final CommandServer server = CommandServer.shared();

  private final String id = "b-" + UUID.randomUUID();

  private HttpResponse<String> post(String path, String body, String... headers) {
    return server.post(BOOKINGS + path, "bookings.write", body, headers);
  }

  private HttpResponse<String> create(String... headers) {
    return post("", "{\"id\":\"%s\",\"amount\":\"12.50\"}".formatted(id), headers);
  }

  private List<String> stored() throws SQLException {
    return server.stored(id);
  }

  @Test
  void a_command_is_stored_under_its_wire_name_as_it_will_go_out() throws SQLException {
    HttpResponse<String> response = create();
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    assertThat(response.headers().firstValue("Location")).contains(BOOKINGS + "/" + id);
    assertThat(response.headers().firstValue("ETag")).contains("\"1\"");
    assertThat(CommandServer.parse(response.body()).get("revision").asInt()).isEqualTo(1);
    assertThat(post("/" + id + "/confirm", "").statusCode()).isEqualTo(200);
    assertThat(stored())
        .containsExactly(
            "io.tidemark.booking.created {\"amount\":12.50}", "io.tidemark.booking.confirmed {}");
  }

  @Test
  void the_answer_tells_how_far_the_tide_must_come() {
    Tidemark tidemark = Tidemark.parse(create().headers().firstValue("Tidemark").orElseThrow());
    assertThat(tidemark.marks())
        .singleElement()
        .isInstanceOfSatisfying(
            Tidemark.Mark.Stored.class,
            mark -> {
              assertThat(mark.topic()).isEqualTo("tidemark.bookings");
              assertThat(mark.position()).isPositive();
            });
  }

  @Test
  void what_cannot_be_done_is_a_conflict_that_tells_what_can() {
    create();
    HttpResponse<String> response = post("/" + id + "/complete", "");
    assertThat(response.statusCode()).isEqualTo(409);
    assertThat(CommandServer.parse(response.body()).at("/errors/0/allowed").asString())
        .isEqualTo("confirm, cancel, reprice, assign, unassign, reschedule");
  }

  @Test
  void an_id_is_given_once() {
    create();
    assertThat(create().statusCode()).isEqualTo(409);
    assertThat(post("/none-" + id + "/confirm", "").statusCode()).isEqualTo(404);
  }

  @Test
  void a_field_that_is_wrong_is_named() throws SQLException {
    HttpResponse<String> response = post("", "{\"id\":\"%s\",\"amount\":\"a lot\"}".formatted(id));
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(CommandServer.parse(response.body()).at("/errors/0/parameter").asString())
        .isEqualTo("amount");
    assertThat(stored()).isEmpty();
  }

  @Test
  void the_same_request_again_gets_the_same_answer_and_decides_nothing() throws SQLException {
    HttpResponse<String> first = create("Idempotency-Key", "k-" + id);
    HttpResponse<String> again = create("Idempotency-Key", "k-" + id);
    assertThat(again.statusCode()).isEqualTo(201);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(again.headers().firstValue("Tidemark"))
        .isEqualTo(first.headers().firstValue("Tidemark"));
    assertThat(stored()).hasSize(1);
  }

  @Test
  void a_key_that_comes_with_another_request_is_refused() {
    create("Idempotency-Key", "k-" + id);
    HttpResponse<String> response = post("/" + id + "/confirm", "", "Idempotency-Key", "k-" + id);
    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(CommandServer.parse(response.body()).get("code").asString())
        .isEqualTo("idempotency-key-reused");
  }

  @Test
  void a_command_may_be_for_one_revision_alone() throws SQLException {
    create();
    assertThat(post("/" + id + "/confirm", "", "If-Match", "\"2\"").statusCode()).isEqualTo(412);
    assertThat(stored()).hasSize(1);
    assertThat(post("/" + id + "/confirm", "", "If-Match", "\"1\"").statusCode()).isEqualTo(200);
  }

  @Test
  void only_who_may_write_bookings_does() {
    assertThat(server.post(BOOKINGS, "complaints.write", "{\"amount\":1}").statusCode())
        .isEqualTo(403);
  }
}
