package io.tidemark.projection.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Runs commands against an API that answers as the test says. */
abstract class ApiFixture extends CommandFixture {

  private record Answer(int status, String body) {}

  /** By method and path; the last answer stays. */
  private final Map<String, Deque<Answer>> answers = new HashMap<>();

  /** For whatever is asked next, before all others. */
  private final Deque<Answer> next = new ArrayDeque<>();

  /** What was asked: method, path and query. */
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  /** What was sent with it; empty if nothing was. */
  final List<String> bodies = Collections.synchronizedList(new ArrayList<>());

  /** Who asked. */
  final List<String> tokens = Collections.synchronizedList(new ArrayList<>());

  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    home().signingKey();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
          tokens.add(exchange.getRequestHeaders().getFirst("Authorization").substring(7));
          Answer answer =
              answer(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
          byte[] body = answer.body().getBytes(UTF_8);
          exchange.sendResponseHeaders(answer.status(), body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    environment.put("TIDEMARK_URL", "http://localhost:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private synchronized Answer answer(String request) {
    if (!next.isEmpty()) {
      return next.pop();
    }
    Deque<Answer> left = answers.get(request);
    if (left == null) {
      return new Answer(404, "{\"status\": 404, \"detail\": \"nothing here\"}");
    }
    return left.size() > 1 ? left.pop() : left.getFirst();
  }

  /** Has the next request answered, whichever it is, after those that this was said of before. */
  final synchronized void next(String body) {
    next.add(new Answer(200, body));
  }

  /** Has a request answered, after it was answered as said before. */
  final synchronized void on(String request, int status, String body) {
    answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Answer(status, body));
  }

  /** Has a request answered, whatever was said before. */
  final synchronized void onFromNow(String request, int status, String body) {
    answers.remove(request);
    on(request, status, body);
  }
}
