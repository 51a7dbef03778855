create table staff (
  id text collate "C" primary key,
  partition smallint not null,
  revision integer not null,
  registered timestamptz,
  name text,
  role text,
  departed boolean,
  stamps bytea not null
) with (fillfactor = 70);

-- Work that is assigned and not finished. A row whose sums are all 0 is removed.
create table staff_workload (
  staff text collate "C" primary key,
  bookings bigint not null,
  complaints bigint not null,
  total bigint not null
) with (fillfactor = 70);

-- the most loaded first
create index staff_workload_by_total on staff_workload (total desc, staff);
