package io.tidemark.events;

import org.jspecify.annotations.Nullable;

/**
 * A record that cannot be read as an event. It carries no stack trace: it is an answer, not a
 * fault.
 */
public final class InvalidEvent extends Exception {

  private final Kind kind;
  private final @Nullable String field;
  private final @Nullable String allowed;

  public InvalidEvent(Kind kind, String reason) {
    this(kind, reason, null, null);
  }

  /** One that is due to a field of the payload. */
  InvalidEvent(Kind kind, String reason, @Nullable String field, @Nullable String allowed) {
    super(reason, null, false, false);
    this.kind = kind;
    this.field = field;
    this.allowed = allowed;
  }

  /** The field of the payload that is wrong or missing, if it is one. */
  public @Nullable String field() {
    return field;
  }

  /** What may stand in that field. */
  public @Nullable String allowed() {
    return allowed;
  }

  public Kind kind() {
    return kind;
  }

  /**
   * What a sentence in {@link #getMessage()} is about; the wire name is kept with the dead letter.
   */
  public enum Kind {
    /** An attribute of the envelope is missing or wrong. */
    INVALID_ENVELOPE("invalid-envelope"),
    /** This release does not know the event's type. */
    UNKNOWN_TYPE("unknown-type"),
    /** The payload is not JSON, or a field of it is missing, of another type or out of range. */
    INVALID_PAYLOAD("invalid-payload"),
    /** The amount is in another currency than the deployment's. */
    WRONG_CURRENCY("wrong-currency"),
    /** The event's time is too far ahead of the clock. */
    TIME_AHEAD("time-ahead"),
    /** The record is larger than an event may be. */
    TOO_LARGE("too-large"),
    /** The database refused what the event says; found by splitting its batch. */
    NOT_STORABLE("not-storable");

    private final String wireName;

    Kind(String wireName) {
      this.wireName = wireName;
    }

    public String wireName() {
      return wireName;
    }
  }
}
