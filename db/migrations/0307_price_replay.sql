-- What a draft would have meant for a unit's latest months, kept with the revision that was replayed and the publication.
create table price_replay (
  id bigint generated always as identity primary key,
  version text not null references price_draft (version),
  revision int not null,
  organisation_path text not null,
  result jsonb not null,
  run_by text not null,
  run_at timestamptz not null
);
create index price_replay_version on price_replay (version, revision, id);
create trigger price_replay_kept before update or delete on price_replay for each row execute function refuse_change();
alter table price_draft add column replay_id bigint references price_replay (id);
