package io.tidemark.projection.cli;

/** Text that others have written, as a terminal may show it. */
final class Printable {

  private static final char INSTEAD = '·';

  private Printable() {}

  /** On one line, without what would move the cursor or change what stands there. */
  static String line(String text) {
    return shown(text, false);
  }

  /** The same, with its line ends and tabs. */
  static String lines(String text) {
    return shown(text, true);
  }

  /** As an argument that can be pasted into a shell. */
  static String argument(String text) {
    return text.matches("[A-Za-z0-9._/:-]+") ? text : "'" + line(text).replace("'", "'\\''") + "'";
  }

  private static String shown(String text, boolean lines) {
    return text.codePoints()
        .map(c -> moves(c) && !(lines && (c == '\n' || c == '\t')) ? INSTEAD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean moves(int c) {
    return Character.isISOControl(c)
        || switch (Character.getType(c)) {
          case Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
          default -> false;
        };
  }
}
