package io.tidemark.command.store;

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

/**
 * Stores events under their wire names and as they go out on Kafka, so that renaming a record
 * orphans no history; all else, such as metadata and tokens, as Jackson does it.
 */
final class EventSerializer implements Serializer {

  private final Jackson3Serializer json;
  private final String currency;

  EventSerializer(Jackson3Serializer json, String currency) {
    this.json = json;
    this.currency = currency;
  }

  @Override
  public <T> SerializedObject<T> serialize(
      @Nullable Object object, Class<T> expectedRepresentation) {
    if (!(object instanceof Event event)) {
      return json.serialize(object, expectedRepresentation);
    }
    EventType type = EventTypes.of(event);
    T bytes = json.getConverter().convert(type.encode(event), expectedRepresentation);
    return new SimpleSerializedObject<>(bytes, expectedRepresentation, typeOf(type));
  }

  @Override
  public <T> boolean canSerializeTo(Class<T> expectedRepresentation) {
    return json.canSerializeTo(expectedRepresentation);
  }

  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // as Axon declares it
  public <S, T> T deserialize(SerializedObject<S> serialized) {
    EventType type = EventTypes.find(serialized.getType().getName());
    if (type == null) {
      return json.deserialize(serialized);
    }
    byte[] bytes = json.getConverter().convert(serialized, byte[].class).getData();
    try {
      return (T) type.decode(bytes, currency);
    } catch (InvalidEvent e) {
      throw new SerializationException("a stored event cannot be read: " + e.getMessage(), e);
    }
  }

  @Override
  @SuppressWarnings("rawtypes") // as Axon declares it
  public Class classForType(SerializedType type) {
    EventType known = EventTypes.find(type.getName());
    return known == null ? json.classForType(type) : known.event();
  }

  @Override
  @SuppressWarnings({"rawtypes", "unchecked"}) // as Axon declares it
  public SerializedType typeForClass(@Nullable Class type) {
    return type != null && Event.class.isAssignableFrom(type)
        ? typeOf(EventTypes.of((Class<? extends Event>) type))
        : json.typeForClass(type);
  }

  private static SerializedType typeOf(EventType type) {
    return new SimpleSerializedType(type.name(), Integer.toString(type.version()));
  }

  @Override
  public Converter getConverter() {
    return json.getConverter();
  }
}
