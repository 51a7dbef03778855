package io.tidemark.query.freshness;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import io.tidemark.web.Tidemark;
import io.tidemark.web.Tidemark.Mark;
import io.tidemark.web.Tidemark.Mark.Logged;
import io.tidemark.web.Tidemark.Mark.Seen;
import io.tidemark.web.Tidemark.Mark.Stored;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer must hold for its reader, who knows of it: what the reader has written, or has
 * been shown before.
 *
 * @param written what must have been folded in
 * @param seen versions of answers that were shown
 * @param patience how long to wait for it
 * @param lenient whether an older answer will do when the time is up
 */
public record AtLeast(List<Mark> written, Versions seen, Duration patience, boolean lenient) {

  /** What most ask for. */
  public static final AtLeast NOTHING = new AtLeast(List.of(), Versions.NONE, Duration.ZERO, true);

  private static final Set<MetricGroup> EVERY_GROUP = EnumSet.allOf(MetricGroup.class);

  private static final String PREFER = "Prefer";
  private static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);
  private static final long LONGEST_WAIT_SECONDS = 10;

  /**
   * Reads the headers {@code Tidemark-At-Least} and {@code Prefer} (RFC 7240), the second only with
   * the first.
   *
   * @throws ProblemException 400 if one of them is not valid
   */
  public static AtLeast of(HttpServletRequest request) {
    if (request.getHeader(Tidemark.AT_LEAST) == null) {
      return NOTHING;
    }
    String tokens = join(request, Tidemark.AT_LEAST);
    String preferences = join(request, PREFER);
    String wait = preference(preferences, "wait");
    String handling = preference(preferences, "handling");
    List<Mark> written = new ArrayList<>();
    Versions seen = Versions.NONE;
    for (Mark mark : Tidemark.parse(tokens).marks()) {
      if (mark instanceof Seen shown) {
        seen = seen.and(Versions.of(shown));
      } else {
        written.add(mark);
      }
    }
    return new AtLeast(
        List.copyOf(written),
        seen,
        wait == null ? DEFAULT_WAIT : seconds(wait),
        handling != null && isLenient(handling));
  }

  /** A header may come in several lines, which make one list. */
  private static String join(HttpServletRequest request, String header) {
    return String.join(",", Collections.list(request.getHeaders(header)));
  }

  /** The value of the first preference of that name: further ones do not count. */
  private static @Nullable String preference(String preferences, String name) {
    for (String preference : preferences.split(",", -1)) {
      String[] parts = preference.split(";", 2)[0].split("=", 2);
      if (parts[0].strip().toLowerCase(Locale.ROOT).equals(name)) {
        return parts.length < 2 ? "" : parts[1].strip().replace("\"", "");
      }
    }
    return null;
  }

  private static Duration seconds(String given) {
    try {
      long seconds = Long.parseLong(given);
      if (seconds >= 0 && seconds <= LONGEST_WAIT_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      throw invalid("wait=" + given);
    }
    throw invalid("wait=" + given);
  }

  private static boolean isLenient(String given) {
    return switch (given) {
      case "lenient" -> true;
      case "strict" -> false;
      default -> throw invalid("handling=" + given);
    };
  }

  private static ProblemException invalid(String given) {
    return ProblemException.invalidParameter(
        new InvalidInput(
            PREFER,
            given,
            "wait=0 to wait=" + LONGEST_WAIT_SECONDS + ", handling=strict or handling=lenient"));
  }

  /** Whether all that was written had been folded in when the database was looked at. */
  public boolean isWrittenBy(Look look) {
    for (Mark mark : written) {
      boolean reached =
          switch (mark) {
            case Stored stored -> look.reached().holds(stored);
            case Logged logged -> look.reached().holds(logged);
            case Seen _ -> throw new IllegalStateException("seen, not written");
          };
      if (!reached) {
        return false;
      }
    }
    return true;
  }

  /** Whether whatever is read after that look holds all of it. */
  public boolean isReachedBy(Look look) {
    return isWrittenBy(look) && !isBeforeSeen(look.tide().versions(), EVERY_GROUP);
  }

  /** Whether answers of these groups have been shown that had come further. */
  public boolean isBeforeSeen(Versions versions, Set<MetricGroup> madeOf) {
    return versions.isBehind(seen.withEpoch(versions.epoch()), madeOf);
  }
}
