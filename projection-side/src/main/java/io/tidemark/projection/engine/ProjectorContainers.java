package io.tidemark.projection.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.event.ListenerContainerIdleEvent;
import org.springframework.kafka.listener.CommonContainerStoppingErrorHandler;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * The consumers of this process that fold one generation, each with its own projector and a share
 * of the partitions.
 */
final class ProjectorContainers {

  private static final Logger log = LoggerFactory.getLogger(ProjectorContainers.class);

  private static final long IDLE_MILLIS = 100;
  private static final long NO_POLL_MILLIS = 15_000; // as where nothing is set
  private static final long COMMIT_MILLIS = 5_000;
  private static final long SHUTDOWN_MILLIS = 20_000;

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /**
   * A consumer.
   *
   * @param number its place among those of the generation
   * @param pause how long to wait before another is started in its place, if it stops by itself
   */
  private record Member(
      int number,
      KafkaMessageListenerContainer<byte[], byte[]> container,
      ProjectorListener listener,
      Projector projector,
      Duration pause) {

    boolean hasStopped() {
      return !container.isRunning();
    }

    /** Whether it is the first in its place, or folds as the first one did. */
    boolean isTrusted() {
      return pause.equals(FIRST_PAUSE) || listener.folds();
    }
  }

  private final Generation generation;
  private final List<String> topics;
  private final ConsumerFactory<byte[], byte[]> consumerFactory;
  private final ProjectorSettings settings;
  private final Supplier<Projector> projectors;
  private final Transactions transactions;
  private final Log topicLog;
  private final List<Member> members = new ArrayList<>();

  /** When others are to be started in place of those that have stopped; of {@code nanoTime}. */
  private final Map<Member, Long> due = new HashMap<>();

  ProjectorContainers(
      Generation generation,
      List<String> topics,
      ConsumerFactory<byte[], byte[]> consumerFactory,
      ProjectorSettings settings,
      Supplier<Projector> projectors,
      Transactions transactions,
      Log topicLog) {
    this.generation = generation;
    this.topics = topics;
    this.consumerFactory = consumerFactory;
    this.settings = settings;
    this.projectors = projectors;
    this.transactions = transactions;
    this.topicLog = topicLog;
  }

  synchronized void start() {
    for (int i = 0; i < settings.consumers(); i++) {
      members.add(member(i, FIRST_PAUSE));
    }
    members.forEach(member -> member.container().start());
  }

  private Member member(int number, Duration pause) {
    Projector projector = projectors.get();
    ProjectorListener listener =
        new ProjectorListener(generation, projector, transactions, topicLog, settings);
    return new Member(number, container(listener, number), listener, projector, pause);
  }

  /**
   * Starts others in place of consumers that have stopped by themselves: whatever it was that they
   * lacked may be there by now. What is not folded is not lost meanwhile.
   */
  synchronized void replaceStopped() {
    long now = System.nanoTime();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      if (!member.hasStopped()) {
        continue;
      }
      Long at = due.get(member);
      if (at == null) {
        due.put(member, now + member.pause().toNanos());
      } else if (now - at >= 0) {
        due.remove(member);
        member.projector().close();
        Member next = member(member.number(), longer(member));
        members.set(i, next);
        log.info("Starting another consumer of {}", generation);
        next.container().start();
      }
    }
  }

  private static Duration longer(Member stopped) {
    Duration pause = (stopped.listener().folds() ? FIRST_PAUSE : stopped.pause()).multipliedBy(2);
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private KafkaMessageListenerContainer<byte[], byte[]> container(
      ProjectorListener listener, int number) {
    ContainerProperties properties = new ContainerProperties(topics.toArray(String[]::new));
    properties.setGroupId(generation.group());
    properties.setMessageListener(listener);
    properties.setConsumerRebalanceListener(listener);
    // what Kafka knows of our progress is for lag tools only, and a broker that starts reads all of
    // it before its groups go on
    properties.setAckMode(ContainerProperties.AckMode.TIME);
    properties.setAckTime(COMMIT_MILLIS);
    properties.setSyncCommits(false);
    properties.setIdleEventInterval(IDLE_MILLIS);
    // whether it is idle is looked at between polls only: a batch that still grows when a burst
    // ends would be written as late as an empty poll gives up
    properties.setPollTimeout(IDLE_MILLIS);
    properties.setNoPollThreshold(NO_POLL_MILLIS / (float) IDLE_MILLIS);
    properties.setShutdownTimeout(SHUTDOWN_MILLIS);
    properties.setLogContainerConfig(false);
    var container = new KafkaMessageListenerContainer<>(consumerFactory, properties);
    container.setBeanName("projector-" + generation.number() + "-" + number);
    container.setClientIdSuffix("-" + generation.number() + "-" + number);
    container.setCommonErrorHandler(new Halting(listener));
    container.setApplicationEventPublisher(
        event -> {
          if (event instanceof ListenerContainerIdleEvent idle) {
            listener.onIdle(idle.getConsumer());
          }
        });
    return container;
  }

  /** Why each halted partition is not read. */
  synchronized Map<TopicPartition, String> halted() {
    Map<TopicPartition, String> all = new HashMap<>();
    members.forEach(member -> all.putAll(member.listener().halted()));
    return all;
  }

  /** Why events are not folded just now, other than halted partitions; null while all is well. */
  synchronized @Nullable String trouble() {
    for (Member member : members) {
      String trouble = member.listener().trouble();
      if (trouble != null) {
        return trouble;
      }
      if (member.hasStopped() || !member.isTrusted()) {
        return "a consumer has stopped, and is started again; the log says why";
      }
    }
    return null;
  }

  synchronized void retry(Set<TopicPartition> partitions) {
    members.forEach(member -> member.listener().retry(partitions));
  }

  synchronized void topicRecreated(String topic, String reason) {
    members.forEach(member -> member.listener().topicRecreated(topic, reason));
  }

  synchronized void stop() {
    members.forEach(member -> member.listener().stop());
    members.forEach(member -> member.container().stop());
    members.forEach(member -> member.projector().close());
    members.clear();
    due.clear();
  }

  /**
   * Halts partitions whose position is outside of the log; stops at what nobody foresaw, losing
   * nothing.
   */
  private static final class Halting extends CommonContainerStoppingErrorHandler {

    private final ProjectorListener listener;

    Halting(ProjectorListener listener) {
      this.listener = listener;
    }

    @Override
    public void handleOtherException(
        Exception thrown,
        Consumer<?, ?> consumer,
        MessageListenerContainer container,
        boolean batchListener) {
      if (thrown instanceof OffsetOutOfRangeException e) {
        listener.outOfRange(consumer, e.partitions());
      } else {
        log.error("The consumer stops", thrown);
        super.handleOtherException(thrown, consumer, container, batchListener);
      }
    }
  }
}
