package io.tidemark.benchmarks;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The one main class of the benchmarks. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures Tidemark's real parts on this machine, side by side with alternatives.",
    subcommands = {IngestCommand.class, ReadCommand.class, FreshnessCommand.class})
public final class Benchmarks {

  private Benchmarks() {}

  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "logback-benchmarks.xml");
    System.exit(
        new CommandLine(new Benchmarks())
            .setExecutionExceptionHandler(
                (e, _, _) -> {
                  e.printStackTrace();
                  return CommandLine.ExitCode.SOFTWARE;
                })
            .execute(arguments));
  }
}
