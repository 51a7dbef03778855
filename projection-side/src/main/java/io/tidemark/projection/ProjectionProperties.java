package io.tidemark.projection;

import io.tidemark.projection.engine.Calendar;
import io.tidemark.projection.engine.ProjectorSettings;
import io.tidemark.projection.engine.RestatementSettings;
import io.tidemark.projection.trust.SelfAuditSettings;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the projection side, {@code tidemark.*}.
 *
 * @param currency the one currency of all amounts, ISO 4217; an event in another is a dead letter
 */
@ConfigurationProperties("tidemark")
public record ProjectionProperties(
    @DefaultValue("EUR") String currency,
    @DefaultValue BusinessCalendar calendar,
    @DefaultValue Events events,
    @DefaultValue Projector projector,
    @DefaultValue Restatements restatements,
    @DefaultValue SelfAudit selfAudit) {

  /**
   * The business calendar. Changing it moves figures to other days: rebuild after it.
   *
   * @param zone whose midnight ends a day
   * @param weekStartsOn the first day of a week
   */
  public record BusinessCalendar(
      @DefaultValue("UTC") ZoneId zone, @DefaultValue("MONDAY") DayOfWeek weekStartsOn) {}

  /**
   * What is accepted as an event.
   *
   * @param maxAhead how far an event's time may be ahead of the clock
   * @param maxBytes how long a record's key and value may be together
   */
  public record Events(
      @DefaultValue("24h") Duration maxAhead, @DefaultValue("1MB") DataSize maxBytes) {}

  /**
   * How events are folded.
   *
   * @param consumers how many consumers this process runs, each with its own share of the
   *     partitions
   * @param maxBatch the most events in one transaction, reached only when many are waiting
   * @param memoryEntities how many entities of all kinds this process keeps in memory, at about 300
   *     bytes each, for all its consumers and all generations that it folds; beyond it rows are
   *     read back. By default as many as a quarter of the heap but for 64 MB holds
   * @param instanceId names this process to Kafka, so that a restart within the session's timeout
   *     takes its partitions over at once; must differ between processes; none by default
   */
  public record Projector(
      @DefaultValue("1") int consumers,
      @DefaultValue("50000") int maxBatch,
      @Nullable Integer memoryEntities,
      @Nullable String instanceId) {

    public Projector {
      atLeastOne("consumers", consumers);
      atLeastOne("max-batch", maxBatch);
      if (memoryEntities != null && memoryEntities < 0) {
        throw new IllegalArgumentException(
            "tidemark.projector.memory-entities must be 0 or more, not " + memoryEntities);
      }
    }

    private static void atLeastOne(String name, int value) {
      if (value < 1) {
        throw new IllegalArgumentException(
            "tidemark.projector.%s must be at least 1, not %d".formatted(name, value));
      }
    }
  }

  /**
   * Changes of what had been said of periods that have ended.
   *
   * @param enabled whether they are kept
   * @param grace for how long after its end a period may still change without being restated
   * @param filling for how long a period may change without being restated that was over when
   *     something was first said of it: its past is being imported
   * @param window consecutive changes of a cell within it are one entry
   */
  public record Restatements(
      @DefaultValue("true") boolean enabled,
      @DefaultValue("1h") Duration grace,
      @DefaultValue("5m") Duration filling,
      @DefaultValue("1h") Duration window) {

    RestatementSettings settings() {
      return new RestatementSettings(enabled, grace, filling, window);
    }
  }

  /**
   * Closed periods, picked at random, are recomputed from the rows of their entities.
   *
   * @param interval how often; {@code 0} or {@code off} for never
   * @param periods how many of each kind of entity each time
   */
  public record SelfAudit(@DefaultValue("10m") String interval, @DefaultValue("3") int periods) {

    SelfAuditSettings settings() {
      return SelfAuditSettings.of(interval, periods);
    }
  }

  ProjectorSettings settings() {
    Integer memory = projector.memoryEntities();
    return new ProjectorSettings(
        currency,
        Math.toIntExact(events.maxBytes().toBytes()),
        events.maxAhead(),
        projector.consumers(),
        projector.maxBatch(),
        memory == null ? ProjectorSettings.memoryInHeap() : memory,
        restatements.settings());
  }

  Calendar businessCalendar() {
    return new Calendar(calendar.zone(), calendar.weekStartsOn());
  }
}
