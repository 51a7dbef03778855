package io.tidemark.projection.cli;

import io.tidemark.projection.ReadModel;
import io.tidemark.projection.engine.Generation;
import io.tidemark.projection.engine.Generations;
import io.tidemark.projection.rebuild.Sample;
import io.tidemark.projection.rebuild.Verifier;
import io.tidemark.projection.rebuild.Verifier.Difference;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "verify",
    description = {
      "Compares every cell of the read model with the sum over the entities, in one snapshot.",
      "Changes nothing, and events may go on coming in. Ends with 1 if a cell differs."
    })
final class VerifyCommand implements Callable<Integer> {

  private static final int SHOWN = 20;

  @Mixin private final InstanceOptions instance;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--jdbc-url",
      paramLabel = "URL",
      description = {
        "The database (SPRING_DATASOURCE_URL; default: that of the standalone instance).",
        "Its password is taken from SPRING_DATASOURCE_PASSWORD."
      })
  private @Nullable String jdbcUrl;

  @Option(
      names = "--jdbc-username",
      paramLabel = "NAME",
      description = "The database's user (SPRING_DATASOURCE_USERNAME).")
  private @Nullable String jdbcUsername;

  @Option(
      names = "--generation",
      paramLabel = "N",
      description = "Another generation than the one that serves.")
  private @Nullable Integer generation;

  @Option(
      names = "--sample",
      paramLabel = "PERCENT",
      description =
          "Compares so many of a hundred cells alone, such as 5%%, chosen by a hash: where there are "
              + "more than fit into memory. All entities are read all the same.")
  private @Nullable String sample;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which cells are chosen (default: others each time; the seed is printed).")
  private @Nullable Long seed;

  @Option(names = "--json", description = "Prints the outcome as JSON.")
  private boolean json;

  VerifyCommand(InstanceOptions instance) {
    this.instance = instance;
  }

  @Override
  public Integer call() throws CommandFailed, IOException, SQLException {
    Verifier verifier = new Verifier(ReadModel.projections());
    Sample chosen = sample();
    Verifier.Report report;
    try (Connection connection = connect()) {
      report = verifier.verify(connection, generation(connection), chosen, _ -> {});
    }
    if (json) {
      Report.print(spec.commandLine().getOut(), asMap(report, chosen));
    } else {
      print(report, chosen, spec.commandLine().getOut());
    }
    return report.differences().isEmpty() ? ExitCode.DONE : ExitCode.WITH_FINDINGS;
  }

  private @Nullable Sample sample() throws CommandFailed {
    if (sample == null) {
      if (seed != null) {
        throw CommandFailed.usage("--seed says which cells --sample chooses: give both.");
      }
      return null;
    }
    String percent = sample.endsWith("%") ? sample.substring(0, sample.length() - 1) : sample;
    try {
      long chosenBy = seed == null ? instance.clock().instant().getEpochSecond() : seed;
      return new Sample(Double.parseDouble(percent), chosenBy);
    } catch (IllegalArgumentException e) {
      throw CommandFailed.usage("'" + sample + "' must be above 0% and at most 100%, such as 5%.");
    }
  }

  private Generation generation(Connection connection) throws CommandFailed, SQLException {
    if (generation == null) {
      return Generations.serving(connection);
    }
    return Generations.find(connection, generation)
        .orElseThrow(
            () ->
                CommandFailed.refused(
                    "There is no generation " + generation + " of the read model."));
  }

  private Connection connect() throws CommandFailed, IOException, SQLException {
    boolean named = jdbcUrl != null || instance.environment("SPRING_DATASOURCE_URL").isPresent();
    String url = instance.setting(jdbcUrl, Instance::jdbcUrl, "database", "SPRING_DATASOURCE_URL");
    String username =
        named
            ? userName()
            : instance.setting(jdbcUsername, Instance::jdbcUsername, "database's user");
    String password =
        named
            ? instance.environment("SPRING_DATASOURCE_PASSWORD").orElse("")
            : instance.setting(null, Instance::jdbcPassword, "database's password");
    try {
      return DriverManager.getConnection(url, username, password);
    } catch (SQLException e) {
      // class 08: no connection, but for 08004; everything else is the server's own refusal
      String state = e.getSQLState();
      if (state != null && (!state.startsWith("08") || state.equals("08004"))) {
        throw CommandFailed.refused("The database at " + url + " refuses: " + e.getMessage());
      }
      throw CommandFailed.unavailable(
          "No database answers at "
              + url
              + ". Start Tidemark with "
              + InstanceOptions.START
              + ", or look whether TIDEMARK_HOME ("
              + instance.home().folder()
              + ") names the one that you mean.");
    }
  }

  private String userName() {
    return jdbcUsername == null
        ? instance.environment("SPRING_DATASOURCE_USERNAME").orElse("")
        : jdbcUsername;
  }

  private static void print(Verifier.Report report, @Nullable Sample sample, PrintWriter out) {
    if (sample != null) {
      out.printf(
          "A sample of %s %% of all cells, chosen by --seed %d.%n",
          sample.percent(), sample.seed());
    }
    out.printf(
        Locale.ROOT,
        "Compared %,d cells with the sums over %,d entities in %.1f s: %s.%n",
        report.cells(),
        report.entities(),
        report.duration().toMillis() / 1000.0,
        report.differences().isEmpty()
            ? "0 differences"
            : String.format(Locale.ROOT, "%,d differences", report.differences().size()));
    for (Difference difference : report.differences().stream().limit(SHOWN).toList()) {
      out.printf(
          "  %s %s: stored %s, but the entities sum to %s%n",
          difference.table(),
          Printable.line(difference.key().toString()),
          sums(difference.stored()),
          sums(difference.recomputed()));
    }
    if (report.differences().size() > SHOWN) {
      out.println("  … --json lists all.");
    }
  }

  private static String sums(@Nullable List<Object> sums) {
    return sums == null ? "nothing" : sums.toString();
  }

  private static Map<String, Object> asMap(Verifier.Report report, @Nullable Sample sample) {
    Map<String, Object> map = new LinkedHashMap<>();
    if (sample != null) {
      map.put("percent", BigDecimal.valueOf(sample.percent()));
      map.put("seed", sample.seed());
    }
    map.put("entities", report.entities());
    map.put("cells", report.cells());
    map.put("millis", report.duration().toMillis());
    List<Map<String, @Nullable Object>> differences = new ArrayList<>();
    for (Difference each : report.differences()) {
      Map<String, @Nullable Object> difference = new LinkedHashMap<>();
      difference.put("table", each.table());
      difference.put("key", each.key());
      difference.put("stored", each.stored());
      difference.put("recomputed", each.recomputed());
      differences.add(difference);
    }
    map.put("differences", differences);
    return map;
  }
}
