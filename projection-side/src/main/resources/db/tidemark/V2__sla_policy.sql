-- What the SLA policy is before anyone sets it.
insert into tidemark.parameter (name, valid_from, value) values
  ('sla.response.critical',   '-infinity', 'PT1H'),
  ('sla.response.high',       '-infinity', 'PT4H'),
  ('sla.response.medium',     '-infinity', 'PT8H'),
  ('sla.response.low',        '-infinity', 'PT24H'),
  ('sla.resolution.critical', '-infinity', 'PT4H'),
  ('sla.resolution.high',     '-infinity', 'PT24H'),
  ('sla.resolution.medium',   '-infinity', 'PT72H'),
  ('sla.resolution.low',      '-infinity', 'PT168H');
