package io.tidemark.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.query.Eventually;
import io.tidemark.query.QueryServer;
import io.tidemark.query.ReadModel;
import io.tidemark.query.SettableClock;
import io.tidemark.query.TwoGenerations;
import io.tidemark.testkit.TestDatabase;
import io.tidemark.testkit.TestTokens;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;
import net.ttddyy.dsproxy.support.ProxyDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A reader of one process comes upon another generation before the process has heard of it. */
class UnheardSwitchTest {

  private static final TestDatabase database = QueryServer.newReadModel();
  private static final TwoGenerations generations =
      TwoGenerations.in(database, "Pacific/Kiritimati", "SUNDAY");

  /** Looks once a minute unless it is told to, and makes an answer only when asked for one. */
  private static final QueryServer deaf =
      QueryServer.start(
          database, Map.of("tidemark.cache.max-hot", "0", "tidemark.freshness.poll", "60s"));

  private static final String TOKEN = TestTokens.withScope("ops.read calls.admin");
  private static final String DAY = QueryServer.METRICS + "?period=today&date=2026-03-";

  @BeforeAll
  static void begin() {
    new ReadModel(database).commit(Instant.parse("2026-03-10T00:00:00Z"), "select 1");
    deaf.bean(SettableClock.class).stopAt(Instant.parse("2026-03-14T23:58:00Z"));
    deaf.context().getBean("queryDataSource", ProxyDataSource.class).addListener(holding);
  }

  @AfterAll
  static void stop() {
    deaf.close();
  }

  private static int generation(String path) {
    HttpResponse<String> response = deaf.get(path, TOKEN);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Integer.parseInt(response.headers().firstValue("Tidemark-Generation").orElseThrow());
  }

  private static void serveAndTell(int generation) {
    generations.serve(generation);
    Eventually.holds(() -> deaf.bean(TideMonitor.class).tide().generation().number() == generation);
  }

  @Test
  void who_has_seen_another_generation_is_shown_none_from_before_it() {
    serveAndTell(1);
    List<String> known =
        List.of(QueryServer.METRICS, DAY + "01", "/api/agents?userId=u1", "/api/agents?userId=u2");
    int news = 10;
    for (int generation : new int[] {2, 1, 2, 1}) {
      for (String path : known) {
        assertThat(generation(path)).as(path).isEqualTo(3 - generation);
      }
      generations.serve(generation, false);
      assertThat(generation(DAY + news++)).isEqualTo(generation); // it is in no memory
      for (String path : known) {
        assertThat(generation(path)).as(path).isEqualTo(generation);
      }
    }
  }

  @Test
  void an_answer_that_was_being_made_before_is_not_given_to_who_asks_after() throws Exception {
    serveAndTell(1);
    String held = "/api/agents?userId=u9";
    holding.beforeStatement(2);
    try (ExecutorService users = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> before = users.submit(() -> generation(held));
      holding.reached.await();
      generations.serve(2, false);
      assertThat(generation(DAY + "28")).isEqualTo(2);
      Future<Integer> after = users.submit(() -> generation(held));
      Thread.sleep(200); // so that it waits for what is being made
      holding.goOn.countDown();
      assertThat(after.get()).isEqualTo(2);
      assertThat(before.get()).isIn(1, 2); // it asked when both were right
    }
  }

  private static final Holding holding = new Holding();

  /** Has one statement wait. */
  private static final class Holding implements QueryExecutionListener {

    private final AtomicInteger left = new AtomicInteger();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    void beforeStatement(int number) {
      left.set(number);
    }

    @Override
    public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {
      if (left.decrementAndGet() == 0) {
        reached.countDown();
        try {
          goOn.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
    }

    @Override
    public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {}
  }
}
