package io.tidemark.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Answers what Tomcat itself rejects, before any servlet sees it: no HTML, no server's name. */
public final class ProblemErrorValve extends ErrorReportValve {

  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    HttpStatus known = HttpStatus.resolve(status);
    String title = known == null ? "Error" : known.getReasonPhrase();
    String code = known == null ? "error" : ProblemAdvice.codeOf(known);
    byte[] body =
        """
        {"type":"urn:tidemark:problem:%s","title":"%s","status":%d,\
        "detail":"The request cannot be understood.","code":"%s"}"""
            .formatted(code, title, status, code)
            .getBytes(StandardCharsets.UTF_8);
    try {
      response.setContentType("application/problem+json");
      response.setContentLength(body.length);
      response.getOutputStream().write(body);
      response.finishResponse();
    } catch (IOException e) {
      // the client has gone: there is nobody to answer
      container.getLogger().debug("error report not sent", e);
    }
  }
}
