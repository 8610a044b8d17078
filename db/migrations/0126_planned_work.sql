-- Planned work on the network: alarms that it explains are kept and shown under its number, and raised when it is over and they are not.
create sequence planned_work_number;
create table planned_work (
  id bigint generated always as identity primary key,
  work_no text not null unique,
  kind text not null check (kind in ('outage', 'maintenance', 'test')),
  scope text not null check (scope in ('feeder', 'district', 'points')),
  feeder_id bigint references feeder (id),
  district_id bigint references transformer_district (id),
  organisation_id bigint not null references organisation (id),
  from_at timestamptz not null,
  to_at timestamptz not null check (to_at > from_at),
  reason text not null,
  entered_by text not null,
  entered_at timestamptz not null,
  withdrawn_by text,
  withdrawn_at timestamptz,
  withdrawn_reason text,
  check ((scope = 'feeder') = (feeder_id is not null)),
  check ((scope = 'district') = (district_id is not null)),
  check (num_nulls(withdrawn_by, withdrawn_at, withdrawn_reason) in (0, 3))
);
create index planned_work_time on planned_work (to_at);

create table planned_work_point (
  work_id bigint not null references planned_work (id) on delete cascade,
  point_id bigint not null references metering_point (id),
  primary key (work_id, point_id)
);

-- Each other end that it was given, and why.
create table planned_work_extension (
  id bigint generated always as identity primary key,
  work_id bigint not null references planned_work (id) on delete cascade,
  at timestamptz not null,
  by text not null,
  from_to_at timestamptz not null,
  to_to_at timestamptz not null,
  reason text not null
);
create index planned_work_extension_work on planned_work_extension (work_id);

create table alarm_suppression (
  alarm_id bigint primary key references alarm (id) on delete cascade,
  work_id bigint not null references planned_work (id) on delete cascade,
  suppressed_at timestamptz not null,
  -- When the work was over and the alarm was raised after all.
  released_at timestamptz
);
create index alarm_suppression_held on alarm_suppression (work_id) where released_at is null;
