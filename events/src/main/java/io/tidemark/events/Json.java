package io.tidemark.events;

import java.io.OutputStream;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.sym.PropertyNameMatcher;
import tools.jackson.core.util.JsonRecyclerPools;
import tools.jackson.core.util.Named;

/** JSON as streams of tokens, with bounds on what an input may cost. */
final class Json {

  private static final int MAX_DEPTH = 64;
  private static final int MAX_MESSAGE = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
          .recyclerPool(JsonRecyclerPools.threadLocalPool())
          .build();

  private Json() {}

  static JsonParser parser(byte[] bytes, int offset, int length) {
    return FACTORY.createParser(ObjectReadContext.empty(), bytes, offset, length);
  }

  static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8);
  }

  /** Finds these names among an object's, by their bytes. */
  static PropertyNameMatcher matcher(List<String> names) {
    return FACTORY.constructNameMatcher(names.stream().map(Named::fromString).toList(), false);
  }

  /**
   * Whether bytes can be UTF-8, which JSON between systems always is (RFC 8259). Jackson would also
   * take UTF-16 and UTF-32, where places in the text are not places in the bytes.
   */
  static boolean utf8(byte[] bytes, int offset, int length) {
    return length < 2
        || (bytes[offset] != 0
            && bytes[offset + 1] != 0
            && bytes[offset] != (byte) 0xfe
            && bytes[offset] != (byte) 0xff);
  }

  /** What the parser did not like and where, in one line. */
  static String problem(JacksonException e) {
    long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
    String message = String.valueOf(e.getOriginalMessage());
    return "not JSON: "
        + Rules.printable(message, MAX_MESSAGE)
        + (at < 0 ? "" : " (at byte " + at + ")");
  }
}
