package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A release whose idea of bookings is another one, beside the release before it. */
@ResourceLock(TestKafka.TOPICS)
final class ChangedProjectionTest {

  private static final ZoneId UTC = ZoneId.of("UTC");
  private static final ZoneId APIA = ZoneId.of("Pacific/Apia");

  private static final String CODES =
      """
      select count(*) from tidemark.generation
      where generation = 1 and code like '%booking:1 %' and state = 'serving'
        or generation = 2 and code like '%booking:2 %' and zone = 'Pacific/Apia'
      """;

  private static final String OF_BOOKINGS = "table_name in ('bookings_by_status')";
  private static final String OF_CALLS = "table_name in ('calls_by_account', 'calls_by_agent')";

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final Watched watched = new Watched(database);
  private final List<Received> history = History.of(37, 150);

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void two_releases_fold_side_by_side_and_the_new_one_serves_once_its_differences_are_accepted()
      throws Exception {
    int half = history.size() / 2;
    Calendar newCalendar = new Calendar(APIA, DayOfWeek.MONDAY);
    try (RunningProjector old =
        RunningProjector.start(database, "old", database.calendar).awaitReady()) {
      BrokerLog.publish(history.subList(0, half));
      watched.awaitFolded(half, 1);
      try (RunningProjector next =
          RunningProjector.start(database, "next", bookingsTwice(), newCalendar, same -> same)) {
        next.ask("rebuild-start", "{\"reason\": \"bookings count twice\"}");
        watched.awaitState(2, "following");
        assertThat(watched.number(CODES)).isEqualTo(2);
        // each release goes on with its own
        BrokerLog.publish(history.subList(half, history.size()));
        watched.awaitFolded(history.size(), 1, 2);
        next.ask("rebuild-verify", "{}");
        watched.await(
            "select count(*) from tidemark.generation where verify_requested_at is not null", 0);
        theDifferencesAreExplained();

        var refused = next.refused("rebuild-switch", "{}");
        assertThat(refused.code()).isEqualTo("differences");
        assertThat(watched.serving()).isOne();
        next.ask("rebuild-switch", "{\"accept\": true}");
        assertThat(watched.serving()).isEqualTo(2);
        assertThat(
                watched.number(
                    "select count(*) from tidemark.generation where accepted_by = 'operator'"))
            .isOne();
        assertThat(watched.cells("readmodel_2")).isEqualTo(twice(Oracle.cells(history, APIA)));

        // the release before may still be gone back to, by its own projector
        next.ask("rebuild-rollback", "{}");
      }
      assertThat(watched.serving()).isOne();
      assertThat(old.health()).contains("UP");
      assertThat(watched.cells("readmodel")).isEqualTo(Oracle.cells(history, UTC));
    }
  }

  /**
   * What the release before made of a booking is not known to this one, so only what it makes of it
   * itself is said. Of what has not changed both are: calls differ by the calendar alone.
   */
  private void theDifferencesAreExplained() throws Exception {
    String kept = "select count(*) from tidemark.difference where generation = 2 and ";
    String named = kept + "jsonb_array_length(entities) > 0 and ";
    String told = kept + "jsonb_path_exists(entities, '$[*].serving ? (@ != null)') and ";
    assertThat(watched.number(kept + OF_BOOKINGS)).isPositive();
    assertThat(watched.number(told + OF_BOOKINGS)).isZero();
    assertThat(watched.number(named + OF_BOOKINGS))
        .as("of what counts in the rebuilt cell, all is named")
        .isEqualTo(watched.number(kept + OF_BOOKINGS + " and rebuilt is not null"));
    assertThat(watched.number(kept + OF_CALLS)).isPositive();
    assertThat(watched.number(told + OF_CALLS)).isPositive();
    assertThat(watched.number(named + OF_CALLS)).isEqualTo(watched.number(kept + OF_CALLS));
  }

  private static Projections bookingsTwice() {
    return Projections.of(
        ReadModel.projections().all().stream()
            .map(each -> each.group().equals("bookings") ? new Twice<>(each) : each)
            .toArray(Projection<?, ?>[]::new));
  }

  /** What the oracle says, for a release in which a booking counts twice. */
  private static Map<String, List<BigDecimal>> twice(Map<String, List<BigDecimal>> cells) {
    Map<String, List<BigDecimal>> all = new TreeMap<>(cells);
    all.replaceAll(
        (key, sums) -> {
          if (key.startsWith("bookings_by_status|")) {
            return sums.stream().map(sum -> plain(sum.add(sum))).toList();
          } else if (key.startsWith("staff_workload|")) {
            BigDecimal bookings = sums.get(0);
            return List.of(
                plain(bookings.add(bookings)), sums.get(1), plain(sums.get(2).add(bookings)));
          }
          return sums;
        });
    return all;
  }

  private static BigDecimal plain(BigDecimal sum) {
    return sum.stripTrailingZeros();
  }

  /** The second version of a projection, in which everything counts twice. */
  private static final class Twice<V extends Event, E extends Entity> implements Projection<V, E> {

    private final Projection<V, E> once;

    Twice(Projection<V, E> once) {
      this.once = once;
    }

    @Override
    public int version() {
      return once.version() + 1;
    }

    @Override
    public void contribute(E entity, Context context, Cells cells) {
      once.contribute(entity, context, cells);
      once.contribute(entity, context, cells);
    }

    @Override
    public String group() {
      return once.group();
    }

    @Override
    public String topic() {
      return once.topic();
    }

    @Override
    public Class<V> events() {
      return once.events();
    }

    @Override
    public EntityTable<E> entities() {
      return once.entities();
    }

    @Override
    public List<CellTable> tables() {
      return once.tables();
    }

    @Override
    public String entityId(Envelope envelope, V event) {
      return once.entityId(envelope, event);
    }

    @Override
    public E merge(E entity, V event, Stamp at) {
      return once.merge(entity, event, at);
    }

    @Override
    public @Nullable String countedOn() {
      return once.countedOn();
    }
  }
}
