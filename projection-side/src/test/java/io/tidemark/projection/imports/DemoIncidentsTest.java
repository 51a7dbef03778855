package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.testkit.reference.DemoFile;
import io.tidemark.testkit.reference.IncidentReference;
import io.tidemark.testkit.reference.IncidentReference.Incident;
import io.tidemark.testkit.reference.IncidentReference.Update;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The whole log through the mapping, against published figures and against its rows read by other
 * code.
 */
class DemoIncidentsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private static IncidentReference reference = IncidentReference.read();
  private static Folded folded = new Folded();
  private static ImportReport report = importing(folded, null);
  private static JsonNode expected = JsonMapper.shared().nullNode();

  @BeforeAll
  static void read_the_published_figures() throws Exception {
    try (InputStream json = DemoFile.expected("incident_event_log")) {
      expected = JsonMapper.shared().readTree(json).path("expected");
    }
  }

  @Test
  void each_incident_is_opened_once() {
    assertThat(report.rows()).isEqualTo(expected.path("rows").asLong());
    assertThat(report.rejected()).isZero();
    assertThat(report.byType())
        .containsEntry("complaint.opened", expected.path("incidents").asLong());
    assertThat(folded.complaints).hasSize(expected.path("incidents").asInt());
    assertThat(folded.ids).hasSize((int) report.events());
  }

  @Test
  void events_are_as_many_as_the_rows_that_give_them() {
    JsonNode rows = expected.path("rows_by_state");
    long all = expected.path("rows").asLong();
    long unassigned = expected.path("anomalies").path("rows_'?'_in_assigned_to").asLong();
    long fresh = rows.path("New").asLong();
    long resolved = rows.path("Resolved").asLong();
    long closed = rows.path("Closed").asLong();
    assertThat(report.byType())
        .containsEntry("complaint.resolved", resolved)
        .containsEntry("complaint.closed", closed)
        .containsEntry("complaint.started", all - fresh - resolved - closed)
        .containsEntry("complaint.responded", all - fresh)
        .containsEntry("complaint.reprioritised", all)
        .containsEntry("complaint.unassigned", unassigned)
        .containsEntry("complaint.assigned", all - unassigned);
  }

  @Test
  void final_priorities_and_statuses_are_the_published_ones() {
    Map<String, String> words =
        Map.of(
            "1 - Critical",
            "critical",
            "2 - High",
            "high",
            "3 - Moderate",
            "medium",
            "4 - Low",
            "low");
    Map<String, Long> priorities = new TreeMap<>();
    expected
        .path("final_priority")
        .properties()
        .forEach(
            each ->
                priorities.put(words.getOrDefault(each.getKey(), "?"), each.getValue().asLong()));
    assertThat(count(complaint -> String.valueOf(complaint.priority()).toLowerCase(Locale.ROOT)))
        .isEqualTo(priorities)
        .isEqualTo(reference.byPriority());
    assertThat(count(complaint -> String.valueOf(complaint.status())))
        .isEqualTo(Map.of("closed", expected.path("final_state").path("Closed").asLong()))
        .isEqualTo(reference.byStatus());
  }

  @Test
  void months_of_opening_are_the_published_ones() {
    Map<String, Long> months = new TreeMap<>();
    expected
        .path("opened_by_month")
        .properties()
        .forEach(month -> months.put(month.getKey(), month.getValue().asLong()));
    assertThat(reference.openedByMonth()).isEqualTo(months);
    assertThat(count(complaint -> String.valueOf(complaint.created()).substring(0, 7)))
        .isEqualTo(months);
  }

  @Test
  void each_complaint_is_the_incident_s() {
    assertThat(reference.incidents()).allSatisfy(DemoIncidentsTest::isFoldedRight);
  }

  private static void isFoldedRight(Incident incident) {
    Folded.State complaint = folded.complaint(incident.id());
    String assigned = incident.last().assignedTo();
    List<@Nullable Object> found =
        Arrays.asList(
            complaint.created(),
            complaint.status(),
            complaint.answered(),
            complaint.resolved(),
            complaint.staff());
    assertThat(found)
        .isEqualTo(
            Arrays.asList(
                incident.opened(),
                incident.status(),
                incident.response().map(incident.opened()::plus).orElse(null),
                incident.resolution().map(incident.opened()::plus).orElse(null),
                assigned.equals("?") ? null : assigned.replace(' ', '-')));
  }

  @Test
  void first_responses_are_the_published_ones_negative_ones_included() {
    JsonNode published = expected.path("first_response_minutes");
    assertThat(reference.meanResponse().count()).isEqualTo(published.path("n").asLong());
    assertThat(reference.meanResponse().sum())
        .isEqualTo(Duration.ofMinutes(published.path("sum").asLong()));
    assertThat(reference.meanResponse().hours()).isEqualByComparingTo("43.6");
  }

  @Test
  void thirteen_incidents_were_never_resolved_and_count_in_no_resolution_time() {
    assertThat(reference.meanResolution().count())
        .isEqualTo(expected.path("incidents").asLong() - 13)
        .isEqualTo(
            folded.complaints.values().stream().filter(each -> each.resolved() != null).count());
  }

  @Test
  void members_of_staff_are_known_by_the_text_in_the_log() {
    Set<String> names = new HashSet<>();
    for (Incident incident : reference.incidents()) {
      incident.updates().stream().map(Update::assignedTo).forEach(names::add);
    }
    names.remove("?");
    assertThat(folded.staff.values()).containsExactlyInAnyOrderElementsOf(names);
    assertThat(folded.staff).containsEntry("Resolver-13", "Resolver 13");
    JsonNode most = expected.path("top10_final_assigned_to").path(0);
    assertThat(
            folded.complaints.values().stream()
                .filter(c -> "Resolver-13".equals(c.staff()))
                .count())
        .isEqualTo(most.path(1).asLong());
  }

  @Test
  void updates_before_the_opening_and_out_of_order_still_end_right() {
    List<Incident> odd =
        reference.incidents().stream()
            .filter(each -> each.updates().stream().anyMatch(u -> u.at().isBefore(each.opened())))
            .toList();
    assertThat(odd)
        .extracting(Incident::id)
        .containsExactly("INC0000130", "INC0000131", "INC0000134", "INC0000135", "INC0000164");
    for (Incident incident : odd) {
      Folded.State complaint = folded.complaint(incident.id());
      assertThat(complaint.status()).isEqualTo("closed");
      assertThat(complaint.created()).isEqualTo(incident.opened());
    }
    assertThat(odd.getLast().updates().getFirst().at()).isBefore(odd.getLast().opened());
  }

  @Test
  void a_leap_day_and_a_date_valid_both_ways_are_read_day_first() {
    assertThat(reference.incidents().getFirst().opened()).isEqualTo("2016-02-29T01:16:00Z");
    assertThat(opened("INC0000045")).isEqualTo(Instant.parse("2016-02-29T01:16:00Z"));
    assertThat(report.oldest()).isEqualTo(Instant.parse("2016-02-29T01:16:00Z"));
    assertThat(report.newest()).isEqualTo(Instant.parse("2017-02-18T15:00:00Z"));
  }

  @Test
  void as_of_a_date_only_what_had_happened_counts() {
    for (Instant until :
        List.of(Instant.parse("2016-03-31T23:59:00Z"), Instant.parse("2016-06-04T12:00:00Z"))) {
      Folded then = new Folded();
      importing(then, until);
      Map<String, Long> statuses = new TreeMap<>();
      then.complaints.values().stream()
          .filter(each -> each.created() != null)
          .forEach(each -> statuses.merge(String.valueOf(each.status()), 1L, Long::sum));
      assertThat(statuses).isEqualTo(reference.byStatusAt(until));
      assertThat(reference.unresolvedAt(until))
          .isEqualTo(statuses.getOrDefault("open", 0L) + statuses.getOrDefault("in_progress", 0L))
          .isPositive();
    }
  }

  private static @Nullable Instant opened(String incident) {
    return folded.complaint(incident).created();
  }

  private static Map<String, Long> count(Function<Folded.State, String> key) {
    Map<String, Long> counts = new TreeMap<>();
    folded.complaints.values().forEach(each -> counts.merge(key.apply(each), 1L, Long::sum));
    return counts;
  }

  private static ImportReport importing(Sink sink, @Nullable Instant until) {
    try {
      Source source = Source.file(DemoFile.incidentEventLog());
      return Import.run(
          ImportRequest.of(Mapping.named("incident_event_log"), List.of(source), NOW)
              .rejectsTo(Path.of("target", "incident_event_log.rejects.csv"))
              .until(until),
          sink,
          _ -> {});
    } catch (IOException | InvalidMapping e) {
      throw new IllegalStateException(e);
    }
  }
}
