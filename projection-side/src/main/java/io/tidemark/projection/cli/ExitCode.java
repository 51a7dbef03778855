package io.tidemark.projection.cli;

/** What the command's exit code says; the same list stands in its help. */
final class ExitCode {

  static final int DONE = 0;

  /**
   * It came to its end, but not everything was well: rows were rejected, cells differ, dead
   * letters.
   */
  static final int WITH_FINDINGS = 1;

  /** The command line, or a mapping, is wrong. */
  static final int USAGE = 2;

  /** Tidemark refused: no permission, no key, no such topic, not as things stand. */
  static final int REFUSED = 3;

  /** Something that it needs does not answer or cannot be read. */
  static final int UNAVAILABLE = 4;

  private ExitCode() {}
}
