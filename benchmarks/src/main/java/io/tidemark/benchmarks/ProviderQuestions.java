package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Question.Asked;
import java.time.LocalDate;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What is asked of providers: of one now, and of all in turn over the years before. */
final class ProviderQuestions {

  private static final int IN_TURN = 200;
  private static final int MONTHS = 34;

  /** {@code :grain} is day or month, and the series begins with {@code :from}. */
  private static final String PERFORMANCE =
      """
      select id, name, role from raw.provider where id = ':provider';
      select date_trunc(':grain', date), count(*), sum(net) filter (where kind = 'dentist'),
             sum(net) filter (where kind = 'hygiene')
        from raw.entry
        where provider = ':provider' and not voided and date >= ':from' and date < ':until'
        group by 1 order by 1;
      select l.id, l.name, sums.* from (
        select location, date_trunc(':grain', date), count(*),
               sum(net) filter (where kind = 'dentist'), sum(net) filter (where kind = 'hygiene')
          from raw.entry
          where provider = ':provider' and not voided and date >= ':previous' and date < ':until'
          group by 1, 2) sums
        join raw.location l on l.id = sums.location;
      select location, granularity, period_start, amount
        from raw.goal where provider = ':provider' and period_start < ':until'
        order by location, granularity, period_start, set_at;
      """;

  private static final String PROVIDERS =
      """
      select p.id, p.name, p.role, sums.* from raw.provider p
        left join (
          select provider, count(*) filter (where date >= ':from'),
                 sum(net) filter (where date >= ':from' and kind = 'dentist'),
                 sum(net) filter (where date >= ':from' and kind = 'hygiene'),
                 sum(net) filter (where date < ':from')
            from raw.entry where not voided and date >= ':previous' and date < ':until'
            group by provider) sums on sums.provider = p.id
        order by p.name, p.id limit :limit;
      select distinct on (provider, location, granularity)
             provider, location, granularity, amount
        from raw.goal where period_start <= ':from'
        order by provider, location, granularity, period_start desc, set_at desc;
      """;

  private final LocalDate today;

  ProviderQuestions(LocalDate today) {
    this.today = today;
  }

  List<Question> all() {
    return List.of(
        new Question("provider by 12 months", each(this::months)),
        new Question("provider by 400 days", each(this::days)),
        new Question("providers by 50", each(number -> providers(number, 50))),
        new Question("providers by 500", each(number -> providers(number, 500))));
  }

  private static List<Asked> each(IntFunction<Asked> asked) {
    return IntStream.rangeClosed(0, IN_TURN).mapToObj(asked).toList();
  }

  private static String provider(int number) {
    return SyntheticProduction.provider(number % SyntheticProduction.PROVIDERS);
  }

  private Asked months(int number) {
    LocalDate month = today.withDayOfMonth(1).minusMonths(number / 10);
    String sql =
        sql(PERFORMANCE, "month", month.minusMonths(12), month.minusMonths(1), month.plusMonths(1));
    return new Asked(
        "/api/providers/%s/performance?period=monthly&date=%s".formatted(provider(number), month),
        sql.replace(":provider", provider(number)));
  }

  private Asked days(int number) {
    LocalDate last = today.minusDays(1 + number);
    LocalDate first = last.minusDays(399);
    String sql = sql(PERFORMANCE, "day", first.minusDays(1), last.minusDays(1), last.plusDays(1));
    return new Asked(
        "/api/providers/%s/performance?period=daily&from=%s&to=%s"
            .formatted(provider(number), first, last),
        sql.replace(":provider", provider(number)));
  }

  private Asked providers(int number, int most) {
    LocalDate month = today.withDayOfMonth(1).minusMonths(number % MONTHS);
    int limit = most - number / MONTHS;
    return new Asked(
        "/api/providers?period=monthly&date=%s&limit=%d".formatted(month, limit),
        sql(PROVIDERS, "month", month, month.minusMonths(1), month.plusMonths(1))
            .replace(":limit", "" + limit));
  }

  private static String sql(
      String text, String grain, LocalDate from, LocalDate previous, LocalDate until) {
    return text.replace(":grain", grain)
        .replace(":from", from.toString())
        .replace(":previous", previous.toString())
        .replace(":until", until.toString());
  }
}
