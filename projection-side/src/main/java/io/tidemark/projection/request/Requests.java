package io.tidemark.projection.request;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes the requests that this projector can handle, and lets their handlers do them, a few at a
 * time. A notification makes it look at once; it looks each second anyway.
 */
public final class Requests implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Requests.class);

  /** At a time. The rest waits for them, or for another projector. */
  private static final int MOST = 4;

  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration BETWEEN_TIDYING = Duration.ofMinutes(1);

  private final Map<String, RequestHandler> handlers = new HashMap<>();
  private final Presence presence;
  private final DataSource dataSource;
  private final Semaphore free = new Semaphore(MOST);
  private final ExecutorService executor =
      Executors.newCachedThreadPool(Thread.ofPlatform().name("request-", 1).factory());
  private final Thread thread = Thread.ofPlatform().name("requests").unstarted(this::run);
  private volatile boolean running;
  private volatile @Nullable Connection listening;
  private long tidyAt;

  /**
   * @param dataSource opens connections of its own, so that the projector's pool is not drained
   * @throws IllegalArgumentException if two handlers are for the same kind
   */
  public Requests(List<RequestHandler> handlers, Presence presence, DataSource dataSource) {
    for (RequestHandler handler : handlers) {
      for (String kind : handler.kinds()) {
        if (this.handlers.putIfAbsent(kind, handler) != null) {
          throw new IllegalArgumentException("Two handlers are for requests of kind " + kind);
        }
      }
    }
    this.presence = presence;
    this.dataSource = dataSource;
  }

  @Override
  public void start() {
    running = true;
    thread.start();
  }

  private void run() {
    boolean troubled = false;
    while (running) {
      try (Connection connection = dataSource.getConnection()) {
        listening = connection;
        try (Statement statement = connection.createStatement()) {
          statement.execute("listen tidemark_request");
        }
        troubled = false;
        follow(connection);
      } catch (SQLException e) {
        if (running && !troubled) {
          log.warn("Cannot look for requests: {}", e.getMessage());
        }
        troubled = true;
      } catch (RuntimeException e) {
        log.error("Looking for requests failed, going on", e);
      } catch (InterruptedException e) {
        return; // stop() says so, and nobody else has this thread
      }
      try {
        TimeUnit.MILLISECONDS.sleep(running ? POLL.toMillis() : 0);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void follow(Connection connection) throws SQLException, InterruptedException {
    PGConnection notified = connection.unwrap(PGConnection.class);
    while (running) {
      while (takeOne(connection)) {
        // until there is none, or nobody is free
      }
      if (System.nanoTime() - tidyAt >= 0) {
        RequestTable.tidy(connection);
        tidyAt = System.nanoTime() + BETWEEN_TIDYING.toNanos();
      }
      notified.getNotifications((int) POLL.toMillis());
    }
  }

  private boolean takeOne(Connection connection) throws SQLException, InterruptedException {
    free.acquire();
    Optional<Request> claimed = Optional.empty();
    try {
      claimed = RequestTable.claim(connection, handlers.keySet(), presence.code(), presence.id());
      claimed.ifPresent(
          request ->
              executor.execute(
                  () -> {
                    try {
                      handle(request);
                    } finally {
                      free.release();
                    }
                  }));
    } finally {
      if (claimed.isEmpty()) {
        free.release();
      }
    }
    return claimed.isPresent();
  }

  private void handle(Request request) {
    try {
      RequestHandler handler = handlers.get(request.kind());
      if (handler == null) {
        throw new IllegalStateException("claimed a kind that nobody handles: " + request.kind());
      }
      finish(request, "done", handler.handle(request));
    } catch (Refused e) {
      finish(request, "refused", outcome(e));
    } catch (SQLException | RuntimeException e) {
      failed(request, e);
    } catch (Error e) { // memory ran out, for example: whoever waits should not wait in vain
      failed(request, e);
      throw e;
    }
  }

  private void failed(Request request, Throwable e) {
    log.error("Request {} ({}) failed", request.id(), request.kind(), e);
    ObjectNode outcome = JsonMapper.shared().createObjectNode();
    finish(request, "failed", outcome.put("detail", String.valueOf(e.getMessage())));
  }

  private static JsonNode outcome(Refused refused) {
    ObjectNode outcome =
        JsonMapper.shared()
            .createObjectNode()
            .put("status", refused.status())
            .put("code", refused.code())
            .put("detail", refused.detail());
    var errors = outcome.putArray("errors");
    for (Refused.Argument argument : refused.arguments()) {
      errors
          .addObject()
          .put("parameter", argument.name())
          .put("value", argument.given())
          .put("allowed", argument.allowed());
    }
    return outcome;
  }

  /** Lost with the database, whoever waits gives up by themselves, and may ask again. */
  private void finish(Request request, String state, JsonNode outcome) {
    try (Connection connection = dataSource.getConnection()) {
      RequestTable.finish(connection, request.id(), presence.id(), state, outcome);
    } catch (SQLException e) {
      log.warn("Request {} is {}, but nobody can be told: {}", request.id(), state, e.getMessage());
    }
  }

  @Override
  public void stop() {
    running = false;
    thread.interrupt();
    Connection open = listening;
    try {
      if (open != null) {
        open.abort(Runnable::run);
      }
      thread.join(2_000);
      executor.shutdown();
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (SQLException e) {
      log.debug("The listening connection was not open any more", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After the projector's own parts, and the first to stop. */
  @Override
  public int getPhase() {
    return Integer.MAX_VALUE;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
