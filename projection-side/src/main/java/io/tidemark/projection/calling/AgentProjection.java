package io.tidemark.projection.calling;

import static java.util.Objects.requireNonNull;

import io.tidemark.events.calling.AgentEvent;
import io.tidemark.projection.engine.CellTable;
import io.tidemark.projection.engine.Cells;
import io.tidemark.projection.engine.Context;
import io.tidemark.projection.engine.EntityTable;
import io.tidemark.projection.engine.Projection;
import io.tidemark.projection.engine.Stamp;
import io.tidemark.projection.engine.Table;
import java.util.List;

/** Keeps the agents, and counts those of an account that are not deleted by their status. */
public final class AgentProjection implements Projection<AgentEvent, Agent> {

  /** Agents that are not deleted, by account and status. */
  static final Table<StatusKey, AgentSums> BY_STATUS =
      Table.of("agents_by_status", StatusKey.class, AgentSums.class);

  static final EntityTable<Agent> AGENTS = EntityTable.of("agent", Agent.class);

  record StatusKey(String account, AgentStatus status) {}

  record AgentSums(long agents) {}

  @Override
  public Agent merge(Agent agent, AgentEvent event, Stamp at) {
    return switch (event) {
      case AgentEvent.Created e ->
          agent
              .created(e.userId(), at)
              .described(e.name(), e.kind(), e.description(), e.externalId(), at);
      case AgentEvent.Updated e ->
          agent.described(e.name(), e.kind(), e.description(), e.externalId(), at);
      case AgentEvent.Activated _ -> agent.status(AgentStatus.ACTIVE, at);
      case AgentEvent.Deactivated _ -> agent.status(AgentStatus.INACTIVE, at);
      case AgentEvent.Deleted _ -> agent.status(AgentStatus.DELETED, at);
    };
  }

  @Override
  public void contribute(Agent agent, Context context, Cells cells) {
    AgentStatus status = requireNonNull(agent.status().value());
    if (status != AgentStatus.DELETED) {
      String account = requireNonNull(agent.account().value());
      cells.add(BY_STATUS, new StatusKey(account, status), new AgentSums(1));
    }
  }

  @Override
  public String group() {
    return "agents";
  }

  @Override
  public String topic() {
    return "tidemark.calls";
  }

  @Override
  public Class<AgentEvent> events() {
    return AgentEvent.class;
  }

  @Override
  public EntityTable<Agent> entities() {
    return AGENTS;
  }

  @Override
  public List<CellTable> tables() {
    return List.of(BY_STATUS.cells());
  }
}
