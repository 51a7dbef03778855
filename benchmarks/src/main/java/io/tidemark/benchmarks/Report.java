package io.tidemark.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The results of one measurement as Markdown: printed, and put into a document where asked for. */
public final class Report {

  private final String section;
  private final List<String> lines = new ArrayList<>();

  /**
   * Begins with how and where it was measured.
   *
   * @param section the name of its place in the document, between {@code <!-- begin section -->}
   *     and {@code <!-- end section -->}
   * @param command how to repeat it
   */
  public Report(String section, String command) throws IOException {
    this.section = section;
    lines.add("`" + command + "`");
    lines.add("");
    Machine.describe().forEach(line -> lines.add("- " + line));
  }

  public Report paragraph(String text) {
    lines.add("");
    lines.add(text);
    return this;
  }

  public Report table(List<String> head, List<List<String>> rows) {
    lines.add("");
    lines.add("| " + String.join(" | ", head) + " |");
    lines.add("|" + " --- |".repeat(head.size()));
    rows.forEach(row -> lines.add("| " + String.join(" | ", row) + " |"));
    return this;
  }

  public void publish(@Nullable Path document) throws IOException {
    String text = String.join("\n", lines) + "\n";
    System.out.println("\n" + text);
    if (document == null) {
      return;
    }
    String begin = "<!-- begin %s -->\n".formatted(section);
    String end = "<!-- end %s -->".formatted(section);
    String before = Files.exists(document) ? Files.readString(document) : "";
    int from = before.indexOf(begin);
    int to = before.indexOf(end);
    String after =
        from < 0 || to < from
            ? before + "\n" + begin + text + end + "\n"
            : before.substring(0, from + begin.length()) + text + before.substring(to);
    Files.writeString(document, after);
  }
}
