package io.tidemark.web;

import io.tidemark.web.Problem.InvalidInput;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriComponentsBuilder;

/** Lists in pages: {@code limit}, an opaque {@code cursor}, and {@code Link: rel="next"}. */
public final class Paging {

  private static final int MOST = 500;
  private static final int DEFAULT = 50;

  /** What neither PostgreSQL's text nor any id holds. */
  private static final String SEPARATOR = "\0";

  private Paging() {}

  /**
   * The limit that is given, or the default of 50.
   *
   * @throws ProblemException 400 unless it is a whole number from 1 to 500
   */
  public static int limit(@Nullable String given) {
    return given == null ? DEFAULT : wholeNumber("limit", given, 1, MOST);
  }

  /**
   * A whole number within bounds.
   *
   * @throws ProblemException 400 for anything else
   */
  public static int wholeNumber(String parameter, String given, int least, int most) {
    try {
      int number = Integer.parseInt(given);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notWhole(parameter, given, least, most);
    }
    throw notWhole(parameter, given, least, most);
  }

  private static ProblemException notWhole(String parameter, String given, int least, int most) {
    return ProblemException.invalidParameter(
        new InvalidInput(parameter, given, "a whole number from " + least + " to " + most));
  }

  /** A cursor of these parts: what the list is sorted by, and the sort key of a page's last row. */
  public static String cursor(List<String> parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(SEPARATOR, parts).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The parts of a cursor.
   *
   * @throws ProblemException 400 unless it has so many
   */
  public static List<String> partsOf(String cursor, int count) {
    try {
      String decoded = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      List<String> parts = List.of(decoded.split(SEPARATOR, -1));
      if (parts.size() == count) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      throw invalidCursor(cursor);
    }
    throw invalidCursor(cursor);
  }

  /** For a cursor that is not one of this list. */
  public static ProblemException invalidCursor(String given) {
    return ProblemException.invalidParameter(
        new InvalidInput(
            "cursor", given, "the cursor of Link: rel=\"next\", of a list sorted in the same way"));
  }

  /**
   * A page, with a link to the next one.
   *
   * @param next the cursor of the next page; null on the last
   */
  public static <T> ResponseEntity<T> answer(
      HttpServletRequest request, CacheControl caching, T page, @Nullable String next) {
    ResponseEntity.BodyBuilder answer = ResponseEntity.ok().cacheControl(caching);
    if (next != null) {
      answer.header(HttpHeaders.LINK, nextLink(request, next));
    }
    return answer.body(page);
  }

  /** The value of {@code Link}: the request once more, from this cursor on. */
  public static String nextLink(HttpServletRequest request, String cursor) {
    return "<"
        + UriComponentsBuilder.fromPath(request.getRequestURI())
            .query(request.getQueryString())
            .replaceQueryParam("cursor", cursor)
            .build()
            .toUriString()
        + ">; rel=\"next\"";
  }
}
