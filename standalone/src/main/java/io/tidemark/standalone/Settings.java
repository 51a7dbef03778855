package io.tidemark.standalone;

import io.tidemark.projection.cli.Home;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;
import java.util.Map;

/**
 * What the environment says about an instance.
 *
 * @param home {@code TIDEMARK_HOME}: where everything is kept, {@code .tidemark} in the working
 *     folder by default
 * @param port {@code TIDEMARK_PORT}: of the HTTP API, 8080 by default
 * @param demo {@code TIDEMARK_DEMO}: whether a first start loads the demo, true by default
 * @param live {@code TIDEMARK_LIVE}: whether it gives itself a few commands a second, false by
 *     default
 */
record Settings(Home home, int port, boolean demo, boolean live) {

  static Settings of(Map<String, String> environment) throws StartRefused {
    return new Settings(
        Home.of(environment),
        port(text(environment, "TIDEMARK_PORT", "8080")),
        flag(environment, "TIDEMARK_DEMO", "true"),
        flag(environment, "TIDEMARK_LIVE", "false"));
  }

  private static String text(Map<String, String> environment, String name, String otherwise) {
    String value = environment.getOrDefault(name, "").strip();
    return value.isEmpty() ? otherwise : value;
  }

  private static int port(String text) throws StartRefused {
    try {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) return port;
    } catch (NumberFormatException _) {
      // as wrong as a number out of range
    }
    throw new StartRefused(
        "TIDEMARK_PORT must be a number from 1 to 65535, not '%s'.".formatted(text));
  }

  private static boolean flag(Map<String, String> environment, String name, String otherwise)
      throws StartRefused {
    String value = text(environment, name, otherwise);
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default ->
          throw new StartRefused("%s must be true or false, not '%s'.".formatted(name, value));
    };
  }

  String url() {
    return "http://localhost:" + port;
  }

  /** Before anything else is started: the web server would notice only after everything else. */
  void requireFreePort() throws StartRefused {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(
          true); // connections of an instance that has just ended are no obstacle
      socket.bind(new InetSocketAddress(port));
    } catch (IOException e) {
      throw new StartRefused(
          "Port %d is in use: stop the program that has it, or choose another with TIDEMARK_PORT=%d."
              .formatted(port, port == 65535 ? 8081 : port + 1),
          e);
    }
  }
}
