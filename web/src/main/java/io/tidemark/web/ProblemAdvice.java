package io.tidemark.web;

import io.tidemark.web.Problem.InvalidInput;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;

/** Turns whatever an endpoint, or the way to it, throws into a problem. */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
final class ProblemAdvice {

  private static final Logger log = LoggerFactory.getLogger(ProblemAdvice.class);

  private final ProblemWriter problems;

  ProblemAdvice(ProblemWriter problems) {
    this.problems = problems;
  }

  @ExceptionHandler
  void handle(ProblemException e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (e.getCause() != null) {
      log.warn("{} {}: {}", request.getMethod(), request.getRequestURI(), e.detail(), e.getCause());
    }
    problems.write(request, response, e);
  }

  @ExceptionHandler
  void handle(
      HttpRequestMethodNotSupportedException e,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    String allowed =
        Objects.requireNonNullElse(e.getSupportedHttpMethods(), List.<Object>of()).stream()
            .map(Object::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    response.setHeader(HttpHeaders.ALLOW, allowed);
    problems.write(
        request,
        response,
        HttpStatus.METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "This path does not know the method " + e.getMethod() + ".",
        List.of(new InvalidInput("method", e.getMethod(), allowed)));
  }

  @ExceptionHandler
  void handle(
      HttpMediaTypeNotAcceptableException e,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    problems.write(
        request,
        response,
        HttpStatus.NOT_ACCEPTABLE,
        "not-acceptable",
        "This path has no answer of the kind that is asked for.",
        List.of(
            new InvalidInput(
                "Accept",
                request.getHeader(HttpHeaders.ACCEPT),
                e.getSupportedMediaTypes().toString())));
  }

  @ExceptionHandler
  void handle(
      HttpMediaTypeNotSupportedException e,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    problems.write(
        request,
        response,
        HttpStatus.UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "This path does not take a body of that kind.",
        List.of(
            new InvalidInput(
                "Content-Type", request.getContentType(), e.getSupportedMediaTypes().toString())));
  }

  @ExceptionHandler
  void handle(InvalidParameterException e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    problems.write(
        request,
        response,
        HttpStatus.BAD_REQUEST,
        "bad-request",
        "The query string cannot be decoded.",
        List.of(
            new InvalidInput("query string", request.getQueryString(), "percent-encoded UTF-8")));
  }

  /** The security chain answers these itself; they only pass through here. */
  @ExceptionHandler({AccessDeniedException.class, AuthenticationException.class})
  void rethrow(RuntimeException e) {
    throw e;
  }

  /** The client has gone: there is nobody to answer. */
  @ExceptionHandler
  void handle(AsyncRequestNotUsableException e) {
    log.debug("The client went away", e);
  }

  @ExceptionHandler
  void handle(Exception e, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (e instanceof ErrorResponse known && known.getStatusCode().is4xxClientError()) {
      HttpStatus status =
          Objects.requireNonNullElse(
              HttpStatus.resolve(known.getStatusCode().value()), HttpStatus.BAD_REQUEST);
      problems.write(
          request,
          response,
          status,
          codeOf(status),
          status == HttpStatus.NOT_FOUND
              ? "There is nothing at this path."
              : "The request cannot be understood.",
          List.of());
      return;
    }
    log.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
    problems.write(
        request,
        response,
        HttpStatus.INTERNAL_SERVER_ERROR,
        "internal-error",
        "Something went wrong here; the log has it under this trace_id.",
        List.of());
  }

  /** {@code NOT_FOUND} is {@code not-found}. */
  static String codeOf(HttpStatus status) {
    return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
