-- What aggregates wait for. The scheduler's layout, which it prescribes; a row goes when it was handled.
create table command.deadline (
  task_name text collate "C" not null,
  task_instance text collate "C" not null,   -- what cancels it
  task_data bytea,                           -- which deadline of which aggregate, as JSON
  execution_time timestamptz not null,
  picked boolean not null,
  picked_by text,                            -- the instance that handles it now
  last_success timestamptz,
  last_failure timestamptz,
  consecutive_failures integer,
  last_heartbeat timestamptz,
  version bigint not null,
  primary key (task_name, task_instance)
);
create index deadline_by_time on command.deadline (execution_time);
create index deadline_by_heartbeat on command.deadline (last_heartbeat) where picked;
