package io.tidemark.testkit;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the tests' servers run: in containers when a Docker engine answers, else embedded. {@code
 * -Dtest.infra=docker} and {@code -Dtest.infra=embedded} force it.
 */
enum Infrastructure {
  EMBEDDED,
  DOCKER;

  private static final Infrastructure CHOSEN = choose(System.getProperty("test.infra", "auto"));

  static Infrastructure chosen() {
    return CHOSEN;
  }

  static Infrastructure choose(String wish) {
    return switch (wish.toLowerCase(Locale.ROOT)) {
      case "docker" -> DOCKER;
      case "embedded" -> EMBEDDED;
      case "auto", "" -> dockerAnswers() ? DOCKER : EMBEDDED;
      default ->
          throw new IllegalArgumentException("test.infra is auto, docker or embedded, not " + wish);
    };
  }

  /** One ping of the usual sockets, without the search and the log lines of a Docker client. */
  private static boolean dockerAnswers() {
    String host = System.getenv("DOCKER_HOST");
    if (host != null && !host.isBlank()) return answers(address(URI.create(host)));
    return Stream.of(
            "/var/run/docker.sock", System.getProperty("user.home") + "/.docker/run/docker.sock")
        .map(Path::of)
        .filter(Files::exists)
        .anyMatch(path -> answers(UnixDomainSocketAddress.of(path)));
  }

  private static @Nullable SocketAddress address(URI host) {
    return switch (host.getScheme()) {
      case "unix" -> UnixDomainSocketAddress.of(host.getPath());
      case "tcp" -> new InetSocketAddress(host.getHost(), host.getPort());
      default -> null;
    };
  }

  static boolean answers(@Nullable SocketAddress address) {
    if (address == null) return false;
    try (SocketChannel channel =
        address instanceof UnixDomainSocketAddress
            ? SocketChannel.open(StandardProtocolFamily.UNIX)
            : SocketChannel.open()) {
      channel.connect(address);
      channel.write(
          StandardCharsets.US_ASCII.encode("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"));
      var answer = ByteBuffer.allocate(15);
      while (answer.hasRemaining() && channel.read(answer) >= 0) {}
      return new String(answer.array(), StandardCharsets.US_ASCII).contains(" 200");
    } catch (IOException e) {
      return false; // no engine there is an answer too
    }
  }
}
