package io.tidemark.benchmarks.faults;

import java.util.List;

/**
 * What a comparison has come to.
 *
 * @param cells how many were compared: all that either side has, goals among them
 * @param differing of these
 * @param lost acknowledged events that the log or the event store does not have, dead letters that
 *     are missing, and by how much cells count too little
 * @param twice dead letters too many, and by how much cells count too much
 * @param examples some of what differs
 */
record Judgement(long cells, long differing, long lost, long twice, List<String> examples) {

  boolean exact() {
    return differing == 0 && lost == 0 && twice == 0 && cells > 0;
  }
}
