package io.tidemark.projection.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * Which Tidemark is meant: the standalone instance of a folder, or what options and the environment
 * name.
 */
final class InstanceOptions {

  static final String START = "'mvn -pl standalone -am spring-boot:run'";
  private static final String DEFAULT_URL = "http://localhost:8080";
  private static final int CONNECT_MILLIS = 2_000;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Folder of the standalone instance (TIDEMARK_HOME; default: .tidemark in the working folder).")
  @Nullable Path home;

  private final Map<String, String> environment;
  private final Clock clock;

  InstanceOptions(Map<String, String> environment, Clock clock) {
    this.environment = environment;
    this.clock = clock;
  }

  Clock clock() {
    return clock;
  }

  Home home() {
    return home == null ? Home.of(environment) : Home.at(home);
  }

  Optional<String> environment(String... names) {
    for (String name : names) {
      String value = environment.getOrDefault(name, "");
      if (!value.isBlank()) {
        return Optional.of(value);
      }
    }
    return Optional.empty();
  }

  /** The option's value, else the environment's, else what the instance of the folder says. */
  String setting(
      @Nullable String option, Function<Instance, String> ofInstance, String what, String... names)
      throws CommandFailed, IOException {
    if (option != null) {
      return option;
    }
    Optional<String> named = environment(names);
    if (named.isPresent()) {
      return named.get();
    }
    return home()
        .instance()
        .map(ofInstance)
        .orElseThrow(
            () ->
                CommandFailed.unavailable(
                    "No Tidemark runs in "
                        + home().folder()
                        + ". Start one with "
                        + START
                        + ", or name the "
                        + what
                        + " of another (see --help)."));
  }

  /** Where the HTTP API is. */
  String url(@Nullable String option) throws IOException {
    if (option != null) {
      return option;
    }
    Optional<String> named = environment("TIDEMARK_URL");
    if (named.isPresent()) {
      return named.get();
    }
    return home().instance().map(Instance::url).orElse(DEFAULT_URL);
  }

  /** A token for one call: the one from the environment, or one signed with the folder's key. */
  String token(String scope) throws CommandFailed, IOException {
    Optional<String> given = environment("TIDEMARK_TOKEN");
    if (given.isPresent()) {
      return given.get();
    }
    return key().token("tidemark-cli", scope, Duration.ofMinutes(5), clock.instant());
  }

  /** The folder's key. None is made here: nobody would know it. */
  SigningKey key() throws CommandFailed, IOException {
    if (!home().hasSigningKey()) {
      throw CommandFailed.refused(
          "There is no signing key in "
              + home().folder()
              + ". Start Tidemark there with "
              + START
              + ", or name its folder with TIDEMARK_HOME. In production, ask your identity provider for a token.");
    }
    return home().signingKey();
  }

  /** Fails soon and with a sentence where a client would go on trying. */
  void requireAnswer(String what, String host, int port) throws CommandFailed {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
    } catch (IOException e) {
      throw CommandFailed.unavailable(
          "No "
              + what
              + " answers at "
              + host
              + ":"
              + port
              + ". Start Tidemark with "
              + START
              + ", or look whether TIDEMARK_URL and TIDEMARK_HOME ("
              + home().folder()
              + ") name the one that you mean.");
    }
  }

  static URI uri(String url, String path) throws CommandFailed {
    String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      URI uri = URI.create(base + path);
      if (uri.getHost() == null) {
        throw new IllegalArgumentException("no host");
      }
      return uri;
    } catch (IllegalArgumentException _) {
      throw CommandFailed.usage("'" + url + "' is not an address like " + DEFAULT_URL + ".");
    }
  }
}
