package io.tidemark.benchmarks;

import io.tidemark.benchmarks.Question.Asked;
import java.time.LocalDate;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** What the calling dashboards ask: of the biggest account, and of middling ones in turn. */
final class CallingQuestions {

  private static final String OVERVIEW =
      """
      select started >= ':from', count(*), count(*) filter (where status = 'completed'),
             count(*) filter (where status = 'failed'), sum(duration_seconds),
             count(distinct date_trunc('hour', started))
        from raw.call where account = ':account' and started >= ':before' group by 1;
      select scored >= ':from', count(*), count(*) filter (where score >= 70),
             count(*) filter (where converted), avg(score)
        from raw.lead where account = ':account' and scored >= ':before' group by 1;
      select (select sum(credits) from raw.purchase where account = ':account') - sum(credits),
             sum(credits) filter (where started >= date_trunc('month', now()))
        from raw.call where account = ':account';
      select status, count(*) from raw.agent
        where account = ':account' and status <> 'deleted' group by status;
      select * from (
        (select c.id, 'call', a.id, a.name, c.status, c.duration_seconds, null::numeric, c.started
           from raw.call c left join raw.agent a on a.id = c.agent
           where c.account = ':account' order by c.started desc limit 5)
        union all
        (select l.id, 'lead', a.id, a.name, null, null, l.score, l.scored
           from raw.lead l left join raw.agent a on a.id = l.agent
           where l.account = ':account' order by l.scored desc limit 5)) activity
        order by 8 desc limit 5;
      """;

  private static final String ANALYTICS =
      """
      select scored::date, count(*), count(*) filter (where score >= 70),
             count(*) filter (where converted), avg(score)
        from raw.lead where account = ':account' and scored >= ':from' group by 1 order by 1;
      select started::date, count(*), count(*) filter (where status = 'completed'),
             count(*) filter (where status = 'failed'), avg(duration_seconds), sum(credits)
        from raw.call where account = ':account' and started >= ':from' group by 1 order by 1;
      select least(9, floor(score / 10)), count(*)
        from raw.lead where account = ':account' and scored >= ':from' group by 1;
      select extract(hour from started), count(*)
        from raw.call where account = ':account' and started >= ':from' group by 1;
      select a.id, a.name, top.* from (
        select agent, count(*), count(*) filter (where status = 'completed'), avg(duration_seconds)
          from raw.call where account = ':account' and started >= ':from'
          group by agent order by 2 desc limit 10) top
        join raw.agent a on a.id = top.agent;
      """;

  private static final String AGENTS =
      """
      select a.id, a.name, a.kind, a.status, a.description, a.created, c.*, l.*
        from raw.agent a
        left join (
          select agent, count(*), count(*) filter (where status = 'completed'),
                 avg(duration_seconds), sum(credits)
            from raw.call where account = ':account' group by agent) c on c.agent = a.id
        left join (
          select agent, count(*), avg(score)
            from raw.lead where account = ':account' group by agent) l on l.agent = a.id
        where a.account = ':account' and a.status <> 'deleted'
        order by a.name, a.id limit :limit;
      """;

  private final LocalDate today;

  CallingQuestions(LocalDate today) {
    this.today = today;
  }

  List<Question> all() {
    return List.of(
        new Question("overview", each(i -> overview(account(i)))),
        new Question("analytics of 7 days", each(i -> analytics(account(i), 7))),
        new Question("analytics of 365 days", each(i -> analytics(SyntheticCalls.BIG, 365 - i))),
        new Question("agents by 500", each(i -> agents(500 - i))));
  }

  private static String account(int number) {
    return number == 0 ? SyntheticCalls.BIG : SyntheticCalls.middling(number - 1);
  }

  private static List<Asked> each(IntFunction<Asked> asked) {
    return IntStream.rangeClosed(0, SyntheticCalls.MIDDLING).mapToObj(asked).toList();
  }

  private Asked overview(String account) {
    return new Asked("/api/dashboard/overview?userId=" + account, sql(OVERVIEW, account, 30));
  }

  private Asked analytics(String account, int days) {
    return new Asked(
        "/api/dashboard/analytics?userId=%s&days=%d".formatted(account, days),
        sql(ANALYTICS, account, days));
  }

  private Asked agents(int limit) {
    return new Asked(
        "/api/agents?userId=%s&limit=%d".formatted(SyntheticCalls.BIG, limit),
        sql(AGENTS, SyntheticCalls.BIG, 1).replace(":limit", "" + limit));
  }

  private String sql(String text, String account, int days) {
    return text.replace(":account", account)
        .replace(":from", today.minusDays(days - 1).toString())
        .replace(":before", today.minusDays(2L * days - 1).toString());
  }
}
