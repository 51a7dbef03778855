package io.tidemark.query.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.freshness.BareSnapshot;
import io.tidemark.testkit.TestDatabase;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a page reads of goals, against all goals that there ever were. */
class GoalsInForceTest {

  private static final LocalDate BEGIN = LocalDate.of(2026, 1, 1);
  private static final TestDatabase database = QueryServer.newReadModel();
  private static final ReadModel rows = new ReadModel(database);

  private final Random random = new Random(11);
  private final Map<String, List<Goal>> all = new HashMap<>();
  private Connection connection;

  @BeforeEach
  void connect() throws SQLException {
    connection = database.dataSource().getConnection();
    rows.clear(Instant.EPOCH);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void goal(String provider, @Nullable String location, Grain grain, int day, int amount)
      throws SQLException {
    LocalDate start = grain.startOf(BEGIN.plusDays(day), DayOfWeek.MONDAY);
    Goal goal =
        new Goal(
            location,
            grain,
            start,
            start.minusDays(random.nextInt(3)).atStartOfDay().toInstant(ZoneOffset.UTC),
            provider + all.values().stream().mapToInt(List::size).sum(),
            amount == 0 ? null : BigDecimal.valueOf(amount));
    all.computeIfAbsent(provider, _ -> new ArrayList<>()).add(goal);
    try (PreparedStatement insert =
        connection.prepareStatement(
            """
            insert into readmodel.goal
              (id, partition, revision, set_at, provider, location, granularity, period_start,
               amount, stamps)
            values (?, 0, 1, ?, ?, ?, ?, ?, ?, '')
            """)) {
      insert.setString(1, goal.id());
      insert.setObject(2, goal.setAt().atOffset(ZoneOffset.UTC));
      insert.setString(3, provider);
      insert.setString(4, location);
      insert.setString(5, grain.column());
      insert.setObject(6, start);
      insert.setBigDecimal(7, goal.amount());
      insert.executeUpdate();
    }
  }

  private Map<String, List<Goal>> read(Grain grain, LocalDate start) throws SQLException {
    List<String> providers = IntStream.range(0, 12).mapToObj(n -> "p" + n).toList();
    return GoalsInForce.read(BareSnapshot.of(connection), providers, grain, start);
  }

  private List<Goal> ofFirst(LocalDate month) throws SQLException {
    return read(Grain.MONTH, month).getOrDefault("p1", List.of());
  }

  private static Goals goals(List<Goal> of) {
    return new Goals(of, DayOfWeek.MONDAY, GoalDays.CALENDAR);
  }

  private void assertTheSameAsOfAll() throws SQLException {
    for (Grain grain : Grain.values()) {
      for (int day = -40; day < 400; day += 1 + random.nextInt(20)) {
        LocalDate start = grain.startOf(BEGIN.plusDays(day), DayOfWeek.MONDAY);
        Map<String, List<Goal>> read = read(grain, start);
        for (String provider : all.keySet()) {
          assertThat(goals(read.getOrDefault(provider, List.of())).ofProvider(grain, start))
              .as("%s by %s from %s", provider, grain, start)
              .isEqualTo(goals(all.get(provider)).ofProvider(grain, start));
        }
      }
    }
  }

  @Test
  void whatever_was_set_and_cleared_a_page_tells_what_all_goals_come_to() throws SQLException {
    for (int i = 0; i < 600; i++) {
      goal(
          "p" + random.nextInt(10),
          random.nextInt(4) == 0 ? null : "l" + random.nextInt(5),
          List.of(Grain.values()).get(random.nextInt(3)),
          random.nextInt(360),
          random.nextInt(4) * 1000);
    }
    rows.silently(ReadModel.GOALS_BY_LOCATION);

    assertTheSameAsOfAll();
  }

  @Test
  void a_goal_holds_on_where_those_of_other_locations_were_set_anew_again_and_again()
      throws SQLException {
    for (int location = 0; location < 4; location++) {
      goal("p1", "l" + location, Grain.MONTH, 0, 100 + location);
    }
    goal("p1", null, Grain.MONTH, 0, 0);
    for (int month = 1; month < 12; month++) {
      goal("p1", "l2", Grain.MONTH, month * 31, 1000 * month);
    }
    rows.silently(ReadModel.GOALS_BY_LOCATION);

    assertTheSameAsOfAll();
    LocalDate december = LocalDate.of(2026, 12, 1);
    assertThat(ofFirst(december)).hasSize(5);
    assertThat(goals(ofFirst(december)).ofProvider(Grain.MONTH, december))
        .isEqualByComparingTo("11304");
  }

  @Test
  void a_goal_of_a_later_period_leaves_earlier_ones_as_they_were() throws SQLException {
    goal("p1", "l1", Grain.MONTH, 0, 100);
    rows.silently(ReadModel.GOALS_BY_LOCATION);
    LocalDate january = BEGIN;
    List<Goal> before = ofFirst(january);
    goal("p1", "l1", Grain.MONTH, 31, 500);
    rows.silently("update readmodel.goals_by_location set goals = 2");

    assertThat(ofFirst(january)).isEqualTo(before);
    assertThat(ofFirst(january.plusMonths(1)))
        .extracting(Goal::amount)
        .containsExactly(new BigDecimal("500.0000"));
  }
}
