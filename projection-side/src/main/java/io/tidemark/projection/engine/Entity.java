package io.tidemark.projection.engine;

/**
 * What is known of one booking, complaint …: a record of its id, first, and of registers. Each
 * register is a column of the entity's table, named like the component.
 */
public interface Entity {

  String id();

  /** Whether its creating event has come; until then it contributes nothing. */
  boolean exists();
}
