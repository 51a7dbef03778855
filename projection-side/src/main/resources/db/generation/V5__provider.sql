-- Production of providers at locations, and their goals.

create table location (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  registered timestamptz,
  name text,
  zone text,
  stamps bytea not null
) with (fillfactor = 70);

create table provider (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  registered timestamptz,
  name text collate "C",
  role text,                       -- dentist, hygienist
  retired boolean,
  stamps bytea not null
) with (fillfactor = 70);

create index provider_by_name on provider (name, id);

-- An entry of production; net = gross - adjustments - write-offs.
create table production_entry (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  recorded timestamptz,
  provider text,
  location text,
  date date,
  kind text,                       -- dentist, hygiene
  net numeric(19, 4),
  voided boolean,
  stamps bytea not null
) with (fillfactor = 70);

-- A goal holds from period_start on, until another of the same provider, location and granularity begins.
-- One row per goal and period start: what is set for a later period leaves the earlier ones as they were.
create table goal (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  set_at timestamptz,              -- of the newest event
  provider text collate "C",
  location text collate "C",       -- null: of the provider wherever it works
  granularity text collate "C",    -- day, week, month
  period_start date,
  amount numeric(19, 4),           -- null: cleared, no goal from here on
  stamps bytea not null
) with (fillfactor = 70);

create index goal_in_force on goal (provider, granularity, location, period_start desc, set_at desc);

-- The same without the location in front: the goals of all locations of a provider, newest first, are side by side.
create index goal_by_start on goal (provider, granularity, period_start desc, location, set_at desc, id desc) include (amount);

-- What a provider has goals for, so that a reader knows when it has found them all.
create table goals_by_location (
  provider text collate "C" not null,
  granularity text collate "C" not null, -- day, week, month
  location text collate "C" not null,    -- '': wherever it works
  goals bigint not null,
  primary key (provider, granularity, location)
) with (fillfactor = 70);

-- Net amounts by the date of their entries.
create table production_by_provider (
  grain text collate "C" not null, -- day, week, month
  period_start date not null,
  provider text collate "C" not null,
  dentist numeric(38, 4) not null,
  hygiene numeric(38, 4) not null,
  entries bigint not null,
  primary key (provider, grain, period_start)
) with (fillfactor = 70);

create table production_by_location (
  grain text collate "C" not null, -- day, week, month
  period_start date not null,
  provider text collate "C" not null,
  location text collate "C" not null,
  dentist numeric(38, 4) not null,
  hygiene numeric(38, 4) not null,
  entries bigint not null,
  primary key (provider, location, grain, period_start)
) with (fillfactor = 70);

-- all locations of a provider over a range of time
create index production_by_location_in_time on production_by_location (provider, grain, period_start, location);
