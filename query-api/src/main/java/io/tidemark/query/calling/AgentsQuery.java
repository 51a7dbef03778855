package io.tidemark.query.calling;

import io.tidemark.web.Paging;
import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which agents are asked for: the key of the cache. */
sealed interface AgentsQuery {

  String account();

  /** One agent. */
  record One(String account, String id) implements AgentsQuery {}

  /** A page of the account's agents. */
  record Page(
      String account,
      @Nullable Status status,
      Sort sort,
      boolean descending,
      int limit,
      @Nullable After after)
      implements AgentsQuery {

    /** As the parameter {@code sort} names it. */
    String order() {
      return (descending ? "-" : "") + sort.wireName;
    }
  }

  /** What agents can be, as long as they are there. */
  enum Status {
    DRAFT("draft"),
    ACTIVE("active"),
    INACTIVE("inactive");

    final String wireName;

    Status(String wireName) {
      this.wireName = wireName;
    }
  }

  /** What a list is sorted by; agents that are alike in it, by id. */
  enum Sort {
    NAME("name"),
    CREATED_AT("createdAt"),
    CONVERSATIONS("conversations");

    final String wireName;

    Sort(String wireName) {
      this.wireName = wireName;
    }
  }

  /** The last agent of the page before. */
  record After(SortKey key, String id) {}

  /** What an agent is sorted by. */
  sealed interface SortKey {
    record Name(String name) implements SortKey {}

    record CreatedAt(Instant at) implements SortKey {}

    record Conversations(long calls) implements SortKey {}
  }

  /**
   * The page that a request asks for.
   *
   * @throws ProblemException 400 for what is not allowed
   */
  static Page page(String account, HttpServletRequest request) {
    String sort = request.getParameter("sort");
    boolean descending = sort != null && sort.startsWith("-");
    Sort by = sort == null ? Sort.NAME : sort(sort, descending ? 1 : 0);
    String status = request.getParameter("status");
    int limit = Paging.limit(request.getParameter("limit"));
    String cursor = request.getParameter("cursor");
    Page first =
        new Page(account, status == null ? null : status(status), by, descending, limit, null);
    return cursor == null
        ? first
        : new Page(account, first.status(), by, descending, limit, after(cursor, first));
  }

  private static Sort sort(String given, int from) {
    String name = given.substring(from);
    for (Sort sort : Sort.values()) {
      if (sort.wireName.equals(name)) {
        return sort;
      }
    }
    throw ProblemException.invalidParameter(
        new InvalidInput(
            "sort",
            given,
            Arrays.stream(Sort.values())
                    .map(sort -> sort.wireName)
                    .collect(Collectors.joining(", "))
                + "; with a leading - from the last to the first"));
  }

  private static Status status(String given) {
    for (Status status : Status.values()) {
      if (status.wireName.equals(given)) {
        return status;
      }
    }
    throw ProblemException.invalidParameter(
        new InvalidInput(
            "status",
            given,
            Arrays.stream(Status.values())
                .map(status -> status.wireName)
                .collect(Collectors.joining(", "))));
  }

  /** The cursor of a page's last agent: what the list is sorted by, what it is there, its id. */
  static String cursor(Page page, AgentRows.Row last) {
    String key =
        switch (page.sort()) {
          case NAME -> String.valueOf(last.name());
          case CREATED_AT -> last.createdAt().toString();
          case CONVERSATIONS -> Long.toString(last.performance().conversations());
        };
    return Paging.cursor(List.of(page.order(), key, last.id()));
  }

  private static After after(String cursor, Page page) {
    List<String> parts = Paging.partsOf(cursor, 3);
    if (!parts.getFirst().equals(page.order())) {
      throw Paging.invalidCursor(cursor);
    }
    try {
      SortKey key =
          switch (page.sort()) {
            case NAME -> new SortKey.Name(parts.get(1));
            case CREATED_AT -> new SortKey.CreatedAt(time(parts.get(1)));
            case CONVERSATIONS -> new SortKey.Conversations(Long.parseLong(parts.get(1)));
          };
      return new After(key, parts.get(2));
    } catch (NumberFormatException | DateTimeException e) {
      throw Paging.invalidCursor(cursor);
    }
  }

  /** Of years that PostgreSQL knows, too. */
  private static Instant time(String text) {
    Instant time = Instant.parse(text);
    if (time.isBefore(Instant.parse("0001-01-01T00:00:00Z"))
        || !time.isBefore(Instant.parse("9999-01-01T00:00:00Z"))) {
      throw new DateTimeException("out of range");
    }
    return time;
  }
}
