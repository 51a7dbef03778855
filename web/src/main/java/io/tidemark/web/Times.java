package io.tidemark.web;

import io.tidemark.web.Problem.InvalidInput;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** Times in requests. */
public final class Times {

  private Times() {}

  /**
   * The time that a parameter gives; null if it is not given.
   *
   * @throws ProblemException 400 unless it has an offset
   */
  public static @Nullable Instant optional(String parameter, @Nullable String given) {
    try {
      return given == null ? null : OffsetDateTime.parse(given).toInstant();
    } catch (DateTimeParseException e) {
      throw ProblemException.invalidParameter(
          new InvalidInput(parameter, given, "a time with offset, such as 2026-11-20T10:30:00Z"));
    }
  }
}
