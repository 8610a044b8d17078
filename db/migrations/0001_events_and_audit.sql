-- Departments tell each other what happened through one log, and every act leaves a row that nobody can change.
create extension if not exists btree_gist;

create table event (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  kind text not null,
  at timestamptz not null,
  payload jsonb not null
);
create index event_position on event (xid, id);

create table event_cursor (
  subscriber text primary key,
  xid xid8 not null default '0',
  event_id bigint not null default 0
);

create table event_failure (
  subscriber text not null,
  event_id bigint not null references event (id),
  attempts int not null,
  retry_at timestamptz,
  parked_at timestamptz,
  error text not null,
  primary key (subscriber, event_id),
  check ((retry_at is null) <> (parked_at is null))
);

create table audit_entry (
  id bigint generated always as identity primary key,
  day date not null,
  at timestamptz not null,
  actor text not null,
  action text not null,
  subject text not null,
  detail jsonb not null default '{}'
);
create index audit_entry_day on audit_entry (day, id);
create index audit_entry_subject on audit_entry (subject, id);

create table audit_day (
  day date primary key,
  entries int not null,
  previous_hash text not null,
  hash text not null,
  sealed_at timestamptz not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create trigger audit_entry_append_only before update or delete on audit_entry
  for each row execute function refuse_change();
create trigger audit_day_append_only before update or delete on audit_day
  for each row execute function refuse_change();
create trigger event_append_only before update or delete on event
  for each row execute function refuse_change();
