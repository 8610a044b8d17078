-- Roles that somebody lends to a colleague while he is away, from a day until another, once his manager released it.
create table delegation (
  id bigint generated always as identity primary key,
  from_id bigint not null references app_user (id),
  to_id bigint not null references app_user (id) check (to_id <> from_id),
  roles text[] not null check (cardinality(roles) > 0),
  valid_from date not null,
  valid_to date not null check (valid_to > valid_from),
  reason text not null check (reason <> ''),
  asked_at timestamptz not null,
  decision text check (decision in ('released', 'refused')),
  decided_by text,
  decided_at timestamptz,
  note text,
  ended_by text,
  ended_at timestamptz,
  check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  check ((ended_by is null) = (ended_at is null))
);
create index delegation_to on delegation (to_id);
create index delegation_from on delegation (from_id);
