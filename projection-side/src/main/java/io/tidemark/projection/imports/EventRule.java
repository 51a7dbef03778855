package io.tidemark.projection.imports;

import io.tidemark.events.Envelope;
import io.tidemark.events.Event;
import io.tidemark.events.EventType;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a mapping's {@code events}: which event a row gives, and when.
 *
 * @param source of all events of the mapping
 * @param key tells rows of one subject apart
 * @param once only the first row of a subject gives it
 */
record EventRule(
    EventType type,
    String source,
    Expression subject,
    Expression time,
    @Nullable Expression sequence,
    Expression key,
    String suffix,
    boolean once,
    List<Condition> when,
    List<PayloadField> fields,
    MethodHandle constructor) {

  private static final int LONGEST_ID = 128;

  static MethodHandle constructorOf(EventType type) throws InvalidMapping {
    RecordComponent[] components = type.event().getRecordComponents();
    Class<?>[] parameters =
        Stream.of(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return MethodHandles.publicLookup()
          .findConstructor(type.event(), MethodType.methodType(void.class, parameters))
          .asSpreader(Object[].class, parameters.length)
          .asType(MethodType.methodType(Event.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("an event's record must be public: " + type, e);
    }
  }

  /** Unlike any other's of its mapping. */
  String name() {
    return suffix.isEmpty() ? type.fact() : type.fact() + "/" + suffix;
  }

  boolean applies(Row row) throws Rejected {
    for (Condition condition : when) {
      if (!condition.holds(row)) {
        return false;
      }
    }
    return true;
  }

  String subject(Row row) throws Rejected {
    return required(subject.text(row), subject, "subject");
  }

  Event event(Row row, Shift shift) throws Rejected {
    @Nullable Object[] arguments = new Object[fields.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = fields.get(i).value(row, shift);
    }
    try {
      return (Event) constructor.invokeExact(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("cannot construct a " + type, e);
    }
  }

  Envelope envelope(Row row, String subject, Shift shift) throws Rejected {
    Instant at = required(time.instant(row), time, "time");
    long revision = 0;
    if (sequence != null) {
      revision = required(sequence.whole(row), sequence, "sequence");
      if (revision < 1) {
        throw sequence.rejected("the sequence must be 1 or more, not " + revision);
      }
    }
    return new Envelope(
        id(row, subject), source, type.name(), subject, shift.apply(at), revision, null, null);
  }

  /** The same row gives the same id again, so that a repeated import repeats its events. */
  private String id(Row row, String subject) throws Rejected {
    StringBuilder id = new StringBuilder(64).append(subject).append('/').append(type.fact());
    if (!once) {
      id.append('/').append(required(key.text(row), key, "key"));
    }
    if (!suffix.isEmpty()) {
      id.append('/').append(suffix);
    }
    return id.length() <= LONGEST_ID ? id.toString() : type.fact() + "/" + digest(id.toString());
  }

  private static String digest(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static <T> T required(@Nullable T value, Expression from, String what) throws Rejected {
    if (value == null) {
      throw from.rejected("is empty, but the " + what + " needs it");
    }
    return value;
  }

  /**
   * Whom to blame for what the event's own rules find: a sentence that begins with a field or an
   * attribute.
   */
  Rejected rejected(String problem) {
    int colon = problem.indexOf(':');
    String place = colon < 0 ? "" : problem.substring(0, colon);
    Expression blamed =
        switch (place) {
          case "subject" -> subject;
          case "time" -> time;
          case "sequence" -> sequence;
          case "id" -> new Expression.Text(List.of(subject, key));
          default ->
              fields.stream()
                  .filter(field -> field.name().equals(place))
                  .map(PayloadField::from)
                  .findFirst()
                  .orElse(null);
        };
    String columns = blamed == null ? "" : String.join(" ", blamed.columns());
    return new Rejected(columns, type.fact() + ": " + problem);
  }
}
