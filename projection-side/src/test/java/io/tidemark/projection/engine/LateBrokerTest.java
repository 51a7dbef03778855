package io.tidemark.projection.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidemark.events.Received;
import io.tidemark.projection.ReadModel;
import io.tidemark.testkit.TestKafka;
import io.tidemark.testkit.oracle.History;
import io.tidemark.testkit.oracle.Oracle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.internals.KafkaFutureImpl;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.ResourceLock;

/** What a projector needs in order to start, and gets late. */
@ResourceLock(TestKafka.TOPICS)
final class LateBrokerTest {

  private final ProjectionDatabase database = new ProjectionDatabase();
  private final Watched watched = new Watched(database);
  private final List<Received> history = History.of(47, 30);

  @BeforeEach
  void freshLog() {
    TestKafka.deleteTopics();
  }

  @Test
  void partitions_are_taken_over_when_the_broker_answers_at_last() throws Exception {
    AtomicInteger unanswered = new AtomicInteger(4);
    try (RunningProjector _ =
        RunningProjector.start(
                database,
                "projector",
                ReadModel.projections(),
                database.calendar,
                admin -> late(admin, unanswered))
            .awaitReady()) {
      BrokerLog.publish(history);
      watched.awaitFolded(history.size(), 1);
      assertThat(unanswered).hasNonPositiveValue();
      assertThat(database.cells()).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
    }
  }

  @Test
  @Timeout(90)
  void one_that_waits_for_the_broker_lets_go_of_its_partitions_when_it_is_stopped()
      throws Exception {
    AtomicInteger unanswered = new AtomicInteger(Integer.MAX_VALUE);
    try (RunningProjector _ =
        RunningProjector.start(
            database,
            "waiting",
            ReadModel.projections(),
            database.calendar,
            admin -> late(admin, unanswered))) {
      while (unanswered.get() > Integer.MAX_VALUE - 3) {
        Thread.sleep(50);
      }
    }
    try (RunningProjector _ =
        RunningProjector.start(database, "next", database.calendar).awaitReady()) {
      BrokerLog.publish(history);
      watched.awaitFolded(history.size(), 1);
      assertThat(database.cells()).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
    }
  }

  @Test
  void a_consumer_that_could_not_start_is_started_again_when_what_it_lacked_is_there()
      throws Exception {
    database.execute("alter table tidemark.position rename to position_away");
    try (RunningProjector projector =
        RunningProjector.start(database, "projector", database.calendar)) {
      long end = System.nanoTime() + 30_000_000_000L;
      while (!projector.health().contains("a consumer has stopped") && System.nanoTime() < end) {
        Thread.sleep(50);
      }
      assertThat(projector.health()).contains("DOWN", "a consumer has stopped");
      database.execute("alter table tidemark.position_away rename to position");
      BrokerLog.publish(history);
      watched.awaitFolded(history.size(), 1);
      assertThat(projector.health()).contains("UP");
      assertThat(database.cells()).isEqualTo(Oracle.cells(history, ZoneOffset.UTC));
    }
  }

  /** The real broker, which does not answer the first questions about topics. */
  private static Admin late(Admin admin, AtomicInteger unanswered) {
    return (Admin)
        Proxy.newProxyInstance(
            Admin.class.getClassLoader(),
            new Class<?>[] {Admin.class},
            (_, method, arguments) -> {
              if (method.getName().equals("listOffsets") && unanswered.getAndDecrement() > 0) {
                return new ListOffsetsResult(unanswered((Map<?, ?>) arguments[0]));
              }
              try {
                return method.invoke(admin, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  private static Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> unanswered(
      Map<?, ?> asked) {
    Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> answers = new HashMap<>();
    for (Object partition : asked.keySet()) {
      var answer = new KafkaFutureImpl<ListOffsetsResultInfo>();
      answer.completeExceptionally(new TimeoutException("no answer"));
      answers.put((TopicPartition) partition, answer);
    }
    return answers;
  }
}
