-- What meters said and when, one wide row per point and 15 minutes, with the readings that a bill rests on kept apart.

-- Keyed by the start of the interval that the reading closes; registers as the meter shows them, in Wh and varh.
-- Without foreign keys: a million points write here, and whoever writes has resolved the installation.
create table interval_reading (
  point_id bigint not null,
  at timestamptz not null,
  installation_id bigint not null,
  measured_at timestamptz not null,
  read_at timestamptz not null,
  arrived_at timestamptz not null,
  -- 0 measured, 1 held as suspect and confirmed by a later reading
  quality smallint not null default 0,
  import_wh bigint, sharp_wh bigint, peak_wh bigint, flat_wh bigint, valley_wh bigint, deep_valley_wh bigint,
  export_wh bigint, q1_varh bigint, q2_varh bigint, q3_varh bigint, q4_varh bigint,
  u_a real, u_b real, u_c real, i_a real, i_b real, i_c real, i_n real,
  p_w real, p_a real, p_b real, p_c real, q_var real, q_a real, q_b real, q_c real, pf real, f_hz real,
  angle_a real, angle_b real, angle_c real,
  thd_u_a real, thd_u_b real, thd_u_c real, thd_i_a real, thd_i_b real, thd_i_c real,
  primary key (point_id, at)
) partition by range (at);

-- Registers at instants that matter for settlement: day and month freezes, and readings off the 15-minute grid.
create table register_reading (
  installation_id bigint not null,
  measured_at timestamptz not null,
  point_id bigint not null,
  frozen_as text check (frozen_as in ('day', 'month', 'curve')),
  read_at timestamptz not null,
  arrived_at timestamptz not null,
  quality smallint not null default 0,
  import_wh bigint, sharp_wh bigint, peak_wh bigint, flat_wh bigint, valley_wh bigint, deep_valley_wh bigint,
  export_wh bigint, q1_varh bigint, q2_varh bigint, q3_varh bigint, q4_varh bigint,
  max_demand_w real, max_demand_at timestamptz,
  primary key (installation_id, measured_at)
);
create index register_reading_point on register_reading (point_id, measured_at);

-- By event time, never by arrival. `trail` is the latest accepted value of each register: {"importTotal": [ms, wh]}.
create table latest_reading (
  point_id bigint primary key references metering_point (id),
  installation_id bigint not null references installation (id),
  measured_at timestamptz not null,
  read_at timestamptz not null,
  arrived_at timestamptz not null,
  reading jsonb not null,
  trail jsonb not null
) with (fillfactor = 70);

-- A register value that could not be true when it came, until a second reading decides.
create table reading_suspect (
  id bigint generated always as identity primary key,
  point_id bigint not null,
  installation_id bigint not null,
  measured_at timestamptz not null,
  role text not null,
  wh bigint not null,
  status text not null check (status in ('held', 'rejected', 'confirmed')),
  because text not null,
  read_at timestamptz not null,
  arrived_at timestamptz not null,
  decided_at timestamptz,
  unique (installation_id, role, measured_at, wh)
);
create index reading_suspect_held on reading_suspect (installation_id) where status = 'held';
create index reading_suspect_point on reading_suspect (point_id, measured_at);

-- Where a register did not simply count on: over its last digit, or from a value that it cannot have reached.
create table register_break (
  installation_id bigint not null,
  role text not null,
  kind text not null check (kind in ('rollover', 'reset', 'jump')),
  before_at timestamptz not null,
  before_wh bigint not null,
  after_at timestamptz not null,
  after_wh bigint not null,
  primary key (installation_id, role, after_at)
);

create table meter_event (
  id bigint generated always as identity primary key,
  point_id bigint not null,
  installation_id bigint not null,
  at timestamptz not null,
  code text not null,
  detail jsonb not null,
  arrived_at timestamptz not null,
  unique (installation_id, at, code)
);
create index meter_event_point on meter_event (point_id, at);

create table terminal_status (
  terminal_id bigint primary key references terminal (id),
  online boolean not null,
  since timestamptz not null,
  last_seen_at timestamptz not null
);

create table alarm (
  id bigint generated always as identity primary key,
  kind text not null,
  severity text not null check (severity in ('info', 'warning', 'critical')),
  point_id bigint references metering_point (id),
  terminal_id bigint references terminal (id),
  occurred_at timestamptz not null,
  raised_at timestamptz not null,
  cleared_at timestamptz,
  acknowledged_at timestamptz,
  acknowledged_by text,
  note text,
  detail jsonb not null default '{}',
  check ((point_id is null) <> (terminal_id is null)),
  check ((acknowledged_at is null) = (acknowledged_by is null))
);
-- One open alarm of a kind at a place.
create unique index alarm_open_point on alarm (point_id, kind) where cleared_at is null and point_id is not null;
create unique index alarm_open_terminal on alarm (terminal_id, kind) where cleared_at is null and terminal_id is not null;

-- What came over MQTT and could not be taken, whole; the same message again is counted, not kept again.
create table mqtt_quarantine (
  id bigint generated always as identity primary key,
  arrived_at timestamptz not null,
  source text not null,
  topic text not null,
  reason text not null,
  detail text not null,
  payload text not null,
  fingerprint text not null unique,
  count int not null default 1
);
