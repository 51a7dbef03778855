-- What was decided, and how far it has been relayed. Axon's layout, by names of ours.

create table command.event (
  position bigint generated always as identity (cache 1) primary key,  -- the order in which they are relayed
  event_id text collate "C" not null unique,
  aggregate_id text collate "C" not null,
  sequence_number bigint not null,     -- 0, 1, 2 … of its aggregate; the event's sequence is one more
  aggregate_type text not null,
  recorded_at text not null,           -- ISO 8601
  payload_type text not null,          -- the event's wire name, never a class
  payload_revision text,
  payload bytea not null,              -- as it goes out
  metadata bytea not null,
  key_hash integer not null,           -- Kafka's own hash of the aggregate's id, not negative: which partition it is for
  unique (aggregate_id, sequence_number)
);

-- Appends commit in another order than they have drawn their positions in, and side by side, so that one wait for the
-- disk does for many. So before it draws any, an append leaves a mark that says "mine will be above this": a shared
-- lock, that goes with its transaction, of a number that holds the last position drawn. The statement's trigger runs
-- before any default is computed. Nothing above the lowest mark is relayed: see docs/adr/0015.
create function command.mark_append() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(
      (29801::bigint << 48) | (case when is_called then last_value else last_value - 1 end))
    from command.event_position_seq;
  return null;
end $$;

create trigger mark_append before insert on command.event
  for each statement execute function command.mark_append();

create table command.snapshot (
  aggregate_id text collate "C" not null,
  sequence_number bigint not null,
  aggregate_type text not null,
  event_id text collate "C" not null unique,
  recorded_at text not null,
  payload_type text not null,
  payload_revision text,
  payload bytea not null,
  metadata bytea not null,
  primary key (aggregate_id, sequence_number)
);

-- How far each segment of the relay has come, and which instance has it: until it is given free, or has shown no
-- sign of life for a while. The number of rows is the number of segments, for ever.
create table command.relay_segment (
  segment integer primary key,
  position bigint not null default 0,  -- its events up to this one are on the topics
  owner text collate "C",
  seen_at timestamptz not null default '-infinity'
);

-- Who takes part, so that the work can be shared evenly.
create table command.relay_member (
  instance text collate "C" primary key,
  seen_at timestamptz not null
);

-- Answers to commands that came with an Idempotency-Key, made in the transaction of their events, kept for a while.
create table command.answered (
  caller text collate "C" not null,
  idempotency_key text collate "C" not null,
  request_hash bytea not null,         -- SHA-256 of method, path and body
  aggregate_id text collate "C" not null,
  revision bigint not null,
  position bigint not null,            -- of the last event
  answered_at timestamptz not null default now(),
  primary key (caller, idempotency_key)
);
create index answered_by_age on command.answered (answered_at);
