package io.tidemark.web;

import io.tidemark.web.Problem.InvalidInput;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes every problem that this service answers with, wherever in the chain it comes up. */
@Component
public final class ProblemWriter {

  private static final String MEDIA_TYPE = "application/problem+json";
  private static final String RETRY_AFTER_SECONDS = "1";

  private final JsonMapper json;
  private final ObjectProvider<ProblemListener> listeners;

  ProblemWriter(JsonMapper json, ObjectProvider<ProblemListener> listeners) {
    this.json = json;
    this.listeners = listeners;
  }

  public void write(
      HttpServletRequest request, HttpServletResponse response, ProblemException exception)
      throws IOException {
    write(
        request,
        response,
        exception.status(),
        exception.code(),
        exception.detail(),
        exception.errors());
  }

  /** Answers with a problem, unless the answer has already begun. */
  public void write(
      HttpServletRequest request,
      HttpServletResponse response,
      HttpStatusCode status,
      String code,
      String detail,
      List<InvalidInput> errors)
      throws IOException {
    Problem problem = told(request, problem(request, status, code, detail, errors));
    if (response.isCommitted()) {
      return;
    }
    byte[] body = json.writeValueAsBytes(problem);
    response.resetBuffer();
    response.setStatus(problem.status());
    response.setContentType(MEDIA_TYPE);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (problem.status() == 503 || problem.status() == 429) {
      response.setHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  private Problem told(HttpServletRequest request, Problem problem) {
    try {
      listeners.forEach(listener -> listener.onProblem(request, problem));
      return problem;
    } catch (ProblemException instead) {
      return problem(request, instead.status(), instead.code(), instead.detail(), instead.errors());
    }
  }

  /** The problem of a part of a request, to stand within an answer. */
  public static Problem partOf(HttpServletRequest request, ProblemException exception) {
    return problem(
        request, exception.status(), exception.code(), exception.detail(), exception.errors());
  }

  private static Problem problem(
      HttpServletRequest request,
      HttpStatusCode status,
      String code,
      String detail,
      List<InvalidInput> errors) {
    HttpStatus known = HttpStatus.resolve(status.value());
    return new Problem(
        "urn:tidemark:problem:" + code,
        known == null ? "Error" : known.getReasonPhrase(),
        status.value(),
        detail,
        pathOf(request),
        code,
        TraceIds.of(request),
        errors);
  }

  /**
   * The path that the client asked for, also when the container has dispatched to the error page.
   */
  public static String pathOf(HttpServletRequest request) {
    Object original = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
    return original instanceof String path ? path : request.getRequestURI();
  }
}
