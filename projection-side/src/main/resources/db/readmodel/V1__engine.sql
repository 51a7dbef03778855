-- Where the projector stands, what it could not fold, and what its contributions depend on besides events.

create schema if not exists readmodel;

-- Moved by compare-and-set in the transaction that changes the rows: the two cannot part.
create table tidemark.position (
  topic text not null,
  partition integer not null,
  topic_id text not null,          -- Kafka's id of the topic: a re-created topic is another log
  next_offset bigint not null,     -- everything below is folded in
  primary key (topic, partition)
);

-- How far the log reached when last looked at; next_offset subtracted is the lag.
create table tidemark.log_end (
  topic text not null,
  partition integer not null,
  end_offset bigint not null,
  observed_at timestamptz not null,
  primary key (topic, partition)
);

-- The newest event folded in per metric group. The version rises with each commit that changed the group.
create table tidemark.watermark (
  metric_group text primary key,
  version bigint not null,
  as_of timestamptz not null
);

-- Records that are not events, with their original bytes.
create table tidemark.dead_letter (
  id bigint generated always as identity primary key,
  topic text not null,
  topic_id text not null,
  partition integer not null,
  record_offset bigint not null,
  kind text not null,              -- invalid-envelope, unknown-type, invalid-payload, wrong-currency, …
  reason text not null,
  event_type text,
  received_at timestamptz not null default now(),
  record_key bytea,
  record_value bytea,
  header_names text[] not null,
  header_values bytea[] not null,
  unique (topic, topic_id, partition, record_offset)
);

-- Settings that contributions depend on. A value holds for what began at or after valid_from, so a change
-- never restates the past. Durations are ISO 8601.
create table tidemark.parameter (
  name text not null,
  valid_from timestamptz not null,
  value text not null,
  primary key (name, valid_from)
);

-- One row, raised by every change of a parameter; projectors read it in each transaction (for share).
create table tidemark.parameter_version (
  version bigint not null
);
insert into tidemark.parameter_version values (1);
