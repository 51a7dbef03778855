package io.tidemark.projection.cli;

import picocli.CommandLine.Command;

@Command(name = "events", description = "Works with events.", synopsisSubcommandLabel = "COMMAND")
final class EventsCommand {}
