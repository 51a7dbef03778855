package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Envelope;
import io.tidemark.events.Received;
import io.tidemark.events.staff.StaffEvent;
import io.tidemark.testkit.oracle.History;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two projections of one topic: one whose entities are its subjects, and one of which each event is
 * an entity, with hours and numbers in the key of its cells.
 */
final class SharedTopicTest {

  private static final Instant TIME = Instant.parse("2025-05-15T09:59:00Z");

  private final ProjectionDatabase database =
      new ProjectionDatabase(
          ZoneOffset.UTC, Projections.of(new RenamingProjection(), new LeavingProjection()));

  @ParameterizedTest(name = "memory for {0} entities")
  @ValueSource(ints = {0, 1_000})
  void each_event_goes_to_the_projection_of_its_type_and_to_the_entity_that_it_names(int memory)
      throws Exception {
    createTables();
    List<Received> events = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Instant time = TIME.plusSeconds(30L * i);
      events.add(renamed("r" + i, "s" + i % 2, "12345", time));
      events.add(event("l" + i, "s" + i % 2, time, new StaffEvent.Left()));
    }
    events.addAll(List.copyOf(events));
    Collections.shuffle(events, new Random(memory));
    try (Projector projector = database.assigned(memory)) {
      assertThat(projector.accept(database.records(events.subList(0, 9)), false)).isNull();
      assertThat(projector.accept(database.records(events.subList(9, 24)), false)).isNull();

      assertThat(renamings())
          .containsExactly(
              "s0 day 2025-05-15 2025-05-15T09:00:00Z 5: 1",
              "s0 day 2025-05-15 2025-05-15T10:00:00Z 5: 2",
              "s0 week 2025-05-12 2025-05-15T09:00:00Z 5: 1",
              "s0 week 2025-05-12 2025-05-15T10:00:00Z 5: 2",
              "s1 day 2025-05-15 2025-05-15T09:00:00Z 5: 1",
              "s1 day 2025-05-15 2025-05-15T10:00:00Z 5: 2",
              "s1 week 2025-05-12 2025-05-15T09:00:00Z 5: 1",
              "s1 week 2025-05-12 2025-05-15T10:00:00Z 5: 2");
      assertThat(text("select id from readmodel.leaving order by id")).containsExactly("s0", "s1");

      Received longer = renamed("r0", "s0", "1234567", TIME.plusSeconds(1)); // a newer r0
      assertThat(projector.accept(database.records(List.of(longer)), false)).isNull();
    }

    assertThat(renamings())
        .hasSize(8)
        .startsWith(
            "s0 day 2025-05-15 2025-05-15T09:00:00Z 7: 1",
            "s0 day 2025-05-15 2025-05-15T10:00:00Z 5: 2");
    assertThat(database.verify().differences()).isEmpty();
    assertThat(database.verify().entities()).isEqualTo(6 + 2);
    assertThat(text("select metric_group from tidemark.watermark order by 1"))
        .containsExactly("leavings", "renamings");
  }

  private static Received renamed(String id, String subject, String name, Instant time) {
    return event(id, subject, time, new StaffEvent.Renamed(name, null));
  }

  private static Received event(String id, String subject, Instant time, StaffEvent event) {
    return History.event(id, subject, time, 0, event);
  }

  private void createTables() throws Exception {
    database.execute(
        """
        create table readmodel.renaming (
          id text collate "C" primary key, partition smallint not null, revision integer not null,
          renamed timestamptz, staff text, name text, stamps bytea not null);
        create table readmodel.leaving (
          id text collate "C" primary key, partition smallint not null, revision integer not null,
          departed timestamptz, stamps bytea not null);
        create table readmodel.renamings_by_hour (
          grain text collate "C" not null, period_start date not null, staff text collate "C" not null,
          hour timestamptz not null, length bigint not null, renamings bigint not null,
          primary key (staff, length, hour, grain, period_start));
        """);
  }

  private List<String> renamings() throws Exception {
    return text(
        """
        select concat_ws(' ', staff, grain, period_start, to_json(hour at time zone 'UTC') #>> '{}')
          || 'Z ' || length || ': ' || renamings
        from readmodel.renamings_by_hour order by 1
        """);
  }

  private List<String> text(String sql) throws Exception {
    List<String> rows = new ArrayList<>();
    database.query(sql, row -> rows.add(row.getString(1)));
    return rows;
  }

  record Renaming(String id, Latest<Instant> renamed, Latest<String> staff, Latest<String> name)
      implements Entity {

    @Override
    public boolean exists() {
      return renamed.isSet();
    }
  }

  record HourKey(String staff, Instant hour, long length) {}

  record Renamings(long renamings) {}

  /** One entity for each event. */
  private static final class RenamingProjection
      implements Projection<StaffEvent.Renamed, Renaming> {

    static final PeriodTable<HourKey, Renamings> BY_HOUR =
        PeriodTable.of("renamings_by_hour", HourKey.class, Renamings.class)
            .only(Grain.DAY, Grain.WEEK)
            .withoutZeros();

    static final EntityTable<Renaming> RENAMINGS = EntityTable.of("renaming", Renaming.class);

    @Override
    public String entityId(Envelope envelope, StaffEvent.Renamed event) {
      return envelope.source() + "|" + envelope.id();
    }

    @Override
    public Renaming merge(Renaming renaming, StaffEvent.Renamed event, Stamp at) {
      return new Renaming(
          renaming.id(),
          renaming.renamed().set(at.time(), at),
          renaming.staff().set(at.subject(), at),
          renaming.name().set(event.name(), at));
    }

    @Override
    public void contribute(Renaming renaming, Context context, Cells cells) {
      Instant time = requireNonNull(renaming.renamed().value());
      Instant hour = context.calendar().hour(time);
      String staff = requireNonNull(renaming.staff().value());
      long length = requireNonNull(renaming.name().value()).length();
      cells.add(
          BY_HOUR,
          context.calendar().day(time),
          new HourKey(staff, hour, length),
          new Renamings(1));
    }

    @Override
    public String group() {
      return "renamings";
    }

    @Override
    public String topic() {
      return "tidemark.staff";
    }

    @Override
    public Class<StaffEvent.Renamed> events() {
      return StaffEvent.Renamed.class;
    }

    @Override
    public EntityTable<Renaming> entities() {
      return RENAMINGS;
    }

    @Override
    public List<CellTable> tables() {
      return List.of(BY_HOUR.cells());
    }
  }

  record Leaving(String id, Latest<Instant> departed) implements Entity {

    @Override
    public boolean exists() {
      return departed.isSet();
    }
  }

  /** One entity for each subject. */
  private static final class LeavingProjection implements Projection<StaffEvent.Left, Leaving> {

    static final EntityTable<Leaving> LEAVINGS = EntityTable.of("leaving", Leaving.class);

    @Override
    public Leaving merge(Leaving leaving, StaffEvent.Left event, Stamp at) {
      return new Leaving(leaving.id(), leaving.departed().set(at.time(), at));
    }

    @Override
    public void contribute(Leaving leaving, Context context, Cells cells) {}

    @Override
    public String group() {
      return "leavings";
    }

    @Override
    public String topic() {
      return "tidemark.staff";
    }

    @Override
    public Class<StaffEvent.Left> events() {
      return StaffEvent.Left.class;
    }

    @Override
    public EntityTable<Leaving> entities() {
      return LEAVINGS;
    }

    @Override
    public List<CellTable> tables() {
      return List.of();
    }
  }
}
