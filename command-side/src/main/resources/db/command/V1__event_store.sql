-- What was decided, and how far it has been relayed. Axon's layout, by names of ours.

create table command.event (
  position bigint generated always as identity (cache 1) primary key,  -- commits in this order: see the trigger
  event_id text collate "C" not null unique,
  aggregate_id text collate "C" not null,
  sequence_number bigint not null,     -- 0, 1, 2 … of its aggregate; the event's sequence is one more
  aggregate_type text not null,
  recorded_at text not null,           -- ISO 8601
  payload_type text not null,          -- the event's wire name, never a class
  payload_revision text,
  payload bytea not null,              -- as it goes out
  metadata bytea not null,
  unique (aggregate_id, sequence_number)
);

-- An append holds this lock until it has committed, and draws its positions after it has it: the statement's
-- trigger runs before any default is computed. So positions become visible in their order, and whoever has read
-- up to one has missed none before it: a missing number was rolled back.
create function command.append_in_order() returns trigger language plpgsql as $$
begin
  perform pg_advisory_xact_lock(7233173838382854);
  return null;
end $$;

create trigger append_in_order before insert on command.event
  for each statement execute function command.append_in_order();

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

-- How far each segment of the relay has come, and which instance has it.
create table command.token (
  processor_name text not null,
  segment integer not null,
  token bytea,
  token_type text,
  claimed_at text,
  owner text,
  primary key (processor_name, segment)
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
