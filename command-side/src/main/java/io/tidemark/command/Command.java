package io.tidemark.command;

/** What somebody wants to happen to one aggregate. Each feature has a sealed interface of these. */
public interface Command {

  /** The aggregate's id, which is also the subject of its events: 1 to 128 visible characters. */
  String id();
}
