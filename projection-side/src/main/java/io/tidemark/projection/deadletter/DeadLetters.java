package io.tidemark.projection.deadletter;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Keeps the records that are no events, in the transaction that moves the position past them. */
public final class DeadLetters {

  private static final String INSERT =
      """
      insert into tidemark.dead_letter
        (generation, topic, topic_id, partition, record_offset, kind, reason, event_type,
         record_key, record_value, header_names, header_values,
         state, note, resolved_by, resolved_at)
      select letter.*, coalesce(known.state, 'open'), known.note, known.resolved_by, known.resolved_at
      from (select ? as generation, ? as topic, ? as topic_id, ? as partition, ? as record_offset,
          ?, ?, ?, ?::bytea, ?::bytea, ?::text[], ?::bytea[]) letter
        left join lateral (
          select state, note, resolved_by, resolved_at from tidemark.dead_letter given_up
          where given_up.generation in (select generation from tidemark.generation)
            and given_up.topic = letter.topic and given_up.topic_id = letter.topic_id
            and given_up.partition = letter.partition
            and given_up.record_offset = letter.record_offset and given_up.state = 'discarded'
          limit 1) known on true
      on conflict (generation, topic, topic_id, partition, record_offset) do nothing
      """;

  private static final int REASON_LENGTH = 1_000;

  private DeadLetters() {}

  /**
   * Keeps the letters; the same record again is the same letter. One that was given up in any
   * generation is so in this one from the start.
   */
  public static void insert(Connection connection, int generation, List<DeadLetter> letters)
      throws SQLException {
    if (letters.isEmpty()) {
      return;
    }
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (DeadLetter letter : letters) {
        var record = letter.record();
        Header[] headers = record.headers().toArray();
        Object[] names = new Object[headers.length];
        byte[][] values = new byte[headers.length][];
        for (int i = 0; i < headers.length; i++) {
          names[i] = storable(headers[i].key());
          values[i] = headers[i].value();
        }
        insert.setInt(1, generation);
        insert.setString(2, record.topic());
        insert.setString(3, letter.topicId());
        insert.setInt(4, record.partition());
        insert.setLong(5, record.offset());
        insert.setString(6, letter.kind().wireName());
        insert.setString(7, storableReason(letter.reason()));
        insert.setString(8, eventType(letter));
        insert.setBytes(9, record.key());
        insert.setBytes(10, record.value());
        insert.setArray(11, connection.createArrayOf("text", names));
        insert.setArray(12, connection.createArrayOf("bytea", values));
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  static String storableReason(String reason) {
    return storable(shortened(reason));
  }

  private static @Nullable String eventType(DeadLetter letter) {
    Header type = letter.record().headers().lastHeader("ce_type");
    return type == null || type.value() == null
        ? null
        : storable(shortened(new String(type.value(), StandardCharsets.UTF_8)));
  }

  private static String shortened(String text) {
    return text.length() <= REASON_LENGTH ? text : text.substring(0, REASON_LENGTH) + "…";
  }

  /** PostgreSQL's text has no NUL; the original bytes keep it. */
  private static String storable(String text) {
    return text.replace('\0', '�');
  }
}
