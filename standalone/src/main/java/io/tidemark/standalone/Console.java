package io.tidemark.standalone;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Our few lines for the person who started this. Progress is one line that changes, or some lines
 * in a log.
 */
final class Console {

  private static final long BETWEEN_LINES = Duration.ofSeconds(5).toNanos();

  private final PrintStream out;
  private final boolean terminal;
  private int width;
  private long lastLine;

  Console(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  static Console system() {
    return new Console(
        System.out,
        Optional.ofNullable(System.console()).filter(java.io.Console::isTerminal).isPresent());
  }

  void line(String text) {
    endProgress();
    out.println(text);
    out.flush();
  }

  void progress(String text) {
    if (terminal) {
      out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
      out.flush();
      width = text.length();
    } else if (System.nanoTime() - lastLine > BETWEEN_LINES || lastLine == 0) {
      out.println(text);
      out.flush();
      lastLine = System.nanoTime();
    }
  }

  private void endProgress() {
    lastLine = 0;
    if (width > 0) out.print("\r" + " ".repeat(width) + "\r");
    width = 0;
  }
}
