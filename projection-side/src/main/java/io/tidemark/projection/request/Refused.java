package io.tidemark.projection.request;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was asked for is not done, and the caller is told why and what can be done instead. */
public final class Refused extends Exception {

  /** An argument that is wrong: its name, what was given, and what is allowed. */
  public record Argument(String name, @Nullable String given, String allowed) {}

  private final int status;
  private final String code;
  private final transient List<Argument> arguments;

  private Refused(int status, String code, String detail, List<Argument> arguments) {
    super(detail, null, false, false);
    this.status = status;
    this.code = code;
    this.arguments = arguments;
  }

  /** There is no such thing. */
  public static Refused notFound(String detail) {
    return new Refused(404, "not-found", detail, List.of());
  }

  /**
   * It cannot be done as things stand.
   *
   * @param code why, for a program; stable, such as {@code rebuild-under-way}
   * @param detail why, for a person, and what to do
   */
  public static Refused conflict(String code, String detail) {
    return new Refused(409, code, detail, List.of());
  }

  /** An argument is not allowed. */
  public static Refused invalid(String argument, @Nullable String given, String allowed) {
    return new Refused(
        400,
        "invalid-parameter",
        "'" + argument + "' is not valid.",
        List.of(new Argument(argument, given, allowed)));
  }

  /** There is no such thing; these are. */
  public static Refused notFound(String argument, @Nullable String given, String allowed) {
    return new Refused(
        404,
        "not-found",
        "There is no such " + argument + ".",
        List.of(new Argument(argument, given, allowed)));
  }

  /**
   * It takes longer than anybody waits.
   *
   * @param code why, for a program
   * @param detail why, for a person, and what to do
   */
  public static Refused unavailable(String code, String detail) {
    return new Refused(503, code, detail, List.of());
  }

  public int status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public List<Argument> arguments() {
    return arguments;
  }
}
