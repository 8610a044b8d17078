-- A large outage that a lead declares: what callers of its area hear, until when, and who said by one key that he is out too.
create table storm (
  id bigint generated always as identity primary key,
  -- Its area: all accounts of the unit and of those below.
  organisation_id bigint not null references organisation (id),
  text_zh text not null,
  text_en text not null,
  began_at timestamptz not null,
  ends_at timestamptz not null check (ends_at > began_at),
  switched_on_by text not null,
  ended_at timestamptz,
  ended_by text,
  check ((ended_at is null) = (ended_by is null))
);
create index storm_running on storm (ends_at) where ended_at is null;

alter table menu_call
  -- What it heard before the menu; `in_storm_area`: its account lies there.
  add column storm_id bigint references storm (id),
  add column in_storm_area boolean not null default false,
  add column recorded_at timestamptz,
  add check (recorded_at is null or in_storm_area),
  add check (not in_storm_area or storm_id is not null);
create index menu_call_of_storm on menu_call (storm_id) where storm_id is not null;
