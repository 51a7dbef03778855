create table booking (
  id text collate "C" primary key,
  partition smallint not null,     -- of the Kafka topic, where its newest event was
  revision integer not null,       -- guards against writing over a row that another projector wrote
  created timestamptz,
  status text,
  amount numeric(19, 4),
  staff text,
  stamps bytea not null            -- 16 bytes per register, in column order
) with (fillfactor = 70);

-- Bookings created in a period, by their present status.
create table bookings_by_status (
  grain text collate "C" not null, -- day, week, month, all
  period_start date not null,      -- 1970-01-01 for all
  status text collate "C" not null,
  bookings bigint not null,
  amount numeric(38, 4) not null,
  primary key (grain, period_start, status)
) with (fillfactor = 70);
