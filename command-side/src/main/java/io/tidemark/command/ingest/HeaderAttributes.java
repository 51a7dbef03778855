package io.tidemark.command.ingest;

import io.tidemark.web.Problem.InvalidInput;
import io.tidemark.web.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads attributes from {@code ce-*} headers, as the HTTP binding of CloudEvents 1.0.2 (3.1.3.2)
 * says: quoted values without their quotes, then one round of percent-decoding into UTF-8.
 */
final class HeaderAttributes {

  private static final String PREFIX = "ce-";

  private HeaderAttributes() {}

  /**
   * The attributes by the names that they have in the log, {@code ce_*}.
   *
   * @throws ProblemException 422 if one is given twice or cannot be decoded
   */
  static Map<String, byte[]> of(HttpServletRequest request) {
    Map<String, byte[]> attributes = new HashMap<>();
    for (String name : names(request)) {
      if (name.startsWith(PREFIX)) {
        String attribute = name.substring(PREFIX.length());
        attributes.put("ce_" + attribute, value(attribute, request, name));
      }
    }
    return attributes;
  }

  /** In lower case. */
  private static Set<String> names(HttpServletRequest request) {
    Set<String> names = new TreeSet<>();
    request
        .getHeaderNames()
        .asIterator()
        .forEachRemaining(name -> names.add(name.toLowerCase(Locale.ROOT)));
    return names;
  }

  private static byte[] value(String attribute, HttpServletRequest request, String header) {
    List<String> values = Collections.list(request.getHeaders(header));
    if (values.size() != 1) {
      throw invalid(attribute, null, "one header of this name");
    }
    byte[] decoded = decoded(unquoted(values.getFirst().strip()));
    if (decoded == null) {
      throw invalid(attribute, values.getFirst(), "visible ASCII, all else percent-encoded");
    }
    return decoded;
  }

  private static String unquoted(String value) {
    if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
      return value;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < value.length() - 1; i++) {
      char c = value.charAt(i);
      text.append(c == '\\' && i + 1 < value.length() - 1 ? value.charAt(++i) : c);
    }
    return text.toString();
  }

  /** Null if it is not encoded as it must be; that its bytes are UTF-8 is checked later. */
  private static byte @Nullable [] decoded(String value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c > 0x7e) {
        return null;
      }
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      if (i + 2 >= value.length()
          || !HexFormat.isHexDigit(value.charAt(i + 1))
          || !HexFormat.isHexDigit(value.charAt(i + 2))) {
        return null;
      }
      bytes.write(HexFormat.fromHexDigits(value, i + 1, i + 3));
      i += 2;
    }
    return bytes.toByteArray();
  }

  private static ProblemException invalid(
      String attribute, @Nullable String given, String allowed) {
    return ProblemException.unprocessable(
        "invalid-envelope",
        "The event's attribute '" + attribute + "' cannot be read.",
        List.of(new InvalidInput(attribute, given, allowed)));
  }
}
