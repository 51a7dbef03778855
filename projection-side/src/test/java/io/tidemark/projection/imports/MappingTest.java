package io.tidemark.projection.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mapping that cannot work is refused with the place. */
class MappingTest {

  private static final String GOOD =
      """
      source: /import/x
      values:
        made: {instant: "{day}"}
      subject: number
      anchor: made
      events:
        - type: complaint.opened
          time: made
          data: {priority: level}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hotel_bookings",
        "incident_event_log",
        "gp_calls_2021",
        "nyc_taxi_2019",
        "bank_marketing"
      })
  void the_mappings_that_come_along_are_in_order(String name) throws Exception {
    assertThat(Mapping.named(name).events()).isNotEmpty();
  }

  @Test
  void an_unknown_name_lists_those_that_there_are() {
    assertThatThrownBy(() -> Mapping.named("nope"))
        .hasMessage("nope: no mapping of that name comes with Tidemark: " + Mapping.NAMES);
  }

  @Test
  void columns_are_collected_wherever_they_are_named() throws Exception {
    String mapping =
        GOOD.replace(
                "time: made\n",
                "time: made\n    when: {state: {not: [null, x]}}\n    sequence: {sum: [rev, 1]}\n")
            .replace("subject: number", "subject: {text: \"{{{number}-{row}\"}");
    assertThat(Mapping.parse("m", mapping).columns())
        .containsExactly("day", "number", "rev", "state", "level");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "anchor: made | `` | m: has no anchor",
        "source: /import/x | sauce: /import/x | m: sauce: is not known here; known are anchor, csv",
        "subject: number | subject: [number] | m: subject: must be a text, not a list",
        "complaint.opened | complaint.opend | m: events[1].type: 'complaint.opend' is not an event; known are booking.created",
        "time: made | tme: made | m: events[1].tme: is not known here",
        "{priority: level} | {} | m: events[1].data: has no priority, which complaint.opened must have",
        "data: {priority: level} | once: false | m: events[1]: has no priority, which complaint.opened must have",
        "priority: level | priority: level, colour: red | m: events[1].data.colour: is not known here; known are bookingId",
        "priority: level | priority: {litteral: low} | m: events[1].data.priority: must have exactly one of column, first, id",
        "priority: level | priority: {literal: urgent} | m: events[1].data.priority: 'urgent' is none of low, medium, high, critical",
        "priority: level | priority: {literal: low, id: x} | m: events[1].data.priority: must have exactly one of column, first, id",
        "priority: level | priority: {map: level} | m: events[1].data.priority: has no to",
        "priority: level | priority: {range: level} | m: events[1].data.priority: has no from",
        "priority: level | priority: {range: level, from: {}} | m: events[1].data.priority.from: has no entry",
        "priority: level | 'priority: {range: level, from: {a: low}}' | m: events[1].data.priority.from: 'a' is not a number",
        "priority: level | 'priority: {range: level, from: {1: low, 1: high}}' | m: not YAML",
        "priority: level | 'priority: {range: level, from: {1: low, 01: high}}' | m: events[1].data.priority.from: has 01 twice",
        "priority: level | priority: {first: level} | m: events[1].data.priority.first: must be a list",
        "time: made | time: {plus: made} | m: events[1].time: must have exactly one of days, hours",
        "time: made | time: {plus: made, days: 1, weeks: 2} | m: events[1].time.weeks: is not known here",
        "time: made | time: {text: '{day'} | m: events[1].time.text: has a { without its }",
        "time: made | once: maybe | m: events[1]: has no time",
        "time: made | {time: made, once: maybe | m: not YAML",
        "'{instant: \"{day}\"}' | '{instant: \"{day}\", pattern: d/b}' | m: values.made.pattern: is not a pattern of dates",
        "'{instant: \"{day}\"}' | '{instant: \"{day}\", zone: Europe/Berln}' | m: values.made.zone: 'Europe/Berln' is not a time zone",
        "source: /import/x | 'csv: {encoding: utf-88}' | m: has no source",
      })
  void what_is_wrong_is_named(String good, String bad, String message) {
    String mapping = GOOD.replace(strip(good), strip(bad));
    assertThat(mapping).isNotEqualTo(GOOD);
    assertThatThrownBy(() -> Mapping.parse("m", mapping))
        .isInstanceOf(InvalidMapping.class)
        .hasMessageStartingWith(message);
  }

  private static String strip(String text) {
    return text.startsWith("'") ? text.substring(1, text.length() - 1) : text;
  }

  @Test
  void the_same_event_twice_needs_an_id_to_tell_them_apart() throws Exception {
    String twice = GOOD + GOOD.substring(GOOD.indexOf("  - type"));
    assertThatThrownBy(() -> Mapping.parse("m", twice))
        .hasMessage(
            "m: events[2]: complaint.opened is listed above: give one of them an id of its own");
    assertThat(Mapping.parse("m", twice + "    id: second\n").events()).hasSize(2);
  }

  @Test
  void a_shift_is_exact_or_of_whole_weeks() throws Exception {
    assertThat(Mapping.parse("m", GOOD).wholeWeeks()).isFalse();
    assertThat(Mapping.parse("m", GOOD + "shift: exact\n").wholeWeeks()).isFalse();
    assertThat(Mapping.parse("m", GOOD + "shift: weeks\n").wholeWeeks()).isTrue();
    assertThatThrownBy(() -> Mapping.parse("m", GOOD + "shift: days\n"))
        .hasMessage("m: shift: must be exact or weeks");
  }

  @Test
  void texts_that_yaml_takes_for_something_else_stay_texts() throws Exception {
    String mapping =
        GOOD.replace(
            "priority: level",
            "priority: {map: level, to: {No: low, 012: high, 2015-07-01: critical}}");
    assertThat(Mapping.parse("m", mapping).events().getFirst().fields().getFirst().from())
        .isInstanceOfSatisfying(
            Choice.Lookup.class,
            lookup -> assertThat(lookup.table()).containsOnlyKeys("No", "012", "2015-07-01"));
  }

  @Test
  void a_document_cannot_name_a_class_or_blow_up() {
    assertThatThrownBy(
            () -> Mapping.parse("m", "source: !!java.net.URL [\"http://example.invalid\"]"))
        .isInstanceOf(InvalidMapping.class);
    assertThatThrownBy(() -> Mapping.parse("m", "- a\n- b"))
        .hasMessage("m: must be a map, not a list");
    assertThatThrownBy(() -> Mapping.parse("m", "")).hasMessage("m: has no value");
    assertThatThrownBy(() -> Mapping.parse("m", "source: a\nsource: b"))
        .hasMessageContaining("duplicate key source");
  }
}
