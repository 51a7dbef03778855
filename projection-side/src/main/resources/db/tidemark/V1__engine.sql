-- Which generations of the read model there are, where each of them stands, what could not be folded into it, and what
-- contributions depend on besides events. The tables of a generation itself are in a schema of its own: db/generation.

-- A full set of entity and cell tables, folded by one definition: the code of the projections and a calendar.
create table tidemark.generation (
  generation integer primary key,                 -- 1, 2, 3 …
  schema_name text not null unique,
  state text not null check (state in
    ('filling',                                   -- is folded from its source, by its runner alone
     'following',                                 -- has caught up and folds what comes; nobody reads it
     'serving',                                   -- is what readers read
     'standby',                                   -- served, or was rolled back; follows until standby_until
     'cancelled',                                 -- given up; its tables are about to go
     'dropped')),                                 -- its tables are gone
  paused boolean not null default false,
  code text,                                      -- each projection with its version; null until a projector adopts it
  zone text,                                      -- whose midnight ends a day; null as code
  week_starts_on text,                            -- MONDAY …; null as code
  reason text not null,
  requested_by text not null,
  requested_at timestamptz not null default now(),
  source text not null default 'log' check (source in ('log', 'entities', 'archive')),
  projection text,                                -- of which the topics are read from the source; null: of all
  files text[] not null default '{}',             -- of an archive
  rate bigint,                                    -- most events a second; null: as many as possible
  workers integer,                                -- partitions side by side; null: as many as fit
  standby_window interval not null default '24 hours',
  events_total bigint not null default 0,         -- to be folded before it has caught up
  events_done bigint not null default 0,
  runner text,                                    -- the projector that works on it
  runner_seen_at timestamptz,
  trouble text,                                   -- why its runner does not get on just now
  filled_at timestamptz,                          -- when all of its source was folded
  verify_requested_at timestamptz,
  verified_at timestamptz,                        -- when it was last compared with the serving one
  cells_compared bigint,
  differences bigint,                             -- found then
  differences_by_table jsonb,                     -- {"bookings_by_status": 12, …}
  accepted_by text,                               -- who let it serve in spite of them
  serving_since timestamptz,
  standby_until timestamptz,
  ended_at timestamptz                            -- cancelled or dropped
);

create unique index one_generation_serves on tidemark.generation ((true)) where state = 'serving';

insert into tidemark.generation (generation, schema_name, state, reason, requested_by, serving_since)
values (1, 'readmodel', 'serving', 'the first', 'tidemark', now());

-- Cells in which a generation differs from the one that served when they were compared: the first ones of each table.
create table tidemark.difference (
  generation integer not null references tidemark.generation,
  table_name text not null,
  number integer not null,                        -- 1, 2, 3 … within the table
  cell_key jsonb not null,                        -- {"grain": "day", …}
  serving jsonb,                                  -- its sums there; null: no such cell
  rebuilt jsonb,                                  -- its sums in this generation; null: no such cell
  entities jsonb not null default '[]',           -- some of those that count in it, and what of them differs
  primary key (generation, table_name, number)
);

-- Moved by compare-and-set in the transaction that changes the rows: the two cannot part.
create table tidemark.position (
  topic text not null,
  partition integer not null,
  topic_id text not null,                         -- Kafka's id of the topic: a re-created topic is another log
  next_offset bigint not null,                    -- everything below is folded in
  -- The command side's events carry their position in its event store, which rises along a partition: so who has been
  -- told a position can be told whether it has been folded in, before anyone knew its offset.
  stored_position bigint not null default 0,
  generation integer not null default 1 references tidemark.generation,
  primary key (generation, topic, partition)
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
  metric_group text not null,
  version bigint not null,
  as_of timestamptz not null,
  generation integer not null default 1 references tidemark.generation,
  primary key (generation, metric_group)
);

-- Records that are not events, with their original bytes.
create table tidemark.dead_letter (
  id bigint generated always as identity primary key,
  topic text not null,
  topic_id text not null,
  partition integer not null,
  record_offset bigint not null,
  kind text not null,                             -- invalid-envelope, unknown-type, invalid-payload, wrong-currency, …
  reason text not null,
  event_type text,
  received_at timestamptz not null default now(),
  record_key bytea,
  record_value bytea,
  header_names text[] not null,
  header_values bytea[] not null,
  generation integer not null default 1 references tidemark.generation,
  state text not null default 'open' check (state in ('open', 'retrying', 'folded', 'discarded')),
  attempts integer not null default 1,            -- how often folding it was tried
  tried_at timestamptz not null default now(),
  resolved_at timestamptz,                        -- when it was folded or discarded
  resolved_by text,                               -- who had it discarded, or retried, last
  note text,                                      -- why
  request uuid,                                   -- the request that had it discarded, or retried, last
  unique (generation, topic, topic_id, partition, record_offset)
);

-- few among all that ever were
create index dead_letter_unresolved on tidemark.dead_letter (generation, topic, kind) where state in ('open', 'retrying');

-- what the owners of partitions look for each second, and whoever asked for it
create index dead_letter_retrying on tidemark.dead_letter (generation, id, topic, partition) where state = 'retrying';
create index dead_letter_of_request on tidemark.dead_letter (request) where request is not null;

-- When something was first said of a period. What is said of a period that was over by then is its first filling for a
-- while, and no restatement: so importing a past does not restate it.
create table tidemark.told (
  table_name text not null,
  grain text not null,                            -- day, week, month
  period_start date not null,
  told_at timestamptz not null,
  primary key (table_name, grain, period_start)
);

-- Changes of what had been said of a period that has ended: consecutive changes of a cell within a window are one row.
create table tidemark.restatement (
  id bigint generated always as identity primary key,
  generation integer not null references tidemark.generation,
  table_name text not null,
  cell_key jsonb not null,                        -- {"grain": "day", "period_start": "2026-10-01", …}
  period_start date not null,
  period_end date not null,                       -- the first day after it
  cause text not null,                            -- events, or the switch to another generation
  before jsonb not null,                          -- sums before the first of the changes …
  after jsonb not null,                           -- … and after the last
  changes bigint not null,                        -- transactions
  events bigint not null,                         -- by how many events
  window_start timestamptz not null,
  first_at timestamptz not null,                  -- of the first change …
  last_at timestamptz not null                    -- … and the last
) with (fillfactor = 70);

create unique index restatement_of_cell
  on tidemark.restatement (generation, table_name, window_start, cause, md5(cell_key::text));
create index restatement_by_time on tidemark.restatement (first_at, id);

-- Cells that were not the sum of their entities when closed periods were last recomputed. They are looked at again in each
-- run, and are gone when they are mended.
create table tidemark.drift (
  generation integer not null references tidemark.generation,
  table_name text not null,
  cell_key jsonb not null,
  grain text not null,
  period_start date not null,
  stored jsonb,                                   -- null: no such cell
  recomputed jsonb,                               -- null: no entity counts in it
  found_at timestamptz not null,
  seen_at timestamptz not null                    -- when it was last found
);

create unique index drift_of_cell on tidemark.drift (generation, table_name, md5(cell_key::text));

-- The last run of the self-audit: one row, once there has been one.
create table tidemark.self_audit (
  one_row boolean primary key default true check (one_row),
  generation integer not null references tidemark.generation,
  instance text not null,                         -- which projector ran it
  started_at timestamptz not null,
  millis bigint not null,
  periods bigint not null,                        -- recomputed
  entities bigint not null,                       -- read for that
  cells bigint not null,                          -- compared
  drift bigint not null                           -- of these, differing
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

-- The projectors that run: each says so once a second.
create table tidemark.instance (
  id text primary key,
  code text not null,
  zone text not null,
  week_starts_on text not null,
  started_at timestamptz not null,
  seen_at timestamptz not null
);

-- What the query API wants of a projector, which knows the projections and the log.
create table tidemark.request (
  id uuid primary key,
  kind text not null,
  arguments jsonb not null,
  actor text not null,
  code text,                                      -- only a projector of this code may take it; null: any
  requested_at timestamptz not null default now(),
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'refused', 'failed')),
  claimed_by text,
  claimed_at timestamptz,
  outcome jsonb,
  finished_at timestamptz
);

create index request_waiting on tidemark.request (requested_at) where state = 'waiting';
