package io.tidemark.projection.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventTypes;
import io.tidemark.events.provider.GoalEvent;
import io.tidemark.events.provider.Granularity;
import io.tidemark.events.provider.LocationEvent;
import io.tidemark.events.provider.ProductionEvent;
import io.tidemark.events.provider.ProductionKind;
import io.tidemark.events.provider.ProviderEvent;
import io.tidemark.events.provider.Role;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rows say after some events, in any order, any of them twice. */
final class MergeTest {

  private static final Instant TIME = Instant.parse("2025-03-01T10:00:00Z");

  private final Random random = new Random(5);

  @Test
  void a_location_has_its_newest_name_and_keeps_its_zone() {
    Location location =
        merged(
            new LocationProjection(),
            new LocationEvent.Registered("First", "Europe/Vienna"),
            new LocationEvent.Renamed("Second"),
            new LocationEvent.Renamed("Third"));

    assertThat(location.exists()).isTrue();
    assertThat(location.name().value()).isEqualTo("Third");
    assertThat(location.zone().value()).isEqualTo("Europe/Vienna");
  }

  @Test
  void a_provider_keeps_the_role_that_a_new_name_does_not_mention() {
    Provider provider =
        merged(
            new ProviderProjection(),
            new ProviderEvent.Registered("A", Role.DENTIST),
            new ProviderEvent.Renamed("B", Role.HYGIENIST),
            new ProviderEvent.Renamed("C", null));

    assertThat(provider.name().value()).isEqualTo("C");
    assertThat(provider.role().value()).isEqualTo(Role.HYGIENIST);
    assertThat(provider.retired().value()).isFalse();
  }

  @Test
  void a_provider_retires_until_it_is_registered_again() {
    var registered = new ProviderEvent.Registered("A", Role.DENTIST);
    var retired = new ProviderEvent.Retired();

    assertThat(merged(new ProviderProjection(), registered, retired).retired().value()).isTrue();
    assertThat(merged(new ProviderProjection(), registered, retired, registered).retired().value())
        .isFalse();
  }

  @Test
  void an_entry_is_gross_less_adjustments_and_write_offs_as_last_said() {
    ProductionEntry entry =
        merged(
            new ProductionProjection(),
            new ProductionEvent.Recorded(
                "p1", "l1", day(1), ProductionKind.DENTIST, money("100"), money("7.5"), null),
            new ProductionEvent.Corrected(
                "p2", "l2", day(2), ProductionKind.HYGIENE, money("90"), money("1"), money("0.5")));

    assertThat(entry.provider().value()).isEqualTo("p2");
    assertThat(entry.location().value()).isEqualTo("l2");
    assertThat(entry.date().value()).isEqualTo(day(2));
    assertThat(entry.kind().value()).isEqualTo(ProductionKind.HYGIENE);
    assertThat(entry.net().value()).isEqualByComparingTo("88.5");
  }

  @Test
  void a_correction_brings_a_voided_entry_back() {
    var recorded =
        new ProductionEvent.Recorded(
            "p1", "l1", day(1), ProductionKind.DENTIST, money("100"), null, null);
    var voided = new ProductionEvent.Voided(null);
    var corrected =
        new ProductionEvent.Corrected(
            "p1", "l1", day(1), ProductionKind.DENTIST, money("40"), null, money("50"));

    assertThat(merged(new ProductionProjection(), recorded, voided).voided().value()).isTrue();
    ProductionEntry entry = merged(new ProductionProjection(), recorded, voided, corrected);
    assertThat(entry.voided().value()).isFalse();
    assertThat(entry.net().value()).isEqualByComparingTo("-10");
  }

  @Test
  void an_entry_of_which_only_corrections_are_known_does_not_exist() {
    assertThat(merged(new ProductionProjection(), new ProductionEvent.Voided("a mistake")).exists())
        .isFalse();
  }

  @Test
  void a_goal_is_one_row_for_each_start_of_a_period() {
    GoalProjection projection = new GoalProjection();
    var march = new GoalEvent.Set("p1", null, Granularity.MONTH, day(1), money("5"));
    var second = new GoalEvent.Cleared("p1", null, Granularity.MONTH, day(2));

    assertThat(projection.entityId(envelope(march, 1), march)).isEqualTo("x|2025-03-01");
    assertThat(projection.entityId(envelope(second, 2), second)).isEqualTo("x|2025-03-02");
  }

  @Test
  void a_goal_is_what_was_said_last_of_its_period() {
    var set = new GoalEvent.Set("p1", null, Granularity.MONTH, day(1), money("5"));
    var changed = new GoalEvent.Set("p1", "l1", Granularity.WEEK, day(1), money("6"));
    var cleared = new GoalEvent.Cleared("p1", "l1", Granularity.WEEK, day(1));

    Goal goal = merged(new GoalProjection(), set, changed);
    assertThat(goal.exists()).isTrue();
    assertThat(goal.location().value()).isEqualTo("l1");
    assertThat(goal.granularity().value()).isEqualTo(Granularity.WEEK);
    assertThat(goal.periodStart().value()).isEqualTo(day(1));
    assertThat(goal.amount().value()).isEqualByComparingTo("6");
    assertThat(goal.setAt().value()).isEqualTo(TIME.plusSeconds(1));
    assertThat(merged(new GoalProjection(), set, changed, cleared).amount().value()).isNull();
    assertThat(merged(new GoalProjection(), set, cleared, changed).amount().value())
        .isEqualByComparingTo("6");
  }

  /**
   * The entity after the events, each a second later than the one before; it is always the same.
   */
  @SafeVarargs
  private <V extends Event, E extends Entity> E merged(Projection<V, E> projection, V... facts) {
    @Nullable E expected = null;
    for (int round = 0; round < 50; round++) {
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < facts.length; i++) {
        order.add(i);
        order.add(i);
      }
      if (round > 0) {
        Collections.shuffle(order, random);
      }
      E entity = projection.entities().empty("x");
      for (int i : order) {
        Stamp at = Stamp.of(envelope(facts[i], i), facts[i].creates());
        entity = projection.merge(entity, facts[i], at);
      }
      expected = expected == null ? entity : expected;
      assertThat(entity).isEqualTo(expected);
    }
    return requireNonNull(expected);
  }

  private static Envelope envelope(Event event, int i) {
    String type = EventTypes.of(event).name();
    return new Envelope("e" + i, "/test", type, "x", TIME.plusSeconds(i), 0, null, null);
  }

  private static LocalDate day(int day) {
    return LocalDate.of(2025, 3, day);
  }

  private static BigDecimal money(String amount) {
    return new BigDecimal(amount);
  }
}
