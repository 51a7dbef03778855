package io.tidemark.projection.cli;

/** Text that others have written, as a terminal may show it. */
final class Printable {

  private Printable() {}

  /** On one line, without what would move the cursor or change what stands there. */
  static String line(String text) {
    return text.codePoints()
        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '·' : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
