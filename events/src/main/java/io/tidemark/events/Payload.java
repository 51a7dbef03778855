package io.tidemark.events;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.sym.PropertyNameMatcher;

/**
 * Reads and writes the payload of one event type, field by field as its record's components say.
 * Unknown fields are skipped; of a field that is given twice the last holds; null is the same as
 * not given.
 */
final class Payload {

  private final Class<? extends Event> event;
  private final int components;
  private final List<Field> fields;
  private final PropertyNameMatcher matcher;
  private final MethodHandle constructor;
  private final boolean required;
  private final int currency;

  Payload(Class<? extends Event> event) {
    RecordComponent[] components = event.getRecordComponents();
    if (components == null) {
      throw new IllegalStateException("an event is a record: " + event);
    }
    this.event = event;
    this.components = components.length;
    this.fields = withCurrency(Stream.of(components).map(Field::of).toList());
    this.matcher = Json.matcher(fields.stream().map(Field::name).toList());
    this.constructor = constructor(event, components);
    this.required = fields.stream().anyMatch(Field::required);
    this.currency = fields.stream().map(Field::kind).toList().indexOf(Field.Kind.CURRENCY);
  }

  /** Money may name its currency, also where the record has no use for it. */
  private static List<Field> withCurrency(List<Field> fields) {
    List<Field.Kind> kinds = fields.stream().map(Field::kind).toList();
    return kinds.contains(Field.Kind.MONEY) && !kinds.contains(Field.Kind.CURRENCY)
        ? Stream.concat(fields.stream(), Stream.of(Field.impliedCurrency())).toList()
        : fields;
  }

  private static MethodHandle constructor(
      Class<? extends Event> event, RecordComponent[] components) {
    Class<?>[] types = Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return MethodHandles.lookup()
          .findConstructor(event, MethodType.methodType(void.class, types))
          .asSpreader(Object[].class, types.length)
          .asType(MethodType.methodType(Event.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an event's record must be public: " + event, e);
    }
  }

  /** The fields that are read: the record's components, and perhaps a currency. */
  List<Field> fields() {
    return fields;
  }

  /**
   * Reads a payload.
   *
   * @param ours the deployment's currency
   */
  Event read(byte @Nullable [] bytes, int offset, int length, String ours) throws InvalidEvent {
    @Nullable Object[] values = new @Nullable Object[fields.size()];
    if (bytes != null && length > 0) {
      parse(bytes, offset, length, values);
    }
    if (required) {
      for (int i = 0; i < values.length; i++) {
        if (values[i] == null && fields.get(i).required()) {
          throw fields.get(i).invalid("missing");
        }
      }
    }
    if (currency >= 0 && values[currency] != null && !ours.equals(values[currency])) {
      String theirs = Rules.quoted(String.valueOf(values[currency]));
      throw new InvalidEvent(
          InvalidEvent.Kind.WRONG_CURRENCY,
          "currency: " + theirs + ", but amounts here are in " + ours,
          "currency",
          ours);
    }
    return construct(values);
  }

  private void parse(byte[] bytes, int offset, int length, @Nullable Object[] values)
      throws InvalidEvent {
    if (!Json.utf8(bytes, offset, length)) {
      throw invalid("not JSON: not UTF-8");
    }
    try (JsonParser parser = Json.parser(bytes, offset, length)) {
      JsonToken first = parser.nextToken();
      if (first == JsonToken.START_OBJECT) {
        readFields(parser, values);
      } else if (first != null && first != JsonToken.VALUE_NULL) {
        throw invalid("not a JSON object: " + FieldValue.described(parser));
      }
      if (parser.nextToken() != null) {
        throw invalid("not JSON: something follows after the end");
      }
    } catch (JacksonException e) {
      throw invalid(Json.problem(e));
    }
  }

  private void readFields(JsonParser parser, @Nullable Object[] values) throws InvalidEvent {
    // not nextNameMatch: it looks names up twice that are not ours, and most are not
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      int i = matcher.matchName(name);
      JsonToken token = parser.nextToken();
      if (i >= 0) {
        values[i] =
            token == JsonToken.VALUE_NULL ? null : FieldValue.read(fields.get(i), token, parser);
      } else {
        parser.skipChildren();
      }
    }
  }

  private static InvalidEvent invalid(String problem) {
    return new InvalidEvent(InvalidEvent.Kind.INVALID_PAYLOAD, problem);
  }

  private Event construct(@Nullable Object[] values) {
    @Nullable Object[] arguments =
        values.length == components ? values : Arrays.copyOf(values, components);
    try {
      return (Event) constructor.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot construct " + event, e);
    }
  }

  /** Writes an event of this type as a JSON object; fields without a value are left out. */
  void write(Event event, JsonGenerator json) {
    json.writeStartObject();
    for (Field field : fields) {
      Object value = component(field, event);
      if (value != null) {
        json.writeName(field.name());
        FieldValue.write(value, json);
      }
    }
    json.writeEndObject();
  }

  private static @Nullable Object component(Field field, Event event) {
    try {
      return (Object) field.accessor().invokeExact((Object) event);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot read " + field, e);
    }
  }
}
