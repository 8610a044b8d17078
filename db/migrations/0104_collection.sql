-- What was due and did not come: counted by day, re-read, put right by repair orders; and the meters' clocks.

-- The latest attempt of a line to read a meter that failed; gone with the next answer.
create table read_fault (
  device_id bigint primary key references device (id),
  kind text not null,
  detail text not null,
  since timestamptz not null,
  latest_at timestamptz not null,
  times int not null default 1
);

-- One count a day, at the deadline, and never again: a late reading does not change what was true by then.
create table collection_day (
  day date not null,
  item text not null check (item in ('day-freeze', 'curve')),
  district_id bigint,
  feeder_id bigint,
  terminal_id bigint,
  profile text,
  points int not null,
  due int not null,
  had int not null check (had between 0 and due)
);
create unique index collection_day_key on collection_day (day, item, district_id, feeder_id, terminal_id, profile) nulls not distinct;

create table collection_count (
  day date not null,
  item text not null,
  deadline_at timestamptz not null,
  counted_at timestamptz not null,
  primary key (day, item)
);

-- What a point missed of a day at the deadline, and how its re-reading stands.
create table collection_gap (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  day date not null,
  item text not null check (item in ('day-freeze', 'curve')),
  district_id bigint,
  feeder_id bigint,
  terminal_id bigint,
  device_id bigint,
  profile text,
  due int not null,
  missing int not null check (missing between 1 and due),
  -- Not there yet.
  remaining int not null check (remaining between 0 and missing),
  cause text not null,
  evidence jsonb not null default '{}',
  found_at timestamptz not null,
  filled_at timestamptz,
  status text not null default 'open' check (status in ('open', 'filled', 'given-up')),
  attempts int not null default 0,
  next_at timestamptz,
  because text,
  unique (point_id, day, item),
  check ((status = 'open') = (next_at is not null)),
  check ((status = 'filled') = (remaining = 0))
);
create index collection_gap_due on collection_gap (next_at) where status = 'open';
create index collection_gap_day on collection_gap (day, item, cause);

-- What terminals were told over MQTT and what they answered.
create table terminal_command (
  id uuid primary key,
  terminal_id bigint not null references terminal (id),
  point_id bigint references metering_point (id),
  kind text not null,
  payload jsonb not null,
  asked_at timestamptz not null,
  asked_by text not null,
  expires_at timestamptz not null,
  sent_at timestamptz,
  answered_at timestamptz,
  ok boolean,
  because text,
  answer jsonb,
  check ((answered_at is null) = (ok is null))
);
create index terminal_command_unsent on terminal_command (asked_at) where sent_at is null and answered_at is null;
create index terminal_command_point on terminal_command (point_id, asked_at);

create table repair_order (
  id bigint generated always as identity primary key,
  order_no text generated always as ('XQ' || lpad(id::text, 8, '0')) stored,
  point_id bigint references metering_point (id),
  terminal_id bigint references terminal (id),
  cause text not null,
  place text not null check (place in ('terminal', 'channel', 'meter', 'file', 'clock', 'data', 'supply')),
  status text not null check (status in ('open', 'assigned', 'closed')),
  opened_at timestamptz not null,
  opened_by text not null,
  -- What the rule saw: days missing, evidence, the rule's basis.
  because jsonb not null,
  assigned_to text,
  closed_at timestamptz,
  closed_by text,
  -- The reading that proved it.
  proof jsonb,
  reopened int not null default 0,
  check ((point_id is null) <> (terminal_id is null)),
  check ((status = 'closed') = (closed_at is not null and closed_by is not null and proof is not null)),
  check (status <> 'assigned' or assigned_to is not null)
);
create unique index repair_order_open_point on repair_order (point_id) where status <> 'closed' and point_id is not null;
create unique index repair_order_open_terminal on repair_order (terminal_id) where status <> 'closed' and terminal_id is not null;

create table repair_step (
  id bigint generated always as identity primary key,
  order_id bigint not null references repair_order (id),
  at timestamptz not null,
  by text not null,
  kind text not null check (kind in ('opened', 'assigned', 'noted', 'cause-changed', 'close-refused', 'closed', 'reopened')),
  note text,
  detail jsonb not null default '{}'
);
create index repair_step_order on repair_step (order_id, id);

-- A meter's own clock against ours, at its latest reading that showed one.
create table meter_clock (
  device_id bigint primary key references device (id),
  point_id bigint not null references metering_point (id),
  measured_at timestamptz not null,
  -- How far ahead of us.
  drift_ms bigint not null
);
create index meter_clock_drift on meter_clock (abs(drift_ms) desc, device_id);

create table meter_clock_setting (
  id bigint generated always as identity primary key,
  device_id bigint not null references device (id),
  set_at timestamptz not null,
  set_by text not null,
  method text not null check (method in ('broadcast', 'terminal')),
  drift_before_ms bigint not null,
  -- What the meter showed afterwards; null where it could not be read again.
  drift_after_ms bigint
);
create index meter_clock_setting_device on meter_clock_setting (device_id, set_at);

-- When a meter's own event records are to be looked at next.
create table event_round (
  device_id bigint primary key references device (id),
  read_until timestamptz not null,
  next_at timestamptz not null
);
create index event_round_next on event_round (next_at);
