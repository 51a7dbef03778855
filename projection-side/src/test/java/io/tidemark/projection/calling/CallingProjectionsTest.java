package io.tidemark.projection.calling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.calling.AccountEvent;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.projection.engine.Calendar;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.Entity;
import io.tidemark.projection.engine.Fold;
import io.tidemark.projection.engine.Parameters;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the events of the calling product mean; forwards and backwards they mean the same. */
final class CallingProjectionsTest {

  private static final Instant START = Instant.parse("2026-11-30T23:00:00Z");
  private static final Context CONTEXT =
      new Context(new Calendar(ZoneOffset.UTC, DayOfWeek.MONDAY), new Parameters(0, Map.of()));

  /** The entity after the events, of which each happened an hour after the one before. */
  @SafeVarargs
  private static <V extends Event, E extends Entity> E merged(
      Projection<V, E> projection, V... events) {
    E forwards = projection.entities().empty("e1");
    E backwards = forwards;
    for (int i = 0; i < events.length; i++) {
      int last = events.length - 1 - i;
      forwards = projection.merge(forwards, events[i], stamp(i, events[i]));
      backwards = projection.merge(backwards, events[last], stamp(last, events[last]));
    }
    assertThat(backwards).isEqualTo(forwards);
    return forwards;
  }

  private static Stamp stamp(int hours, Event event) {
    return Stamp.of(envelope("/desk", "id-" + hours, hours), event.creates());
  }

  private static Envelope envelope(String source, String id, int hours) {
    return new Envelope(id, source, "", "u1", START.plusSeconds(hours * 3_600L), 0, null, null);
  }

  /** What the entity counts for, as {@code key=sums}. */
  private static <E extends Entity> List<String> cells(
      Projection<?, E> projection, E entity, CellTable table) {
    Fold fold = new Fold(CONTEXT);
    fold.add(projection, entity);
    List<String> cells = new ArrayList<>();
    fold.cells()
        .getOrDefault(table, Map.of())
        .forEach((key, sums) -> cells.add(table.keyValues(key) + "=" + table.sumValues(sums)));
    return cells;
  }

  @Test
  void what_an_update_does_not_give_stays_as_it_was() {
    Agent agent =
        merged(
            new AgentProjection(),
            new AgentEvent.Created("u1", "Ada", "outbound", "Calls", "voice-1"),
            new AgentEvent.Updated("Bea", null, null, null),
            new AgentEvent.Updated(null, "inbound", null, "voice-2"));
    assertThat(agent.name().value()).isEqualTo("Bea");
    assertThat(agent.kind().value()).isEqualTo("inbound");
    assertThat(agent.description().value()).isEqualTo("Calls");
    assertThat(agent.externalId().value()).isEqualTo("voice-2");
    Account account =
        merged(
            new AccountProjection(),
            new AccountEvent.Registered("Ada", "ada@example.com"),
            new AccountEvent.Closed(),
            new AccountEvent.Renamed(null, "bea@example.com"));
    assertThat(account.name().value()).isEqualTo("Ada");
    assertThat(account.email().value()).isEqualTo("bea@example.com");
    assertThat(account.closed().value()).isTrue();
  }

  @Test
  void a_deleted_agent_is_not_counted_but_kept() {
    AgentProjection projection = new AgentProjection();
    AgentEvent created = new AgentEvent.Created("u1", "Ada", "outbound", null, null);
    CellTable byStatus = AgentProjection.BY_STATUS.cells();
    Agent active = merged(projection, created, new AgentEvent.Activated());
    assertThat(cells(projection, active, byStatus)).containsExactly("[u1, ACTIVE]=[1]");
    Agent deleted =
        merged(projection, created, new AgentEvent.Activated(), new AgentEvent.Deleted());
    assertThat(cells(projection, deleted, byStatus)).isEmpty();
    assertThat(deleted.name().value()).isEqualTo("Ada");
  }

  @Test
  void a_call_counts_when_it_started_with_what_the_newest_finish_says() {
    CallProjection projection = new CallProjection();
    CallEvent started = new CallEvent.Started("u1", "a1", "Bea");
    CallEvent completed = new CallEvent.Completed("u1", "a2", 90, new BigDecimal("1.5"));
    assertThat(hours(merged(projection, started)))
        .containsExactly("[u1, 2026-11-30T23:00:00Z]=[1, 0, 0, 0, 0]");
    Call finished = merged(projection, started, completed);
    assertThat(cells(projection, finished, CallProjection.BY_AGENT.cells()))
        .containsExactlyInAnyOrder(
            "[DAY, 2026-11-30, u1, a2]=[1, 1, 0, 90, 1.5]",
            "[MONTH, 2026-11-01, u1, a2]=[1, 1, 0, 90, 1.5]",
            "[ALL, 1970-01-01, u1, a2]=[1, 1, 0, 90, 1.5]");
    Call failed =
        merged(
            projection, started, completed, new CallEvent.Failed("u1", "a1", "broken", null, null));
    assertThat(hours(failed)).containsExactly("[u1, 2026-11-30T23:00:00Z]=[1, 0, 1, 0, 0]");
    assertThat(hours(merged(projection, completed))).as("without a start").isEmpty();
  }

  private static List<String> hours(Call call) {
    return cells(new CallProjection(), call, CallProjection.BY_ACCOUNT_HOUR.cells());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "9.9999, 0",
    "10, 1",
    "39.9999, 3",
    "40, 4",
    "69.9999, 6",
    "70, 7",
    "99.9999, 9",
    "100, 9"
  })
  void a_lead_is_in_the_tenth_of_its_newest_score(BigDecimal score, long bucket) {
    LeadProjection projection = new LeadProjection();
    Lead lead =
        merged(
            projection,
            new LeadEvent.Scored("u1", "a1", "c1", new BigDecimal("50"), "Bea"),
            new LeadEvent.Scored("u1", "a1", "c2", score, null));
    assertThat(cells(projection, lead, LeadProjection.BY_SCORE.cells()))
        .hasSize(3)
        .allMatch(cell -> cell.contains("u1, " + bucket + "]=[1, "));
    assertThat(lead.contact().value()).isEqualTo("Bea");
    assertThat(lead.call().value()).isEqualTo("c2");
  }

  @Test
  void a_conversion_counts_when_the_lead_was_first_scored_and_no_score_takes_it_back() {
    LeadProjection projection = new LeadProjection();
    Lead lead =
        merged(
            projection,
            new LeadEvent.Scored("u1", "a1", "c1", new BigDecimal("50"), null),
            new LeadEvent.Converted("u1", "a1", new BigDecimal("99.50")),
            new LeadEvent.Scored("u1", "a1", "c2", new BigDecimal("20.5"), null));
    assertThat(cells(projection, lead, LeadProjection.BY_AGENT.cells()))
        .containsExactlyInAnyOrder(
            "[DAY, 2026-11-30, u1, a1]=[1, 20.5, 1]",
            "[MONTH, 2026-11-01, u1, a1]=[1, 20.5, 1]",
            "[ALL, 1970-01-01, u1, a1]=[1, 20.5, 1]");
    Lead unscored = merged(projection, new LeadEvent.Converted("u1", "a1", null));
    assertThat(cells(projection, unscored, LeadProjection.BY_AGENT.cells())).isEmpty();
  }

  @Test
  void every_purchase_is_an_entity_of_its_own_for_the_account_that_is_its_subject() {
    PurchaseProjection projection = new PurchaseProjection();
    PurchaseEvent bought = new PurchaseEvent.CreditsPurchased(new BigDecimal("10.00"));
    assertThat(projection.entityId(envelope("/shop", "7", 0), bought)).isEqualTo("/shop|7");
    String longSource = "/" + "s".repeat(1_000);
    assertThat(projection.entityId(envelope(longSource, "7", 0), bought))
        .hasSize(36)
        .isEqualTo(projection.entityId(envelope(longSource, "7", 5), bought))
        .isNotEqualTo(projection.entityId(envelope(longSource, "8", 0), bought));
    assertThat(cells(projection, merged(projection, bought), PurchaseProjection.BY_ACCOUNT.cells()))
        .containsExactly("[u1]=[1E+1]");
  }
}
