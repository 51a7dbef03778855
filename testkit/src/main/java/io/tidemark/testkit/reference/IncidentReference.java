package io.tidemark.testkit.reference;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the incident log comes to, in UTC, in the words of Tidemark: priority high, status
 * in_progress.
 */
public final class IncidentReference {

  private static final Map<String, String> PRIORITIES =
      Map.of(
          "1 - Critical",
          "critical",
          "2 - High",
          "high",
          "3 - Moderate",
          "medium",
          "4 - Low",
          "low");

  private final List<Incident> incidents;

  /**
   * A row of the file.
   *
   * @param revision {@code sys_mod_count}
   * @param row from 1
   */
  public record Update(
      String incident,
      int row,
      int revision,
      Instant at,
      Instant opened,
      String state,
      String priority,
      String assignedTo) {}

  /** An incident, and its updates in the file's order. */
  public record Incident(String id, Instant opened, List<Update> updates) {

    /**
     * The newest update: that of the greatest revision, and of two of the same the later in the
     * file.
     */
    public Update last() {
      return last(_ -> true).orElseThrow();
    }

    private Optional<Update> last(Predicate<Update> which) {
      return updates.stream()
          .filter(which)
          .max(Comparator.comparingInt(Update::revision).thenComparingInt(Update::row));
    }

    /** The status in the end. */
    public String status() {
      return statusAt(Instant.MAX);
    }

    /** The status at an instant; an empty text before the incident was opened. */
    public String statusAt(Instant instant) {
      if (opened.isAfter(instant)) {
        return "";
      }
      return updates.stream()
          .filter(update -> !update.at().isAfter(instant) && !update.state().equals("New"))
          .max(Comparator.comparingInt(Update::revision).thenComparing(Update::at))
          .map(
              update ->
                  switch (update.state()) {
                    case "Resolved" -> "resolved";
                    case "Closed" -> "closed";
                    default -> "in_progress";
                  })
          .orElse("open");
    }

    public boolean unresolvedAt(Instant instant) {
      return List.of("open", "in_progress").contains(statusAt(instant));
    }

    public String priority() {
      return PRIORITIES.getOrDefault(last().priority(), last().priority());
    }

    /**
     * From the opening to the first update that is no longer New. Negative where the clocks
     * disagreed.
     */
    public Optional<Duration> response() {
      return updates.stream()
          .filter(update -> !update.state().equals("New"))
          .map(Update::at)
          .min(Comparator.naturalOrder())
          .map(at -> Duration.between(opened, at));
    }

    /**
     * From the opening to the last Resolved update, if the incident is resolved or closed in the
     * end.
     */
    public Optional<Duration> resolution() {
      return unresolvedAt(Instant.MAX)
          ? Optional.empty()
          : last(update -> update.state().equals("Resolved"))
              .map(update -> Duration.between(opened, update.at()));
    }
  }

  /** A mean, as what it is made of. */
  public record Mean(long count, Duration sum) {

    static Mean of(List<Duration> durations) {
      return new Mean(durations.size(), durations.stream().reduce(Duration.ZERO, Duration::plus));
    }

    /** In hours, with one decimal, half up; null of nothing. */
    public @Nullable BigDecimal hours() {
      return count == 0
          ? null
          : BigDecimal.valueOf(sum.toMillis())
              .divide(BigDecimal.valueOf(count * 3_600_000L), 1, RoundingMode.HALF_UP);
    }
  }

  private IncidentReference(List<Incident> incidents) {
    this.incidents = incidents;
  }

  public static IncidentReference read() {
    return read(DemoFile.incidentEventLog());
  }

  public static IncidentReference read(Path gzip) {
    Map<String, Incident> incidents = new LinkedHashMap<>();
    for (Update update : DemoFile.rows(gzip, IncidentReference::update)) {
      incidents
          .computeIfAbsent(
              update.incident(), id -> new Incident(id, update.opened(), new ArrayList<>()))
          .updates()
          .add(update);
    }
    return new IncidentReference(List.copyOf(incidents.values()));
  }

  private static Update update(DemoFile.Columns columns) {
    return new Update(
        columns.get("number"),
        columns.row(),
        Integer.parseInt(columns.get("sys_mod_count")),
        time(columns.get("sys_updated_at")),
        time(columns.get("opened_at")),
        columns.get("incident_state"),
        columns.get("priority"),
        columns.get("assigned_to"));
  }

  /** Day first, without leading zeros: 4/7/2016 9:05 is the 4th of July. */
  private static Instant time(String text) {
    String[] parts = text.split("[/ :]", -1);
    return LocalDateTime.of(
            Integer.parseInt(parts[2]),
            Integer.parseInt(parts[1]),
            Integer.parseInt(parts[0]),
            Integer.parseInt(parts[3]),
            Integer.parseInt(parts[4]))
        .toInstant(ZoneOffset.UTC);
  }

  /** All incidents, in the file's order. */
  public List<Incident> incidents() {
    return incidents;
  }

  public long rows() {
    return incidents.stream().mapToLong(incident -> incident.updates().size()).sum();
  }

  public Map<String, Long> openedByMonth() {
    return count(
        incidents,
        incident -> YearMonth.from(incident.opened().atOffset(ZoneOffset.UTC)).toString());
  }

  /** By priority in the end. */
  public Map<String, Long> byPriority() {
    return count(incidents, Incident::priority);
  }

  /** By status in the end. */
  public Map<String, Long> byStatus() {
    return count(incidents, Incident::status);
  }

  /** By status at an instant, of those opened by then. */
  public Map<String, Long> byStatusAt(Instant instant) {
    Map<String, Long> counts = count(incidents, incident -> incident.statusAt(instant));
    counts.remove("");
    return counts;
  }

  /** Open or in progress at an instant. */
  public long unresolvedAt(Instant instant) {
    return incidents.stream().filter(incident -> incident.unresolvedAt(instant)).count();
  }

  /** Of all incidents that were ever answered. */
  public Mean meanResponse() {
    return meanResponse(_ -> true);
  }

  public Mean meanResponse(Predicate<Incident> which) {
    return Mean.of(
        incidents.stream().filter(which).flatMap(each -> each.response().stream()).toList());
  }

  /** Of all incidents that are resolved or closed in the end, and have a Resolved update. */
  public Mean meanResolution() {
    return meanResolution(_ -> true);
  }

  public Mean meanResolution(Predicate<Incident> which) {
    return Mean.of(
        incidents.stream().filter(which).flatMap(each -> each.resolution().stream()).toList());
  }

  private static Map<String, Long> count(List<Incident> incidents, Function<Incident, String> key) {
    Map<String, Long> counts = new TreeMap<>();
    for (Incident incident : incidents) {
      counts.merge(key.apply(incident), 1L, Long::sum);
    }
    return counts;
  }
}
