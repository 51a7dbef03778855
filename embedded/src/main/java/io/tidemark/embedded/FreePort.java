package io.tidemark.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * A port that is free now. It may be taken before it is bound: whoever uses it tries again with the
 * next.
 */
final class FreePort {

  /** How often a server is started anew because its port was taken in between. */
  static final int ATTEMPTS = 5;

  private FreePort() {}

  static int pick() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on the loopback interface", e);
    }
  }
}
