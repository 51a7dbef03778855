package io.tidemark.projection.imports;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Envelope;
import io.tidemark.events.Received;
import io.tidemark.events.calling.AgentEvent;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import io.tidemark.events.calling.PurchaseEvent;
import io.tidemark.testkit.reference.DemoFile;
import io.tidemark.testkit.reference.GpCallReference;
import io.tidemark.testkit.reference.GpCallReference.Lead;
import io.tidemark.testkit.reference.GpCallReference.Sums;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The surgery's whole log through the mapping, against published figures and against its rows read
 * by other code.
 */
class DemoCallsTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  /** A call as its events say. */
  private record Call(CallEvent.Started started, Instant start, CallEvent ended, Instant end) {

    Sums sums() {
      return ended instanceof CallEvent.Completed completed
          ? new Sums(1, 1, completed.durationSeconds())
          : new Sums(1, 0, 0);
    }
  }

  private static final GpCallReference reference = GpCallReference.read();
  private static final CollectingSink sink = new CollectingSink();
  private static final Map<String, Call> calls = new HashMap<>();
  private static ImportReport report = importing(sink, null);
  private static JsonNode expected = JsonMapper.shared().nullNode();

  @BeforeAll
  static void read_the_published_figures_and_the_events() throws Exception {
    try (InputStream json = DemoFile.expected("gp_calls_2021")) {
      expected = JsonMapper.shared().readTree(json).path("expected");
    }
    Map<String, Received> started = new HashMap<>();
    for (Received received : sink.received()) {
      Envelope envelope = received.envelope();
      switch (received.event()) {
        case CallEvent.Started _ -> started.put(envelope.subject(), received);
        case CallEvent ended -> {
          Received start = started.getOrDefault(envelope.subject(), received);
          assertThat(start.envelope().sequence()).isLessThan(envelope.sequence());
          calls.put(
              envelope.subject(),
              new Call(
                  (CallEvent.Started) start.event(),
                  start.envelope().time(),
                  ended,
                  envelope.time()));
        }
        default -> {}
      }
    }
  }

  @Test
  void every_row_is_a_call_answered_or_missed() {
    assertThat(report.rows()).isEqualTo(expected.path("rows").asLong());
    assertThat(report.rejected()).isZero();
    assertThat(calls).hasSize(expected.path("rows").asInt());
    assertThat(report.byType())
        .containsEntry("call.started", expected.path("rows").asLong())
        .containsEntry("call.completed", expected.path("answer_rate").path("num").asLong())
        .containsEntry("call.failed", expected.path("missed_total").asLong());
    Set<String> ids = new HashSet<>();
    sink.envelopes().forEach(envelope -> ids.add(envelope.id()));
    assertThat(ids).hasSize((int) report.events());
  }

  @Test
  void each_call_is_the_row_s() {
    assertThat(reference.calls())
        .allSatisfy(
            row -> {
              Call call = requireNonNull(calls.get("gp-call-" + row.row()));
              assertThat(call.start()).isEqualTo(row.start());
              assertThat(call.end()).isEqualTo(row.end());
              assertThat(call.sums()).isEqualTo(new Sums(1, row.answered() ? 1 : 0, row.talk()));
              assertThat(call.started())
                  .isEqualTo(
                      new CallEvent.Started("gp-surgery", row.to().replace(' ', '-'), row.from()));
            });
  }

  @Test
  void months_answered_missed_and_talked_are_the_published_ones() {
    Map<String, Sums> published = new TreeMap<>();
    JsonNode talk = expected.path("talk_seconds_answered_by_month");
    for (var cell : expected.path("by_month_and_status").properties()) {
      String[] key = cell.getKey().split("\\|", -1);
      long count = cell.getValue().asLong();
      boolean answered = key[1].equals("ANSWERED");
      published.merge(
          key[0],
          new Sums(count, answered ? count : 0, answered ? talk.path(key[0]).asLong() : 0),
          DemoCallsTest::plus);
    }
    assertThat(folded((_, call) -> call.start().toString().substring(0, 7)))
        .isEqualTo(published)
        .isEqualTo(reference.byMonth());
  }

  @Test
  void recipients_are_agents_with_the_published_calls_also_the_unnamed_one() {
    Map<String, Sums> published = new TreeMap<>();
    for (var recipient : expected.path("by_recipient").properties()) {
      JsonNode sums = recipient.getValue();
      published.put(
          recipient.getKey(),
          new Sums(
              sums.path("calls").asLong(),
              sums.path("answered").asLong(),
              sums.path("talk_seconds_answered").asLong()));
    }
    Map<String, String> names = new HashMap<>();
    for (Received received : sink.received()) {
      if (received.event() instanceof AgentEvent.Created created) {
        names.put(received.envelope().subject(), created.name());
      }
    }
    assertThat(folded((_, call) -> names.getOrDefault(call.started().agentId(), "?")))
        .isEqualTo(published)
        .isEqualTo(reference.byRecipient());
    assertThat(names).hasSize(published.size() + 1).containsEntry("Out-of-hours", "Out of hours");
  }

  @Test
  void both_labels_of_an_unanswered_call_mean_the_same_and_its_ringing_is_no_talk() {
    JsonNode labels = expected.path("status_counts");
    Map<String, Long> reasons =
        calls.values().stream()
            .map(Call::ended)
            .filter(CallEvent.Failed.class::isInstance)
            .map(CallEvent.Failed.class::cast)
            .peek(failed -> assertThat(failed.durationSeconds()).isNull())
            .collect(Collectors.groupingBy(CallEvent.Failed::reason, Collectors.counting()));
    assertThat(reasons)
        .containsOnly(
            Map.entry("busy", labels.path("BUSY").asLong()),
            Map.entry(
                "no answer",
                labels.path("NO ANSWER").asLong() + labels.path("NO ANSWERED").asLong()));
  }

  @Test
  void callers_are_leads_but_not_the_two_labels_behind_which_there_are_many() {
    Map<String, Lead> leads = new TreeMap<>();
    Comparator<Received> order =
        Comparator.<Received, Instant>comparing(each -> each.envelope().time())
            .thenComparing(each -> each.envelope().id());
    Set<String> converted = new HashSet<>();
    for (Received received : sink.received().stream().sorted(order).toList()) {
      String caller = received.envelope().subject();
      switch (received.event()) {
        case LeadEvent.Converted _ -> converted.add(caller);
        case LeadEvent.Scored scored -> {
          Lead before = leads.get(caller);
          Instant first = before == null ? received.envelope().time() : before.first();
          leads.put(caller, new Lead(first, scored.score().intValueExact(), false));
        }
        default -> {}
      }
    }
    leads.replaceAll((id, lead) -> new Lead(lead.first(), lead.score(), converted.contains(id)));
    assertThat(leads).isEqualTo(reference.leads());
    assertThat(leads).hasSize(expected.path("distinct_callers_all_labels").asInt() - 2);
    assertThat(
            calls.values().stream().filter(call -> "0000000000".equals(call.started().contact())))
        .as("a text with its zeros")
        .hasSize(expected.path("anomalies").path("from_'0000000000'").asInt());
  }

  @Test
  void the_account_has_always_bought_more_credits_than_its_calls_have_used() {
    List<Received> order = new ArrayList<>(sink.received());
    order.sort(Comparator.comparing(each -> each.envelope().time()));
    BigDecimal left = BigDecimal.ZERO;
    for (Received received : order) {
      left =
          switch (received.event()) {
            case PurchaseEvent.CreditsPurchased bought -> left.add(bought.credits());
            case CallEvent.Completed call -> left.subtract(call.creditsUsed());
            default -> left;
          };
      assertThat(left.signum()).isNotNegative();
    }
    assertThat(left)
        .isEqualByComparingTo(
            new BigDecimal(20_000)
                .subtract(
                    BigDecimal.valueOf(
                        expected.path("talk_seconds_answered").path("sum").asLong(), 2)));
  }

  @Test
  void shifted_to_now_weekdays_and_hours_stay_and_what_has_not_happened_yet_is_withheld() {
    CollectingSink shifted = new CollectingSink();
    ImportReport shift = importing(shifted, NOW);
    assertThat(shift.shift().toDays() % 7).isZero();
    assertThat(shift.shift()).isEqualTo(Duration.ofDays(shift.shift().toDays()));
    assertThat(shift.newest()).isBetween(NOW.minus(Duration.ofDays(1)), NOW);
    assertThat(shift.withheld()).isPositive();
    assertThat(shift.events() + shift.withheld()).isGreaterThanOrEqualTo(report.events());
  }

  private static Map<String, Sums> folded(BiFunction<String, Call, String> key) {
    Map<String, Sums> sums = new TreeMap<>();
    calls.forEach((id, call) -> sums.merge(key.apply(id, call), call.sums(), DemoCallsTest::plus));
    return sums;
  }

  private static Sums plus(Sums one, Sums other) {
    return new Sums(
        one.calls() + other.calls(),
        one.answered() + other.answered(),
        one.talkSeconds() + other.talkSeconds());
  }

  private static ImportReport importing(Sink sink, @Nullable Instant shiftTo) {
    try {
      return Import.run(
          ImportRequest.of(
                  Mapping.named("gp_calls_2021"), List.of(Source.file(DemoFile.gpCalls())), NOW)
              .rejectsTo(Path.of("target", "gp_calls_2021.rejects.csv"))
              .shiftedTo(shiftTo),
          sink,
          _ -> {});
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
