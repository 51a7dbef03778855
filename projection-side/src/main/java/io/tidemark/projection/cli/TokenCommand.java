package io.tidemark.projection.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
    name = "token",
    description = {
      "Prints a token that the standalone instance of this folder accepts, and nothing else.",
      "In production tokens come from your identity provider."
    },
    footer = {
      "",
      "Permissions to read: ops.read, ops.admin, calls.read, calls.admin, providers.read,",
      "system.read, system.admin. To write: bookings.write, complaints.write, goals.write,",
      "calls.write, and events.write, which needs --source. For example:",
      "  curl -H \"Authorization: Bearer $(./tidemark token --scope ops.read)\" \\",
      "    http://localhost:8080/api/v1/ops/dashboard/metrics",
      "  ./tidemark token --scope events.write --source '/booking-desk/*'"
    })
final class TokenCommand implements Callable<Integer> {

  @Mixin private final InstanceOptions instance;
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--scope",
      required = true,
      paramLabel = "SCOPES",
      description = "What the token permits, separated by spaces: \"ops.read system.read\".")
  private String scope = "";

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description = {
        "A CloudEvents source whose events may be published with it, or how such sources begin",
        "and a *: \"/booking-desk/*\". May be given several times; without it there is none."
      })
  private List<String> sources = List.of();

  @Option(
      names = "--subject",
      paramLabel = "ID",
      defaultValue = "operator",
      description = "Who it is for, e.g. a staff id (default: ${DEFAULT-VALUE}).")
  private String subject = "";

  @Option(
      names = "--expires-in",
      paramLabel = "DURATION",
      defaultValue = "PT12H",
      description = "How long it is good for, ISO 8601 (default: ${DEFAULT-VALUE}).")
  private Duration lifetime = Duration.ZERO;

  TokenCommand(InstanceOptions instance) {
    this.instance = instance;
  }

  @Override
  public Integer call() throws CommandFailed, IOException {
    if (!lifetime.isPositive()) {
      throw CommandFailed.usage("--expires-in must be longer than nothing, e.g. PT12H.");
    }
    if (scope.isBlank() || subject.isBlank() || sources.stream().anyMatch(String::isBlank)) {
      throw CommandFailed.usage("--scope, --subject and --source must not be blank.");
    }
    String scopes = String.join(" ", scope.trim().split("[\\s,]+", -1));
    String token =
        instance.key().token(subject, scopes, sources, lifetime, instance.clock().instant());
    spec.commandLine().getOut().println(token);
    return ExitCode.DONE;
  }
}
