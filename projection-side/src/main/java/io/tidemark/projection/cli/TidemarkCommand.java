package io.tidemark.projection.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The {@code tidemark} command. No Spring: it starts in a fraction of a second. */
@Command(
    name = "tidemark",
    description = "Works with a running Tidemark: tokens, imports, checks, rebuilds.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = TidemarkCommand.Version.class,
    scope = CommandLine.ScopeType.INHERIT,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:done, with findings: rejected rows, differing cells, dead letters, events waiting for longer than asked for",
      "2:the command line or a mapping is wrong",
      "3:refused: no key, no permission, no such thing, or not as things stand: the message says what to do",
      "4:something that is needed does not answer or cannot be read",
      "130:interrupted: what was begun goes on, or can be started again, as the message says"
    })
public final class TidemarkCommand {

  private TidemarkCommand() {}

  public static void main(String[] args) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int exitCode = run(System.getenv(), Clock.systemUTC(), out, err, args);
    System.exit(exitCode);
  }

  static int run(
      Map<String, String> environment,
      Clock clock,
      PrintWriter out,
      PrintWriter err,
      String... args) {
    CommandLine events = new CommandLine(new EventsCommand());
    events.addSubcommand(new ImportCommand(new InstanceOptions(environment, clock)));
    events.addSubcommand(new ExportCommand(new InstanceOptions(environment, clock)));
    CommandLine tidemark = new CommandLine(new TidemarkCommand());
    tidemark.addSubcommand(new TokenCommand(new InstanceOptions(environment, clock)));
    tidemark.addSubcommand(events);
    tidemark.addSubcommand(new VerifyCommand(new InstanceOptions(environment, clock)));
    tidemark.addSubcommand(
        new ExplainCommand(new ApiOptions(new InstanceOptions(environment, clock))));
    tidemark.addSubcommand(new LagCommand(new ApiOptions(new InstanceOptions(environment, clock))));
    tidemark.addSubcommand(
        RebuildCommand.create(() -> new ApiOptions(new InstanceOptions(environment, clock))));
    tidemark.addSubcommand(
        DeadLettersCommand.with(() -> new ApiOptions(new InstanceOptions(environment, clock))));
    return tidemark
        .setOut(out)
        .setErr(err)
        .setUsageHelpAutoWidth(true)
        .setParameterExceptionHandler(TidemarkCommand::misused)
        .setExecutionExceptionHandler(TidemarkCommand::failed)
        .execute(args);
  }

  private static int misused(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    err.println("tidemark: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println("See " + command.getCommandSpec().qualifiedName() + " --help");
    }
    return ExitCode.USAGE;
  }

  private static int failed(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    PrintWriter err = command.getErr();
    command.getOut().flush(); // what is said there comes before what is said of it here
    switch (e) {
      case CommandFailed failure -> {
        err.println("tidemark: " + Printable.lines(String.valueOf(failure.getMessage())));
        return failure.exitCode();
      }
      case IOException unavailable -> err.println("tidemark: " + described(unavailable));
      case SQLException unavailable ->
          err.println("tidemark: the database: " + unavailable.getMessage());
      default -> {
        err.println("tidemark: this is a defect of Tidemark, please report it:");
        e.printStackTrace(err);
      }
    }
    return ExitCode.UNAVAILABLE;
  }

  // The messages of file exceptions are bare paths.
  private static String described(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException file -> "there is no file " + file.getFile();
      case java.nio.file.AccessDeniedException file -> "no permission for " + file.getFile();
      case java.nio.file.FileSystemException file -> file.getFile() + ": " + file.getReason();
      default -> e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    };
  }

  /** The version of the build. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties build = new Properties();
      try (InputStream properties =
          TidemarkCommand.class.getResourceAsStream("/tidemark-build.properties")) {
        if (properties != null) {
          build.load(properties);
        }
      }
      return new String[] {
        "Tidemark " + build.getProperty("version", "of an unknown version"),
        "Java " + Runtime.version()
      };
    }
  }
}
