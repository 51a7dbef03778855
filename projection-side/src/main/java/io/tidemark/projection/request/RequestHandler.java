package io.tidemark.projection.request;

import java.sql.SQLException;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Does what requests of some kinds ask for. Somebody waits for the answer, a quarter of a minute at
 * most: long work is noted in a table, and done by whoever looks there.
 *
 * <p>A request is handled again if the projector dies before it has said that it is done. So a
 * handler must bear repetition, and may be called by several threads at once.
 */
public interface RequestHandler {

  /** The kinds that it handles, such as {@code rebuild-start}. No other handler has them. */
  Set<String> kinds();

  /**
   * Does it.
   *
   * @return what the caller is told
   * @throws Refused if it cannot be, for a reason that the caller can understand
   */
  JsonNode handle(Request request) throws Refused, SQLException;
}
