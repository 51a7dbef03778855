package io.tidemark.command.deadline;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.exceptions.ExecutionException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceCurrentlyExecutingException;
import com.github.kagkarlsson.scheduler.exceptions.TaskInstanceNotFoundException;
import io.tidemark.command.store.Metadata;
import java.util.Map;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.deadline.dbscheduler.DbSchedulerDeadlineManager;
import org.axonframework.deadline.dbscheduler.DbSchedulerDeadlineToken;
import org.axonframework.messaging.ScopeAwareProvider;
import org.axonframework.serialization.Serializer;

/**
 * Axon's deadlines in PostgreSQL, where a command may cancel one that comes due just then. The
 * events that one leads to have the system as their actor.
 */
final class Deadlines extends DbSchedulerDeadlineManager {

  private final Scheduler scheduler;

  Deadlines(
      Scheduler scheduler,
      ScopeAwareProvider aggregates,
      Serializer serializer,
      TransactionManager transactions) {
    super(
        builder()
            .scheduler(scheduler)
            .scopeAwareProvider(aggregates)
            .serializer(serializer)
            .transactionManager(transactions)
            .useBinaryPojo(false)
            .startScheduler(false)
            .stopScheduler(false));
    this.scheduler = scheduler;
    registerHandlerInterceptor(
        (work, chain) -> {
          work.registerCorrelationDataProvider(_ -> Map.of(Metadata.ACTOR, Metadata.SYSTEM));
          return chain.proceed();
        });
  }

  @Override
  public void cancelSchedule(String deadlineName, String scheduleId) {
    runOnPrepareCommitOrNow(
        () -> {
          try {
            scheduler.cancel(new DbSchedulerDeadlineToken(scheduleId));
          } catch (TaskInstanceNotFoundException
              | TaskInstanceCurrentlyExecutingException
              | ExecutionException e) {
            // It has come due, or does so at this moment. Then the aggregate is asked whether it
            // still holds, and sees this command's events or loses the race of appends to them.
          }
        });
  }
}
