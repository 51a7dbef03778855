package io.tidemark.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.tidemark.events.CloudEventEncoder.Encoded;
import io.tidemark.events.CloudEventEncoder.Header;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the bytes are, the decoder answers with an event or says what is wrong with it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DecoderFuzzTest {

  private static final int MUTANTS = 100_000;
  private static final String[] FRAGMENTS = {
    "null",
    "true",
    "1e999999999",
    "-",
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\",
    "\\u0000",
    "\\ud800",
    "NaN",
    "\0",
    "\ufeff",
    "{\"amount\":",
    "\"amount\"",
    "0.00001",
    "9999999999999999999999",
    "é",
    "/*",
    "'"
  };

  private final long seed = Long.getLong("fuzz.seed", 20261120L);
  private final Random random = new Random(seed);

  @Test
  void mutated_records_are_decoded_or_refused() {
    List<Event> examples = Examples.all();
    int refused = 0;
    for (int i = 0; i < MUTANTS; i++) {
      Event event = examples.get(random.nextInt(examples.size()));
      Encoded encoded = CloudEventEncoder.encode(Examples.envelope(event), event);
      Wire wire = random.nextInt(4) == 0 ? structured(encoded) : binary(encoded);
      refused += refused(wire, i) ? 1 : 0;
    }
    assertThat(refused)
        .as("mutants that are still events, and such that are not")
        .isBetween(1, MUTANTS - 1);
  }

  private boolean refused(Wire wire, int i) {
    try {
      Received received = wire.decode();
      assertThat(received.event()).isNotNull();
      return false;
    } catch (InvalidEvent e) {
      String message = e.getMessage();
      if (message == null
          || message.length() > 400
          || !Rules.printable(message, 400).equals(message)) {
        fail("mutant %d of seed %d is refused with a bad message: %s", i, seed, message);
      }
      return true;
    } catch (RuntimeException | Error e) {
      throw new AssertionError("mutant " + i + " of seed " + seed + " broke the decoder", e);
    }
  }

  private Wire binary(Encoded encoded) {
    Wire wire = Wire.of(encoded);
    if (random.nextInt(3) > 0) {
      return wire.value(mutate(encoded.value()));
    }
    Header header = encoded.headers().get(random.nextInt(encoded.headers().size()));
    return wire.with(header.name(), mutate(header.value())).key(mutate(encoded.key()));
  }

  private Wire structured(Encoded encoded) {
    StringBuilder json = new StringBuilder("{");
    for (Header header : encoded.headers()) {
      String name =
          header.name().equals("content-type") ? "datacontenttype" : header.name().substring(3);
      json.append('"')
          .append(name)
          .append("\":\"")
          .append(new String(header.value(), UTF_8))
          .append("\",");
    }
    json.append("\"data\":").append(new String(encoded.value(), UTF_8)).append('}');
    return Wire.structured("").value(mutate(json.toString().getBytes(UTF_8)));
  }

  private byte[] mutate(byte[] original) {
    byte[] mutant = original;
    for (int left = 1 + random.nextInt(3); left > 0; left--) {
      mutant = mutateOnce(mutant);
    }
    return mutant;
  }

  private byte[] mutateOnce(byte[] original) {
    int at = random.nextInt(original.length + 1);
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(original, at);
      case 1 -> splice(original, at, at, new byte[] {(byte) random.nextInt(256)});
      case 2 ->
          splice(original, at, Math.min(original.length, at + 1 + random.nextInt(4)), new byte[0]);
      case 3 -> {
        byte[] fragment = FRAGMENTS[random.nextInt(FRAGMENTS.length)].getBytes(UTF_8);
        yield splice(original, at, Math.min(original.length, at + random.nextInt(6)), fragment);
      }
      default ->
          splice(
              original,
              at,
              Math.min(original.length, at + 1),
              new byte[] {(byte) random.nextInt(256)});
    };
  }

  private static byte[] splice(byte[] original, int from, int to, byte[] insert) {
    byte[] result = Arrays.copyOf(original, original.length - (to - from) + insert.length);
    System.arraycopy(insert, 0, result, from, insert.length);
    System.arraycopy(original, to, result, from + insert.length, original.length - to);
    return result;
  }
}
