package io.tidemark.projection.imports;

import io.tidemark.events.EventType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How the rows of a CSV file become events. The language is described in {@code docs/import.md}.
 */
public final class Mapping {

  /** Mappings that come with Tidemark, for {@link #named}. */
  public static final List<String> NAMES =
      List.of(
          "hotel_bookings",
          "incident_event_log",
          "gp_calls_2021",
          "nyc_taxi_2019",
          "bank_marketing");

  private final String name;
  private final CsvFormat csv;
  private final List<String> columns;
  private final int values;
  private final Expression anchor;
  private final boolean wholeWeeks;
  private final List<EventRule> events;

  Mapping(
      String name,
      CsvFormat csv,
      List<String> columns,
      int values,
      Expression anchor,
      boolean wholeWeeks,
      List<EventRule> events) {
    this.name = name;
    this.csv = csv;
    this.columns = List.copyOf(columns);
    this.values = values;
    this.anchor = anchor;
    this.wholeWeeks = wholeWeeks;
    this.events = List.copyOf(events);
  }

  /** A mapping that comes with Tidemark, one of {@link #NAMES}. */
  public static Mapping named(String name) throws InvalidMapping {
    if (!NAMES.contains(name)) {
      throw new InvalidMapping(name, "no mapping of that name comes with Tidemark: " + NAMES);
    }
    try (InputStream text = Mapping.class.getResourceAsStream("/mappings/" + name + ".yaml")) {
      if (text == null) {
        throw new IllegalStateException("the mapping " + name + " is not in this build");
      }
      return parse(name, new String(text.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("the mapping " + name + " is not readable", e);
    }
  }

  /** A mapping from a YAML file. */
  public static Mapping read(Path file) throws IOException, InvalidMapping {
    return parse(file.getFileName().toString(), Files.readString(file));
  }

  /**
   * A mapping from YAML.
   *
   * @param name what messages call it
   */
  public static Mapping parse(String name, String yaml) throws InvalidMapping {
    return MappingReader.read(name, yaml);
  }

  String name() {
    return name;
  }

  /** The topics that its events go to. */
  public Set<String> topics() {
    Set<String> topics = new TreeSet<>();
    for (EventRule rule : events) {
      topics.add(rule.type().topic());
    }
    return topics;
  }

  /** The types of its events, in the mapping's order. */
  List<EventType> types() {
    return events.stream().map(EventRule::type).distinct().toList();
  }

  CsvFormat csv() {
    return csv;
  }

  /** The columns that it reads; their index is an {@link Expression.Column}'s slot. */
  List<String> columns() {
    return columns;
  }

  /** How many named values it has. */
  int values() {
    return values;
  }

  /** A row's own time. */
  Expression anchor() {
    return anchor;
  }

  /** Whether a shift keeps days of the week and times of day as they are. */
  boolean wholeWeeks() {
    return wholeWeeks;
  }

  List<EventRule> events() {
    return events;
  }
}
