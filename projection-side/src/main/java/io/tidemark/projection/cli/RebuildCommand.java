package io.tidemark.projection.cli;

import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;

@Command(
    name = "rebuild",
    description = {
      "Builds the read model anew beside the one that serves, compares the two, and switches.",
      "Readers notice nothing: they read one or the other, and one can go back."
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "In this order:",
      "  ./tidemark rebuild plan                 what it would do; writes nothing",
      "  ./tidemark rebuild start --reason \"booking 2\" --watch",
      "  ./tidemark rebuild verify               what differs, and why",
      "  ./tidemark rebuild switch [--accept]    readers read the new one",
      "  ./tidemark rebuild rollback             readers read the old one again"
    })
final class RebuildCommand {

  /** With all its subcommands. */
  static CommandLine create(Supplier<ApiOptions> api) {
    CommandLine rebuild = new CommandLine(new RebuildCommand());
    rebuild.addSubcommand(new RebuildPlanCommand(api.get()));
    rebuild.addSubcommand(new RebuildStartCommand(api.get()));
    rebuild.addSubcommand(new RebuildWatchCommand(new RebuildOptions(api.get())));
    rebuild.addSubcommand(RebuildStepCommand.pause(new RebuildOptions(api.get())));
    rebuild.addSubcommand(RebuildStepCommand.resume(new RebuildOptions(api.get())));
    rebuild.addSubcommand(RebuildStepCommand.cancel(new RebuildOptions(api.get())));
    rebuild.addSubcommand(new RebuildVerifyCommand(new RebuildOptions(api.get())));
    rebuild.addSubcommand(new RebuildSwitchCommand(new RebuildOptions(api.get())));
    rebuild.addSubcommand(RebuildStepCommand.rollback(new RebuildOptions(api.get())));
    rebuild.addSubcommand(new RebuildListCommand(api.get()));
    return rebuild;
  }
}
