package io.tidemark.web;

import io.tidemark.web.Problem.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How far the tide must have come for an answer to hold what its reader knows of: the value of the
 * headers {@code Tidemark} and {@code Tidemark-At-Least}. Opaque to clients; inside it is a few
 * marks, all of which an answer must have passed.
 *
 * @param marks at most 64
 */
public record Tidemark(List<Mark> marks) {

  /** Says how far the answer has come. */
  public static final String HEADER = "Tidemark";

  /** Asks for an answer that has come so far. */
  public static final String AT_LEAST = "Tidemark-At-Least";

  private static final int LONGEST = 8_192;
  private static final int MOST = 64;

  /** One thing that must have been folded in. */
  public sealed interface Mark {

    /**
     * An event that a command has stored. The relay publishes in the order of positions, so it is
     * folded in as soon as the partition of its key has come to its position.
     *
     * @param keyHash Kafka's hash of the record key, not negative: modulo the number of partitions
     *     it is the partition
     * @param position in the event store
     */
    record Stored(String topic, int keyHash, long position) implements Mark {}

    /** A record of the log. */
    record Logged(String topic, int partition, long offset) implements Mark {}

    /**
     * What an answer was made of.
     *
     * @param versions by the wire name of the metric group, or {@code settings}
     */
    record Seen(Map<String, Long> versions) implements Mark {
      public Seen {
        versions = Map.copyOf(new TreeMap<>(versions));
      }
    }
  }

  public Tidemark {
    marks = List.copyOf(marks);
  }

  public static Tidemark of(Mark mark) {
    return new Tidemark(List.of(mark));
  }

  /** As it stands in a header. */
  public String token() {
    String text = marks.stream().map(Tidemark::text).collect(Collectors.joining("\n"));
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static String text(Mark mark) {
    return switch (mark) {
      case Mark.Stored(String topic, int hash, long position) ->
          "s " + topic + " " + hash + " " + position;
      case Mark.Logged(String topic, int partition, long offset) ->
          "l " + topic + " " + partition + " " + offset;
      case Mark.Seen(Map<String, Long> versions) ->
          "v "
              + new TreeMap<>(versions)
                  .entrySet().stream()
                      .map(e -> e.getKey() + "=" + e.getValue())
                      .collect(Collectors.joining(" "));
    };
  }

  /**
   * Reads the value of a header, which may be a list of several tokens.
   *
   * @throws ProblemException 400 if one of them was not made here
   */
  public static Tidemark parse(String header) {
    if (header.length() > LONGEST) {
      throw invalid(header);
    }
    List<Mark> marks = new ArrayList<>();
    for (String token : header.split(",", -1)) {
      try {
        String text =
            new String(Base64.getUrlDecoder().decode(token.strip()), StandardCharsets.US_ASCII);
        text.lines().forEach(line -> marks.add(mark(line.split(" ", -1))));
      } catch (IllegalArgumentException e) { // a number that is none is one of these as well
        throw invalid(header);
      }
    }
    if (marks.isEmpty() || marks.size() > MOST) {
      throw invalid(header);
    }
    return new Tidemark(marks);
  }

  private static Mark mark(String[] parts) {
    if (parts[0].equals("v")) {
      Map<String, Long> versions = new TreeMap<>();
      for (int i = 1; i < parts.length; i++) {
        int at = parts[i].indexOf('=');
        versions.put(parts[i].substring(0, Math.max(at, 0)), number(parts[i].substring(at + 1)));
      }
      return new Mark.Seen(versions);
    }
    if (parts.length != 4) {
      throw new IllegalArgumentException();
    }
    int number = Math.toIntExact(Math.min(number(parts[2]), Integer.MAX_VALUE));
    return switch (parts[0]) {
      case "s" -> new Mark.Stored(parts[1], number, number(parts[3]));
      case "l" -> new Mark.Logged(parts[1], number, number(parts[3]));
      default -> throw new IllegalArgumentException();
    };
  }

  private static long number(String text) {
    long number = Long.parseLong(text);
    if (number < 0) {
      throw new IllegalArgumentException();
    }
    return number;
  }

  private static ProblemException invalid(String given) {
    return ProblemException.invalidParameter(
        new InvalidInput(
            AT_LEAST, given, "what an answer's header Tidemark said, or a comma list of such"));
  }
}
