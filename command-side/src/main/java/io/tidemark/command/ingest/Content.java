package io.tidemark.command.ingest;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpHeaders;

/** Reads what a request carries: not more than it may, and never more of what is compressed. */
final class Content {

  private Content() {}

  /**
   * The body, inflated where it is gzip.
   *
   * @param most bytes that it may have, on the way and inflated
   * @throws ProblemException 413 if it has more, 415 if it is encoded otherwise, 400 if it is
   *     damaged or not UTF-8
   */
  static byte[] read(HttpServletRequest request, int most) throws IOException {
    boolean gzip = gzip(request);
    byte[] raw = bounded(request.getInputStream().readNBytes(most + 1), most);
    byte[] body = gzip ? inflated(raw, most) : raw;
    if (!utf8(body)) {
      throw malformed("The body is not UTF-8.");
    }
    return body;
  }

  private static boolean gzip(HttpServletRequest request) {
    List<String> encodings = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING));
    String encoding = String.join(", ", encodings).strip().toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "", "identity" -> false;
      case "gzip", "x-gzip" -> true;
      default -> throw ProblemException.unsupportedEncoding(encoding, "gzip, identity");
    };
  }

  private static byte[] inflated(byte[] raw, int most) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(raw), 8_192)) {
      return bounded(in.readNBytes(most + 1), most);
    } catch (IOException e) {
      throw malformed("The body is not gzip, or it is damaged.");
    }
  }

  private static byte[] bounded(byte[] body, int most) {
    if (body.length > most) {
      throw ProblemException.tooLarge("A body may have at most " + most + " bytes here.");
    }
    return body;
  }

  /** Strictly, and without making text of all of it. NUL in front would be UTF-16 or UTF-32. */
  private static boolean utf8(byte[] body) {
    if (body.length > 1 && (body[0] == 0 || body[1] == 0)) {
      return false;
    }
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(body);
    CharBuffer out = CharBuffer.allocate(4_096);
    while (true) {
      CoderResult result = decoder.decode(in, out.clear(), true);
      if (!result.isOverflow()) {
        return !result.isError();
      }
    }
  }

  private static ProblemException malformed(String detail) {
    return ProblemException.malformed(
        detail, List.of(new InvalidInput("body", null, "JSON in UTF-8")));
  }
}
