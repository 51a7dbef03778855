package io.tidemark.command.store;

import static java.util.Objects.requireNonNull;

import io.tidemark.events.Event;
import io.tidemark.events.EventType;
import io.tidemark.events.EventTypes;
import io.tidemark.events.InvalidEvent;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializationException;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/**
 * Stores events under their wire names and as they go out on Kafka, so that renaming a record
 * orphans no history; aggregates as {@link Snapshots} says; all else, such as metadata and tokens,
 * as Jackson does it.
 */
final class EventSerializer implements Serializer {

  private static final Logger log = LoggerFactory.getLogger(EventSerializer.class);

  private final Jackson3Serializer json;
  private final Snapshots snapshots;
  private final String currency;

  EventSerializer(Jackson3Serializer json, Snapshots snapshots, String currency) {
    this.json = json;
    this.snapshots = snapshots;
    this.currency = currency;
  }

  @Override
  public <T> SerializedObject<T> serialize(
      @Nullable Object object, Class<T> expectedRepresentation) {
    if (object instanceof Event event) {
      EventType type = EventTypes.of(event);
      return stored(type.encode(event), expectedRepresentation, typeOf(type));
    }
    if (object != null && snapshots.holds(object.getClass())) {
      SerializedType type = Snapshots.typeOf(object.getClass());
      return stored(snapshots.write(object), expectedRepresentation, type);
    }
    return json.serialize(object, expectedRepresentation);
  }

  private <T> SerializedObject<T> stored(
      byte[] bytes, Class<T> representation, SerializedType type) {
    return new SimpleSerializedObject<>(
        json.getConverter().convert(bytes, representation), representation, type);
  }

  /** Whether a snapshot is one of an aggregate as this release has it, and is not broken. */
  boolean canRead(SerializedObject<?> snapshot) {
    Class<?> aggregate = snapshots.find(snapshot.getType());
    if (aggregate == null || !snapshot.getType().equals(Snapshots.typeOf(aggregate))) {
      return false;
    }
    try {
      snapshots.read(json.getConverter().convert(snapshot, byte[].class).getData(), aggregate);
      return true;
    } catch (JacksonException e) {
      log.warn("A snapshot is broken, its events are folded instead: {}", e.getMessage());
      return false;
    }
  }

  @Override
  public <T> boolean canSerializeTo(Class<T> expectedRepresentation) {
    return json.canSerializeTo(expectedRepresentation);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Axon declares it
  public <S, T> T deserialize(SerializedObject<S> serialized) {
    EventType type = EventTypes.find(serialized.getType().getName());
    Class<?> aggregate = snapshots.find(serialized.getType());
    if (type == null && aggregate == null) {
      return json.deserialize(serialized);
    }
    byte[] bytes = json.getConverter().convert(serialized, byte[].class).getData();
    if (type == null) {
      return (T) snapshots.read(bytes, requireNonNull(aggregate));
    }
    requireCurrent(serialized.getType(), type);
    try {
      return (T) type.decode(bytes, currency);
    } catch (InvalidEvent e) {
      throw new SerializationException("a stored event cannot be read: " + e.getMessage(), e);
    }
  }

  /** An older revision must have come through its upcaster: read as it is, it would lose fields. */
  private static void requireCurrent(SerializedType stored, EventType type) {
    String revision = stored.getRevision();
    if (revision != null && !revision.equals(Integer.toString(type.version()))) {
      throw new SerializationException(
          "no upcaster leads from revision " + revision + " of " + type);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as Axon declares it
  public Class classForType(SerializedType type) {
    EventType known = EventTypes.find(type.getName());
    if (known != null) {
      return known.event();
    }
    Class<?> aggregate = snapshots.find(type);
    return aggregate == null ? json.classForType(type) : aggregate;
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // as Axon declares it
  public SerializedType typeForClass(@Nullable Class type) {
    if (type != null && Event.class.isAssignableFrom(type)) {
      return typeOf(EventTypes.of((Class<? extends Event>) type));
    }
    return type != null && snapshots.holds(type) ? Snapshots.typeOf(type) : json.typeForClass(type);
  }

  private static SerializedType typeOf(EventType type) {
    return new SimpleSerializedType(type.name(), Integer.toString(type.version()));
  }

  @Override
  public Converter getConverter() {
    return json.getConverter();
  }
}
