package io.tidemark.projection.calling;

/** Where an agent stands. */
enum AgentStatus {
  DRAFT,
  ACTIVE,
  INACTIVE,
  DELETED
}
