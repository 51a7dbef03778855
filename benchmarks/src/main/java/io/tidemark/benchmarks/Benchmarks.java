package io.tidemark.benchmarks;

import static java.util.Objects.requireNonNull;

import io.tidemark.benchmarks.faults.FaultsCommand;
import io.tidemark.benchmarks.scale.ScalingCommand;
import io.tidemark.benchmarks.scale.SwitchCommand;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The one main class of the benchmarks. */
@Command(
    name = "benchmarks",
    mixinStandardHelpOptions = true,
    description = "Measures Tidemark's real parts on this machine, side by side with alternatives.",
    subcommands = {
      IngestCommand.class,
      IngestHttpCommand.class,
      ReadCommand.class,
      DashboardsCommand.class,
      FreshnessCommand.class,
      OwnWritesCommand.class,
      RelayCommand.class,
      CommandsCommand.class,
      FaultsCommand.class,
      RebuildCommand.class,
      SwitchCommand.class,
      ScalingCommand.class
    })
public final class Benchmarks {

  private Benchmarks() {}

  public static void main(String[] arguments) {
    System.setProperty("logback.configurationFile", "logback-benchmarks.xml");
    System.exit(commandLine().execute(arguments));
  }

  private static CommandLine commandLine() {
    CommandLine commandLine =
        new CommandLine(new Benchmarks())
            .setExecutionExceptionHandler(
                (e, _, _) -> {
                  e.printStackTrace();
                  return CommandLine.ExitCode.SOFTWARE;
                });
    // its options are those of the parts, which read them
    requireNonNull(commandLine.getSubcommands().get("all"))
        .setUnmatchedOptionsArePositionalParams(true);
    return commandLine;
  }

  @Command(
      name = "all",
      mixinStandardHelpOptions = false,
      description = "Measures everything, one after the other; takes the options that all have.")
  int all(@Parameters(paramLabel = "OPTION") String... options) {
    int worst = 0;
    List<String> parts =
        List.of(
            "ingest",
            "ingest-http",
            "rebuild",
            "switch",
            "scaling",
            "read",
            "dashboards",
            "freshness",
            "own-writes",
            "relay",
            "commands");
    for (String part : parts) {
      List<String> arguments = new ArrayList<>(List.of(part));
      arguments.addAll(List.of(options));
      worst = Math.max(worst, commandLine().execute(arguments.toArray(String[]::new)));
    }
    return worst;
  }
}
