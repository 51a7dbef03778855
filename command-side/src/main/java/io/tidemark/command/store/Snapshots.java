package io.tidemark.command.store;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import java.util.HashMap;
import java.util.Map;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.serialization.Revision;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What aggregates are stored as: their fields, under a name that is not their class's. When the
 * fields of one change, its {@link Revision} does; snapshots of another are then passed over, and
 * taken anew.
 */
final class Snapshots {

  private static final String PREFIX = "io.tidemark.snapshot.";

  private final JsonMapper json =
      JsonMapper.builder()
          .changeDefaultVisibility(
              visible ->
                  visible
                      // creators too: a constructor of an aggregate takes a command
                      .withVisibility(PropertyAccessor.ALL, Visibility.NONE)
                      .withVisibility(PropertyAccessor.FIELD, Visibility.ANY))
          .build();

  private final Map<String, Class<?>> byName = new HashMap<>();

  Snapshots(Aggregates aggregates) {
    aggregates.types().forEach(type -> byName.put(typeOf(type).getName(), type));
  }

  /** The aggregate of that name, or null if it is none. */
  @Nullable Class<?> find(SerializedType type) {
    return byName.get(type.getName());
  }

  boolean holds(Class<?> type) {
    return byName.containsValue(type);
  }

  static SerializedType typeOf(Class<?> aggregate) {
    AggregateRoot root = aggregate.getAnnotation(AggregateRoot.class);
    Revision revision = aggregate.getAnnotation(Revision.class);
    return new SimpleSerializedType(
        PREFIX + (root == null ? aggregate.getSimpleName() : root.type()),
        revision == null ? "1" : revision.value());
  }

  byte[] write(Object aggregate) {
    return json.writeValueAsBytes(aggregate);
  }

  Object read(byte[] bytes, Class<?> aggregate) {
    return json.readValue(bytes, aggregate);
  }
}
