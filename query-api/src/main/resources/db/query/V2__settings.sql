-- What operations staff may change while the system runs. The SLA policy is in tidemark.parameter,
-- where the projector reads it too.
create table query.setting (
  name text primary key,
  value text not null
);

-- One row, raised by every change, the SLA policy's included.
create table query.setting_version (
  version bigint not null
);
insert into query.setting_version values (1);

insert into query.setting (name, value) values
  ('cache.ttl', 'PT5M'),
  ('sla.buffer', 'PT4H'),
  ('revenue.statuses', 'confirmed,in_progress,completed'),
  ('alerts.lag_events', '100000'),
  ('alerts.dead_letters', '1');
