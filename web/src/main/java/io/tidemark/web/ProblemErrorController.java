package io.tidemark.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** Errors that the container dispatches here, such as a request that the firewall rejects. */
@Hidden
@Controller
final class ProblemErrorController implements ErrorController {

  private final ProblemWriter problems;

  ProblemErrorController(ProblemWriter problems) {
    this.problems = problems;
  }

  @RequestMapping("/error")
  void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
    HttpStatus status =
        code instanceof Integer value
            ? Objects.requireNonNullElse(HttpStatus.resolve(value), HttpStatus.BAD_REQUEST)
            : HttpStatus.NOT_FOUND;
    problems.write(
        request,
        response,
        status,
        ProblemAdvice.codeOf(status),
        status.is5xxServerError()
            ? "Something went wrong here; the log has it under this trace_id."
            : "The request cannot be answered.",
        List.of());
  }
}
