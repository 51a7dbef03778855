package io.tidemark.projection.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which HTTP API is meant. */
final class ApiOptions {

  @Mixin private final InstanceOptions instance;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "The HTTP API (TIDEMARK_URL; default: that of the standalone instance, else http://localhost:8080). "
              + "The token for it is TIDEMARK_TOKEN, else one signed by the standalone instance's key.")
  private @Nullable String url;

  ApiOptions(InstanceOptions instance) {
    this.instance = instance;
  }

  InstanceOptions instance() {
    return instance;
  }

  /**
   * The API, if anything answers there.
   *
   * @param permission that the calls need
   */
  Api connect(String permission) throws CommandFailed, IOException {
    return Api.connect(instance, instance.url(url), permission);
  }
}
