create table complaint (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  opened timestamptz,
  status text,
  priority text,
  staff text,
  responded timestamptz,
  resolved timestamptz,
  resolution_due timestamptz,
  stamps bytea not null
) with (fillfactor = 70);

-- Complaints opened in a period, by their present priority and status.
create table complaints_by_priority_and_status (
  grain text collate "C" not null,
  period_start date not null,
  priority text collate "C" not null,
  status text collate "C" not null,
  complaints bigint not null,
  responses bigint not null,          -- how many were answered …
  response_millis bigint not null,    -- … and the sum of opened → first response
  resolutions bigint not null,        -- resolved or closed, with a time of resolution …
  resolution_millis bigint not null,  -- … and the sum of opened → last resolved
  resolved_in_time bigint not null,   -- resolutions on or before the due time
  primary key (grain, period_start, priority, status)
) with (fillfactor = 70);

-- Unresolved complaints opened in a period, by when their resolution is due. A slot holds those due
-- after the slot before and up to its own time; each complaint is in one slot of a minute and one of a second,
-- so that a range of time is some minutes and, at both ends, some seconds.
create table complaints_due (
  grain text collate "C" not null,
  period_start date not null,
  slot text collate "C" not null,     -- minute, second
  due timestamptz not null,
  complaints bigint not null,
  primary key (grain, period_start, slot, due)
) with (fillfactor = 70);
