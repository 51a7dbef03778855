-- What the voice provider last said of an agent, for when it does not answer in time.
create table query.voice_configuration (
  external_id text primary key,    -- the provider's name of the agent
  config text not null,            -- a JSON object as the provider wrote it: jsonb would refuse \u0000
  fetched_at timestamptz not null
);
