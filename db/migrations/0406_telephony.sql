-- Telephone engines: how far each was heard, what it is still to be told, what it recorded.
create table telephony_cursor (
  engine text primary key,
  epoch text,
  sequence bigint not null default 0,
  -- The process that listens to it; another takes over when the lease is out.
  held_by text,
  held_until timestamptz
);

-- Written with the decision that it follows from, given to the engine afterwards: no restart loses one.
create table telephony_command (
  id bigint generated always as identity primary key,
  engine text not null,
  call_id text not null,
  command jsonb not null,
  at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'gone', 'refused')),
  attempts int not null default 0,
  try_after timestamptz not null,
  ended_at timestamptz
);
create index telephony_command_waiting on telephony_command (engine, id) where state = 'waiting';

alter table contact
  add column engine text,
  -- What its agent has written so far: a reload of the page loses none of it.
  add column draft jsonb;
create index contact_on_line on contact (engine) where engine is not null and state in ('in-menu', 'queued', 'offered', 'active');

create table contact_recording (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact (id),
  -- Where the engine keeps it.
  recording text not null unique,
  seconds int not null check (seconds >= 0),
  at timestamptz not null
);
create index contact_recording_of on contact_recording (contact_id);
