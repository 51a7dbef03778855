package io.tidemark.command.deadline;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.FailureHandler.ExponentialBackoffFailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.config.ConfigurationScopeAwareProvider;
import org.axonframework.config.ConfigurerModule;
import org.axonframework.deadline.dbscheduler.DbSchedulerDeadlineManager;
import org.axonframework.deadline.dbscheduler.DbSchedulerHumanReadableDeadlineDetails;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Wires deadlines. They are set and cancelled in the transaction of a command; each is handled by
 * one of the instances that poll for what has come due.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DeadlineProperties.class)
class DeadlineConfiguration {

  /** An instance that gives no sign for so long, six times, has died: others take over from it. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  @Bean
  Scheduler deadlineScheduler(
      @Qualifier("commandDataSource") DataSource database,
      ObjectProvider<org.axonframework.config.Configuration> axon,
      DeadlineProperties properties,
      Clock clock) {
    Task<DbSchedulerHumanReadableDeadlineDetails> handling =
        DbSchedulerDeadlineManager.humanReadableTask(
            () -> (DbSchedulerDeadlineManager) axon.getObject().deadlineManager());
    // a task like that one, which is tried again sooner
    Task<DbSchedulerHumanReadableDeadlineDetails> retried =
        new Tasks.OneTimeTaskBuilder<>(handling.getName(), handling.getDataClass())
            .onFailure(new ExponentialBackoffFailureHandler<>(properties.deadlinePoll()))
            .execute(handling::execute);
    return Scheduler.create(new JoiningDataSource(database), List.of(retried))
        .tableName("command.deadline")
        .jdbcCustomization(new PostgreSqlJdbcCustomization(false, false))
        .serializer(new Waiting.Codec())
        .schedulerName(new SchedulerName.Fixed(UUID.randomUUID().toString()))
        .clock(clock::instant)
        .pollingInterval(properties.deadlinePoll())
        .heartbeatInterval(HEARTBEAT)
        .missedHeartbeatsLimit(6)
        .shutdownMaxWait(Duration.ofSeconds(5))
        .threads(2)
        .build();
  }

  @Bean
  ConfigurerModule deadlineModule(Scheduler scheduler, TransactionManager transactions) {
    return configurer ->
        configurer.registerComponent(
            org.axonframework.deadline.DeadlineManager.class,
            axon ->
                new Deadlines(
                    scheduler,
                    new ConfigurationScopeAwareProvider(axon),
                    axon.serializer(),
                    transactions));
  }

  /** Polls once all is there that a deadline may need, and stops before any of it is gone. */
  @Bean
  SmartLifecycle deadlinePolling(Scheduler scheduler) {
    return new SmartLifecycle() {
      @Override
      public void start() {
        scheduler.start();
      }

      @Override
      public void stop() {
        scheduler.stop();
      }

      @Override
      public boolean isRunning() {
        return scheduler.getSchedulerState().isStarted()
            && !scheduler.getSchedulerState().isShuttingDown();
      }
    };
  }
}
