package io.tidemark.benchmarks;

import java.util.List;

/**
 * Something that a dashboard asks, of several accounts, agents, providers or times.
 *
 * @param asked the first is asked again and again, the others in turn; an even number of these
 */
record Question(String name, List<Asked> asked) {

  /**
   * The same, asked of Tidemark and of raw tables.
   *
   * @param sql as many statements as it takes
   */
  record Asked(String path, String sql) {}

  /** Whether it is the one of that name, or begins as a text that ends with *. */
  boolean matches(String text) {
    return text.endsWith("*")
        ? name.startsWith(text.substring(0, text.length() - 1))
        : name.equals(text);
  }

  Asked first() {
    return asked.getFirst();
  }

  /** All but the first, none of which is in a cache of one answer when its turn comes again. */
  List<Asked> others() {
    return asked.subList(1, asked.size());
  }
}
