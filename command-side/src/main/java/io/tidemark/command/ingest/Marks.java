package io.tidemark.command.ingest;

import io.tidemark.web.Tidemark;
import io.tidemark.web.Tidemark.Mark;
import io.tidemark.web.Tidemark.Mark.Logged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How far the tide must come to hold events: the last of each partition. */
final class Marks {

  /** As many as a token may have. */
  private static final int MOST = 64;

  private Marks() {}

  /**
   * One token, for all topics have 60 partitions unless somebody made more; then as many as it
   * takes.
   */
  static List<String> tokens(Collection<Logged> marks) {
    Map<String, Mark> last = new TreeMap<>();
    for (Logged mark : marks) {
      last.merge(
          mark.topic() + " " + mark.partition(),
          mark,
          (a, b) -> a instanceof Logged before && before.offset() > mark.offset() ? a : b);
    }
    List<Mark> all = List.copyOf(last.values());
    List<String> tokens = new ArrayList<>();
    for (int from = 0; from < all.size(); from += MOST) {
      tokens.add(new Tidemark(all.subList(from, Math.min(from + MOST, all.size()))).token());
    }
    return tokens;
  }
}
