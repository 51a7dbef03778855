package io.tidemark.projection.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Groups the commands about dead letters. */
@Command(
    name = "dead-letters",
    description =
        "Records that could not be folded in: looks at them, tries them again, gives them up.",
    synopsisSubcommandLabel = "COMMAND")
final class DeadLettersCommand {

  static final String PATH = "/api/v1/system/dead-letters";

  private DeadLettersCommand() {}

  static CommandLine with(java.util.function.Supplier<ApiOptions> options) {
    return new CommandLine(new DeadLettersCommand())
        .addSubcommand(new DeadLettersListCommand(options.get()))
        .addSubcommand(new DeadLettersShowCommand(options.get()))
        .addSubcommand(new DeadLettersRetryCommand(options.get()))
        .addSubcommand(new DeadLettersDiscardCommand(options.get()));
  }
}
