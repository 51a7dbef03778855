package io.tidemark.command.store;

import io.tidemark.command.Command;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.messaging.InterceptorChain;
import org.axonframework.messaging.MessageHandlerInterceptor;
import org.axonframework.messaging.unitofwork.UnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;

/**
 * Within the transaction of a command: finds out what it came to, and keeps that under the
 * request's key, so that the same request again gets the same answer and decides nothing.
 */
@Component
final class Idempotency implements MessageHandlerInterceptor<CommandMessage<?>> {

  private static final String FIND =
      """
      select request_hash, aggregate_id, revision, position from command.answered
      where caller = ? and idempotency_key = ?
      """;

  /** Of the aggregate's last event, which is the command's. */
  private static final String LAST =
      """
      select sequence_number + 1 as revision, position from command.event
      where aggregate_id = ? order by sequence_number desc limit 1
      """;

  private static final String KEEP =
      """
      insert into command.answered
        (caller, idempotency_key, request_hash, aggregate_id, revision, position)
      select ?, ?, ?, aggregate_id, sequence_number + 1, position from command.event
      where aggregate_id = ? order by sequence_number desc limit 1
      returning revision, position
      """;

  private final DataSource database;

  Idempotency(@Qualifier("commandDataSource") DataSource database) {
    this.database = database;
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable Object handle(
      UnitOfWork<? extends CommandMessage<?>> work, InterceptorChain chain) throws Exception {
    CommandMessage<?> command = work.getMessage();
    var outcome = (AtomicReference<@Nullable Outcome>) command.getMetaData().get(Metadata.OUTCOME);
    if (outcome == null) {
      return chain.proceed(); // one of the command side's own, such as a deadline's
    }
    RequestKey key = (RequestKey) command.getMetaData().get(Metadata.REQUEST_KEY);
    if (key != null) {
      Outcome before = find(key);
      if (before != null) {
        outcome.set(before);
        return null;
      }
    }
    Object result = chain.proceed();
    String id = ((Command) command.getPayload()).id();
    // Axon appends at this phase too, and has asked for it before
    work.onPrepareCommit(_ -> outcome.set(keep(key, id)));
    return result;
  }

  private @Nullable Outcome find(RequestKey key) throws SQLException {
    Connection connection = DataSourceUtils.getConnection(database);
    try (PreparedStatement statement = connection.prepareStatement(FIND)) {
      statement.setString(1, key.caller());
      statement.setString(2, key.key());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        if (!Arrays.equals(row.getBytes(1), key.hash())) {
          throw new KeyReused(key.key());
        }
        return new Outcome(row.getString(2), row.getLong(3), row.getLong(4));
      }
    } finally {
      DataSourceUtils.releaseConnection(connection, database);
    }
  }

  private Outcome keep(@Nullable RequestKey key, String id) {
    Connection connection = DataSourceUtils.getConnection(database);
    try (PreparedStatement statement = connection.prepareStatement(key == null ? LAST : KEEP)) {
      int last = 1;
      if (key != null) {
        statement.setString(1, key.caller());
        statement.setString(2, key.key());
        statement.setBytes(3, key.hash());
        last = 4;
      }
      statement.setString(last, id);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return new Outcome(id, row.getLong("revision"), row.getLong("position"));
      }
    } catch (SQLException e) {
      throw new EventStoreException("the answer to a command was not kept", e);
    } finally {
      DataSourceUtils.releaseConnection(connection, database);
    }
  }
}
