-- The calling product: accounts, credits, agents, calls and leads. `account` is the id that events call userId.

create table account (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  registered timestamptz,
  name text,
  email text,
  closed boolean,
  stamps bytea not null
) with (fillfactor = 70);

-- Credits bought: one row per event, so that adding up is idempotent.
create table purchase (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  purchased timestamptz,
  account text,
  credits numeric(19, 4),
  stamps bytea not null
) with (fillfactor = 70);

create table agent (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  created timestamptz,
  account text collate "C",
  name text collate "C",
  kind text,
  description text,
  external_id text,                -- the voice provider's id
  status text collate "C",         -- draft, active, inactive, deleted
  stamps bytea not null
) with (fillfactor = 70);

create index agent_by_name on agent (account, name, id);
create index agent_by_age on agent (account, created desc, id desc);

create table call (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  started timestamptz,
  account text collate "C",
  agent text,
  contact text,
  status text,                     -- in_progress, completed, failed
  duration_seconds bigint,
  credits numeric(19, 4),
  stamps bytea not null
) with (fillfactor = 70);

-- the newest calls of an account
create index call_by_age on call (account, started desc, id desc);

create table lead (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  scored timestamptz,              -- first
  account text collate "C",
  agent text,
  call text,
  contact text,
  score numeric(19, 4),
  converted boolean,
  value numeric(19, 4),
  stamps bytea not null
) with (fillfactor = 70);

create index lead_by_age on lead (account, scored desc, id desc);

-- Calls started in a period. In progress = calls - completed - failed.
create table calls_by_account (
  grain text collate "C" not null, -- day, month, all
  period_start date not null,
  account text collate "C" not null,
  calls bigint not null,
  completed bigint not null,
  failed bigint not null,
  duration_seconds bigint not null,
  credits numeric(38, 4) not null,
  primary key (account, grain, period_start)
) with (fillfactor = 70);

create table calls_by_agent (
  grain text collate "C" not null, -- day, month, all
  period_start date not null,
  account text collate "C" not null,
  agent text collate "C" not null,
  calls bigint not null,
  completed bigint not null,
  failed bigint not null,
  duration_seconds bigint not null,
  credits numeric(38, 4) not null,
  primary key (account, agent, grain, period_start)
) with (fillfactor = 70);

-- All agents of an account over a range of time. It ends with the agent so that it is never the worse choice for one agent.
create index calls_by_agent_in_time on calls_by_agent (account, grain, period_start, agent);

-- Calls started in an hour of the business zone; an hour without a call has no row.
create table calls_by_account_hour (
  account text collate "C" not null,
  hour timestamptz not null,
  calls bigint not null,
  completed bigint not null,
  failed bigint not null,
  duration_seconds bigint not null,
  credits numeric(38, 4) not null,
  primary key (account, hour)
) with (fillfactor = 70);

create table calls_by_agent_hour (
  account text collate "C" not null,
  agent text collate "C" not null,
  hour timestamptz not null,
  calls bigint not null,
  completed bigint not null,
  failed bigint not null,
  duration_seconds bigint not null,
  credits numeric(38, 4) not null,
  primary key (account, agent, hour)
) with (fillfactor = 70);

create table credits_by_account (
  account text collate "C" primary key,
  purchased numeric(38, 4) not null
) with (fillfactor = 70);

-- Agents that are not deleted.
create table agents_by_status (
  account text collate "C" not null,
  status text collate "C" not null,
  agents bigint not null,
  primary key (account, status)
) with (fillfactor = 70);

-- Leads first scored in a period, by the tenth of the scale their present score is in: bucket 0 holds 0 to under 10, 9 holds 90 to 100.
create table leads_by_score (
  grain text collate "C" not null, -- day, month, all
  period_start date not null,
  account text collate "C" not null,
  bucket bigint not null,
  leads bigint not null,
  score numeric(38, 4) not null,   -- sum
  converted bigint not null,
  primary key (account, grain, period_start, bucket)
) with (fillfactor = 70);

create table leads_by_agent (
  grain text collate "C" not null, -- day, month, all
  period_start date not null,
  account text collate "C" not null,
  agent text collate "C" not null,
  leads bigint not null,
  score numeric(38, 4) not null,
  converted bigint not null,
  primary key (account, agent, grain, period_start)
) with (fillfactor = 70);

create index leads_by_agent_in_time on leads_by_agent (account, grain, period_start, agent);
