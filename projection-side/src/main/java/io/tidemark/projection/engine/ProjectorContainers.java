package io.tidemark.projection.engine;

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
  private static final long SHUTDOWN_MILLIS = 20_000;

  private record Member(
      KafkaMessageListenerContainer<byte[], byte[]> container,
      ProjectorListener listener,
      Projector projector) {}

  private final Generation generation;
  private final List<String> topics;
  private final ConsumerFactory<byte[], byte[]> consumerFactory;
  private final ProjectorSettings settings;
  private final Supplier<Projector> projectors;
  private final Transactions transactions;
  private final Log topicLog;
  private final List<Member> members = new ArrayList<>();

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
      Projector projector = projectors.get();
      ProjectorListener listener =
          new ProjectorListener(generation, projector, transactions, topicLog, settings);
      KafkaMessageListenerContainer<byte[], byte[]> container = container(listener, i);
      members.add(new Member(container, listener, projector));
      container.start();
    }
  }

  private KafkaMessageListenerContainer<byte[], byte[]> container(
      ProjectorListener listener, int number) {
    ContainerProperties properties = new ContainerProperties(topics.toArray(String[]::new));
    properties.setGroupId(generation.group());
    properties.setMessageListener(listener);
    properties.setConsumerRebalanceListener(listener);
    properties.setAckMode(ContainerProperties.AckMode.BATCH);
    properties.setSyncCommits(false); // what Kafka knows of our progress is for lag tools only
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
      if (!member.container().isRunning()) {
        return "a consumer has stopped; its log says why";
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
    members.forEach(member -> member.container().stop());
    members.forEach(member -> member.projector().close());
    members.clear();
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
