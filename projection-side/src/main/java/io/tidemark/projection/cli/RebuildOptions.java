package io.tidemark.projection.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands about one generation have in common. */
final class RebuildOptions {

  @Mixin final ApiOptions api;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "GENERATION",
      description = "The generation's number. Needed only if several can be meant.")
  @Nullable Integer generation;

  @Option(names = "--json", description = "Prints JSON.")
  boolean json;

  RebuildOptions(ApiOptions api) {
    this.api = api;
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
