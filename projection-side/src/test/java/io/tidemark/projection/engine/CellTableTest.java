package io.tidemark.projection.engine;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables of cells with some lengths of time, and with keys of any type. */
final class CellTableTest {

  record Key(String name, Instant hour, long bucket) {}

  record Sums(long count) {}

  private static final PeriodTable<Key, Sums> ALL = PeriodTable.of("cell", Key.class, Sums.class);

  private static final Key KEY = new Key("a", Instant.EPOCH, 3);

  private static final LocalDate DAY = LocalDate.parse("2025-05-15");

  private final Fold fold =
      new Fold(
          new Context(new Calendar(ZoneOffset.UTC, DayOfWeek.MONDAY), Parameters.of(0, List.of())));

  @Test
  void a_table_has_cells_for_every_length_of_time() {
    assertThat(periods(ALL))
        .containsExactly("DAY 2025-05-15", "WEEK 2025-05-12", "MONTH 2025-05-01", "ALL 1970-01-01");
  }

  @Test
  void a_table_may_have_cells_for_some_lengths_of_time_only() {
    assertThat(periods(ALL.only(Grain.MONTH, Grain.DAY)))
        .containsExactly("DAY 2025-05-15", "MONTH 2025-05-01");
    assertThat(periods(ALL.withoutZeros().only(Grain.ALL))).containsExactly("ALL 1970-01-01");
  }

  @Test
  void a_table_without_zeros_stays_so_whatever_its_periods() {
    assertThat(ALL.withoutZeros().only(Grain.DAY).cells().dropsZeros()).isTrue();
    assertThat(ALL.only(Grain.DAY).withoutZeros().cells().grains()).containsExactly(Grain.DAY);
    assertThat(ALL.only(Grain.DAY).cells().dropsZeros()).isFalse();
  }

  @Test
  void a_table_has_cells_for_some_length_of_time() {
    assertThatThrownBy(ALL::only).hasMessageContaining("cell has cells for no length of time");
  }

  @Test
  void cells_are_locked_in_one_order_and_those_of_all_time_last() {
    List<List<Object>> order =
        List.of(
            key(Grain.DAY, "2025-05-14", "b", "2025-05-14T09:00:00Z", 7),
            key(Grain.DAY, "2025-05-15", "a", "2025-05-15T09:00:00Z", 7),
            key(Grain.DAY, "2025-05-15", "a", "2025-05-15T10:00:00Z", 3),
            key(Grain.DAY, "2025-05-15", "a", "2025-05-15T10:00:00Z", 10),
            key(Grain.WEEK, "2025-05-12", "a", "2025-05-15T10:00:00Z", 3),
            key(Grain.MONTH, "2025-05-01", "a", "2025-05-15T10:00:00Z", 3),
            key(Grain.ALL, "1970-01-01", "A", "2025-05-15T10:00:00Z", 3));
    List<List<Object>> shuffled = new ArrayList<>(order);
    Collections.shuffle(shuffled, new Random(1));
    shuffled.sort(ALL.cells().lockOrder());

    assertThat(shuffled).isEqualTo(order);
  }

  private List<String> periods(PeriodTable<Key, Sums> table) {
    fold.add(table, DAY, KEY, new Sums(1));
    return requireNonNull(fold.cells().get(table.cells())).keySet().stream()
        .map(address -> address.period())
        .sorted((a, b) -> a.grain().compareTo(b.grain()))
        .map(period -> period.grain() + " " + period.periodStart())
        .toList();
  }

  private static List<Object> key(Grain grain, String start, String name, String hour, long n) {
    return ALL.cells()
        .keyValues(
            new CellTable.Address(
                new Period(grain, LocalDate.parse(start)), new Key(name, Instant.parse(hour), n)));
  }
}
