package io.tidemark.projection.engine;

import io.tidemark.projection.deadletter.WaitingLetters;
import io.tidemark.projection.engine.Generations.Live;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Folds what comes into every generation that is folded by the code of this process, each with its
 * own calendar. Looks each second which these are.
 */
public final class Following implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Following.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final Definition definition;
  private final Transactions transactions;
  private final Function<Generation, ProjectorContainers> containers;
  private final Map<Generation, ProjectorContainers> followed = new HashMap<>();
  private @Nullable ScheduledExecutorService executor;

  /** As of the last look. */
  private volatile List<Live> live = List.of();

  Following(
      Definition definition,
      Transactions transactions,
      Function<Generation, ProjectorContainers> containers) {
    this.definition = definition;
    this.transactions = transactions;
    this.containers = containers;
  }

  /** How this process would fold a generation that is begun now. */
  public Definition definition() {
    return definition;
  }

  @Override
  public synchronized void start() {
    executor =
        Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().name("following").factory());
    look();
    var _ =
        executor.scheduleWithFixedDelay(
            this::look, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    try {
      List<Live> now =
          transactions.run(
              connection -> {
                Generations.adopt(connection, definition);
                return Generations.live(connection);
              });
      follow(now);
      members().values().forEach(ProjectorContainers::replaceStopped);
      retry(transactions.run(WaitingLetters::partitions));
    } catch (SQLException | RuntimeException e) {
      log.warn("Cannot tell which generations to fold: {}", e.getMessage());
    }
  }

  private void follow(List<Live> now) {
    Map<Generation, ProjectorContainers> gone = new HashMap<>();
    synchronized (followed) {
      live = now;
      gone.putAll(followed);
      now.stream().filter(this::isFolded).forEach(each -> gone.remove(each.generation()));
      followed.keySet().removeAll(gone.keySet());
    }
    gone.forEach(
        (generation, members) -> {
          log.info("No longer folding {}", generation);
          members.stop();
        });
    for (Live each : now) {
      Generation generation = each.generation();
      boolean fresh = isFolded(each) && !followed.containsKey(generation);
      if (fresh) {
        log.info(
            "Folding {}, its days end at midnight in {}", generation, generation.calendar().zone());
        ProjectorContainers members = containers.apply(generation);
        members.start();
        synchronized (followed) {
          followed.put(generation, members);
        }
      }
    }
  }

  private boolean isFolded(Live generation) {
    return definition.code().equals(generation.code()) && !generation.held();
  }

  /** Why each halted partition is not read, by the name of what is halted. */
  Map<String, String> halted() {
    Map<String, String> all = new TreeMap<>();
    members()
        .forEach(
            (generation, members) -> {
              String suffix = generation.number() == 1 ? "" : " of " + generation;
              for (Map.Entry<TopicPartition, String> each : members.halted().entrySet()) {
                all.put(each.getKey() + suffix, each.getValue());
              }
            });
    return all;
  }

  /** Why events are not folded just now, other than halted partitions; null while all is well. */
  @Nullable String trouble() {
    for (ProjectorContainers members : members().values()) {
      String trouble = members.trouble();
      if (trouble != null) {
        return trouble;
      }
    }
    return null;
  }

  /** What is folded here, and whether it is what readers read. */
  List<String> described() {
    return live.stream()
        .filter(each -> isFolded(each) || each.serving())
        .map(
            each ->
                each.generation().number()
                    + (each.serving() ? " (serving)" : "")
                    + (isFolded(each) ? "" : ": not folded here, its code is " + each.code()))
        .toList();
  }

  /** Lets the owners of these partitions fold their dead letters again. */
  private void retry(Map<Integer, Set<TopicPartition>> waiting) {
    members()
        .forEach(
            (generation, members) -> {
              Set<TopicPartition> partitions = waiting.get(generation.number());
              if (partitions != null) {
                members.retry(partitions);
              }
            });
  }

  void topicRecreated(int generation, String topic, String reason) {
    members()
        .forEach(
            (each, members) -> {
              if (each.number() == generation) {
                members.topicRecreated(topic, reason);
              }
            });
  }

  private Map<Generation, ProjectorContainers> members() {
    synchronized (followed) {
      return Map.copyOf(followed);
    }
  }

  @Override
  public synchronized void stop() {
    ScheduledExecutorService looking = executor;
    executor = null;
    if (looking == null) {
      return;
    }
    looking.shutdownNow();
    try {
      looking.awaitTermination(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    members().values().forEach(ProjectorContainers::stop);
    synchronized (followed) {
      followed.clear();
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return executor != null;
  }
}
