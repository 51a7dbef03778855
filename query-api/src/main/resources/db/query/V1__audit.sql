-- Every access, for good. Entries of one writer form a chain: each hash covers the one before it.
create table query.audit (
  chain uuid not null,             -- a writer, that is an instance with its journal
  seq bigint not null,             -- 1, 2, 3 … without a gap
  at timestamptz not null,
  staff_id text,                   -- the token's subject; null without a valid token
  action text not null,
  resource text not null,
  period text,
  include text,
  outcome text not null,           -- allowed, denied, rejected, failed
  trace_id text not null,
  hash bytea not null,             -- SHA-256 of the hash before it and of all it says
  primary key (chain, seq)
);

-- pages, newest first
create index audit_by_time on query.audit (at, chain, seq);

create function query.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'query.audit is append-only: % is refused', tg_op using errcode = '42501';
end
$$;

create trigger audit_is_append_only
  before update or delete or truncate on query.audit
  for each statement execute function query.refuse_change();
