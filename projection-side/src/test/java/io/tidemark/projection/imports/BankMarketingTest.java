package io.tidemark.projection.imports;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.events.calling.CallEvent;
import io.tidemark.events.calling.LeadEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Leads and their conversion, of an excerpt of the file, against its rows read by other code. */
class BankMarketingTest {

  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
  private static final String EXCERPT = "/bank_marketing/excerpt.csv.gz";
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri");

  /** A row; its year is one more than that of the row before where the month goes back. */
  private record Client(
      int row, YearMonth month, DayOfWeek day, int duration, boolean signed, boolean firstOfText) {}

  private static final List<Client> clients = clients();
  private static final CollectingSink sink = new CollectingSink();
  private static final Map<String, Received> started = new HashMap<>();
  private static final Map<String, Received> scored = new HashMap<>();
  private static final Map<String, Received> converted = new HashMap<>();
  private static @Nullable ImportReport report;

  @BeforeAll
  static void import_the_excerpt() throws Exception {
    Source source = Source.resource(requireNonNull(BankMarketingTest.class.getResource(EXCERPT)));
    report =
        Import.run(
            new ImportRequest(
                Mapping.named("bank_marketing"),
                List.of(source),
                NOW,
                "EUR",
                null,
                null,
                Path.of("target", "bank_marketing.rejects.csv")),
            sink,
            _ -> {});
    for (Received received : sink.received()) {
      String subject = received.envelope().subject();
      switch (received.event()) {
        case CallEvent.Started _ -> started.put(subject, received);
        case LeadEvent.Scored _ -> scored.put(subject, received);
        case LeadEvent.Converted _ -> converted.put(subject, received);
        default -> {}
      }
    }
  }

  @Test
  void each_row_is_a_call_and_a_lead_also_one_that_is_equal_to_another() {
    assertThat(requireNonNull(report).rows()).isEqualTo(clients.size());
    assertThat(report.rejected()).isZero();
    assertThat(started).hasSameSizeAs(clients);
    assertThat(scored).hasSameSizeAs(clients);
    assertThat(clients.stream().filter(client -> !client.firstOfText())).hasSizeGreaterThan(1);
  }

  @Test
  void the_year_is_what_the_order_of_the_rows_says_and_the_day_one_of_that_name() {
    assertThat(clients.getFirst().month()).isEqualTo(YearMonth.of(2008, 5));
    assertThat(clients.getLast().month()).isEqualTo(YearMonth.of(2010, 11));
    assertThat(clients)
        .allSatisfy(
            client -> {
              ZonedDateTime at =
                  requireNonNull(started.get("bank-call-" + client.row()))
                      .envelope()
                      .time()
                      .atZone(ZoneOffset.UTC);
              assertThat(YearMonth.from(at)).isEqualTo(client.month());
              assertThat(at.getDayOfWeek()).isEqualTo(client.day());
              assertThat(at.getDayOfMonth()).isLessThan(8);
            });
  }

  @Test
  void leads_that_signed_are_converted_and_scores_follow_the_length_of_the_call() {
    assertThat(converted.keySet())
        .containsExactlyInAnyOrderElementsOf(
            clients.stream()
                .filter(Client::signed)
                .map(each -> "bank-client-" + each.row())
                .toList());
    Map<Integer, Integer> scores = new TreeMap<>();
    for (Client client : clients) {
      Received lead = requireNonNull(scored.get("bank-client-" + client.row()));
      scores.put(client.duration(), ((LeadEvent.Scored) lead.event()).score().intValueExact());
    }
    assertThat(scores).containsEntry(0, 5);
    assertThat(List.copyOf(scores.values())).isSorted().contains(5, 95);
  }

  private static List<Client> clients() {
    List<Client> clients = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    int year = 2008;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    requireNonNull(BankMarketingTest.class.getResourceAsStream(EXCERPT))),
                StandardCharsets.US_ASCII))) {
      for (String line : lines.lines().skip(1).toList()) {
        String[] fields = line.replace("\"", "").split(";", -1);
        int month = MONTHS.indexOf(fields[8]) + 1;
        if (!clients.isEmpty() && month < clients.getLast().month().getMonthValue()) {
          year++;
        }
        clients.add(
            new Client(
                clients.size() + 1,
                YearMonth.of(year, month),
                DayOfWeek.of(DAYS.indexOf(fields[9]) + 1),
                Integer.parseInt(fields[10]),
                fields[20].equals("yes"),
                !texts.contains(line)));
        texts.add(line);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return clients;
  }
}
