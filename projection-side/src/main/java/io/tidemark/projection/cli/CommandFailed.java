package io.tidemark.projection.cli;

/** The command ends here, with a sentence for whoever ran it that says what to do next. */
final class CommandFailed extends Exception {

  private final int exitCode;

  private CommandFailed(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  static CommandFailed usage(String message) {
    return new CommandFailed(ExitCode.USAGE, message);
  }

  static CommandFailed refused(String message) {
    return new CommandFailed(ExitCode.REFUSED, message);
  }

  static CommandFailed unavailable(String message) {
    return new CommandFailed(ExitCode.UNAVAILABLE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
