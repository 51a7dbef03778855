package io.tidemark.web;

import io.tidemark.web.Problem.InvalidInput;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Ends a request with a {@link Problem}. Without a stack trace: it is an answer, not a defect. */
public final class ProblemException extends RuntimeException {

  private final transient HttpStatus status;
  private final String code;
  private final transient List<InvalidInput> errors;

  private ProblemException(
      HttpStatus status,
      String code,
      String detail,
      List<InvalidInput> errors,
      @Nullable Throwable cause) {
    super(detail, cause, false, false);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }

  public static ProblemException invalidParameter(InvalidInput error) {
    return new ProblemException(
        HttpStatus.BAD_REQUEST,
        "invalid-parameter",
        "The parameter '" + error.parameter() + "' is not valid.",
        List.of(error),
        null);
  }

  /** The body is well-formed, and asks for what cannot be. */
  public static ProblemException unprocessable(List<InvalidInput> errors) {
    return new ProblemException(
        HttpStatus.UNPROCESSABLE_CONTENT,
        "invalid-content",
        "The body has fields that are not valid.",
        errors,
        null);
  }

  public static ProblemException malformed(String detail, List<InvalidInput> errors) {
    return new ProblemException(HttpStatus.BAD_REQUEST, "malformed-content", detail, errors, null);
  }

  /** There is no such thing, or none that this caller may know of: the two must look the same. */
  public static ProblemException notFound(String detail) {
    return notFound(detail, List.of());
  }

  public static ProblemException notFound(String detail, List<InvalidInput> errors) {
    return new ProblemException(HttpStatus.NOT_FOUND, "not-found", detail, errors, null);
  }

  public static ProblemException forbidden(String detail, List<InvalidInput> errors) {
    return new ProblemException(HttpStatus.FORBIDDEN, "forbidden", detail, errors, null);
  }

  /** It cannot be done as things stand; {@code errors} say what can. */
  public static ProblemException conflict(String code, String detail, List<InvalidInput> errors) {
    return new ProblemException(HttpStatus.CONFLICT, code, detail, errors, null);
  }

  /** As another process of Tidemark has refused it. */
  public static ProblemException refused(
      HttpStatus status, String code, String detail, List<InvalidInput> errors) {
    return new ProblemException(status, code, detail, errors, null);
  }

  /** The body, or what comes with it, is understood and cannot be accepted. */
  public static ProblemException unprocessable(
      String code, String detail, List<InvalidInput> errors) {
    return new ProblemException(HttpStatus.UNPROCESSABLE_CONTENT, code, detail, errors, null);
  }

  public static ProblemException tooLarge(String detail) {
    return new ProblemException(
        HttpStatus.CONTENT_TOO_LARGE, "content-too-large", detail, List.of(), null);
  }

  /** The body is of a kind that is not taken here. */
  public static ProblemException unsupportedMediaType(@Nullable String given, String allowed) {
    return new ProblemException(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "This path does not take a body of that kind.",
        List.of(new InvalidInput("Content-Type", given, allowed)),
        null);
  }

  /** The body is encoded in a way that is not read here. */
  public static ProblemException unsupportedEncoding(String given, String allowed) {
    return new ProblemException(
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "A body cannot be read that is encoded so.",
        List.of(new InvalidInput("Content-Encoding", given, allowed)),
        null);
  }

  public static ProblemException preconditionFailed(String detail) {
    return new ProblemException(
        HttpStatus.PRECONDITION_FAILED, "precondition-failed", detail, List.of(), null);
  }

  /** Something this service stands on is away; the answer carries {@code Retry-After}. */
  public static ProblemException unavailable(
      String code, String detail, @Nullable Throwable cause) {
    return new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, code, detail, List.of(), cause);
  }

  public HttpStatus status() {
    return status;
  }

  public String code() {
    return code;
  }

  public String detail() {
    return String.valueOf(getMessage());
  }

  public List<InvalidInput> errors() {
    return errors;
  }
}
