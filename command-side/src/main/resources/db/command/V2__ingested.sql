-- What has been taken in over HTTP: the same source and id again is the same event again, or a mistake. A row is
-- made before its event is published and gets its place in the log before it is committed, hence room for the
-- second version on its page.
create table command.ingested (
  source text collate "C" not null,
  id text collate "C" not null,
  digest bytea not null,               -- SHA-256 of what was published
  topic text not null,
  partition integer not null default -1,
  record_offset bigint not null default -1,
  received_at timestamptz not null,
  primary key (source, id)
) with (fillfactor = 50);
create index ingested_by_age on command.ingested (received_at);
