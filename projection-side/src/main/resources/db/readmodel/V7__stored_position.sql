-- The command side's events carry their position in its event store, which rises along a partition: so who has
-- been told a position can be told whether it has been folded in, before anyone knew its offset.
alter table tidemark.position add stored_position bigint not null default 0;
