package io.tidemark.command;

import org.jspecify.annotations.Nullable;

/** A field of a command is not as its aggregate needs it. Nothing has changed. */
public final class InvalidField extends RuntimeException {

  private final String field;
  private final @Nullable String value;
  private final String allowed;

  /**
   * @param field by the name that the API has for it
   * @param value as it was given
   * @param allowed what may stand there, in words
   */
  public InvalidField(String field, @Nullable String value, String allowed) {
    super(field + " must be " + allowed, null, false, false);
    this.field = field;
    this.value = value;
    this.allowed = allowed;
  }

  public String field() {
    return field;
  }

  public @Nullable String value() {
    return value;
  }

  public String allowed() {
    return allowed;
  }
}
