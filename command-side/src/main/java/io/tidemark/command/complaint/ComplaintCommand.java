package io.tidemark.command.complaint;

import io.tidemark.command.Command;
import io.tidemark.events.complaint.ComplaintEvent;

/** What somebody wants to happen to a complaint: the event that is to follow, if it may. */
public sealed interface ComplaintCommand extends Command {

  /** Makes a complaint; it must not exist. */
  record Open(String id, ComplaintEvent.Opened complaint) implements ComplaintCommand {}

  /** What is wanted of one that exists. */
  sealed interface Change extends ComplaintCommand {}

  record Assign(String id, ComplaintEvent.Assigned assigned) implements Change {}

  record Unassign(String id) implements Change {}

  record Respond(String id) implements Change {}

  record Start(String id, ComplaintEvent.Started started) implements Change {}

  record Escalate(String id, ComplaintEvent.Escalated escalated) implements Change {}

  record Resolve(String id, ComplaintEvent.Resolved resolved) implements Change {}

  record Close(String id, ComplaintEvent.Closed closed) implements Change {}

  record Reopen(String id, ComplaintEvent.Reopened reopened) implements Change {}

  record Reprioritise(String id, ComplaintEvent.Reprioritised reprioritised) implements Change {}
}
