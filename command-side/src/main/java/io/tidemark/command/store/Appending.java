package io.tidemark.command.store;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.jdbc.EventSchema;
import org.axonframework.eventsourcing.eventstore.jdbc.statements.AppendEventsStatementBuilder;
import org.axonframework.eventsourcing.eventstore.jdbc.statements.TimestampWriter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;

/** Axon's insert, with one column more: the hash that decides on the partition of the event. */
final class Appending implements AppendEventsStatementBuilder {

  @Override
  public PreparedStatement build(
      Connection connection,
      EventSchema schema,
      Class<?> dataType,
      List<? extends EventMessage<?>> events,
      Serializer serializer,
      TimestampWriter timestamps)
      throws SQLException {
    PreparedStatement statement =
        connection.prepareStatement(
            "insert into %s (%s, key_hash) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                .formatted(schema.domainEventTable(), schema.domainEventFields()));
    for (EventMessage<?> message : events) {
      DomainEventMessage<?> event = (DomainEventMessage<?>) message;
      SerializedObject<?> payload = event.serializePayload(serializer, dataType);
      SerializedObject<?> metadata = event.serializeMetaData(serializer, dataType);
      statement.setString(1, event.getIdentifier());
      statement.setString(2, event.getAggregateIdentifier());
      statement.setLong(3, event.getSequenceNumber());
      statement.setString(4, event.getType());
      timestamps.writeTimestamp(statement, 5, event.getTimestamp());
      statement.setString(6, payload.getType().getName());
      statement.setString(7, payload.getType().getRevision());
      statement.setObject(8, payload.getData());
      statement.setObject(9, metadata.getData());
      byte[] key = event.getAggregateIdentifier().getBytes(StandardCharsets.UTF_8);
      statement.setInt(10, Utils.toPositive(Utils.murmur2(key)));
      statement.addBatch();
    }
    return statement;
  }
}
