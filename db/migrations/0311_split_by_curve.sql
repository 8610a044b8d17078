-- Energy that registers do not tell apart is split by the curve, a demand may be entered by a person, and long work of the
-- office goes on in the background.

-- Days on which a meter's period registers still count by an earlier timetable (时段未调整).
create table timetable_lag (
  device_id bigint not null references device (id),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  exclude using gist (device_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger timetable_lag_kept before update or delete on timetable_lag for each row execute function refuse_rewrite();

-- How the periods of a part were told apart where the curve told: its intervals, and how many were measured. Else null.
alter table bill_segment add column curve jsonb;

-- 最大需量 of a point's bill month that no meter told, as a person gives it.
create table entered_demand (
  point_id bigint not null references metering_point (id),
  bill_month text not null check (bill_month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  demand_kw numeric(12, 3) not null check (demand_kw >= 0),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  exclude using gist (point_id with =, bill_month with =, tstzrange(known_from, known_to) with &&)
);
create trigger entered_demand_kept before update or delete on entered_demand for each row execute function refuse_rewrite();

-- How many accounts a run of named accounts was given.
alter table bill_run add column named_accounts int;

-- All corrections of a cause, done account by account (批量退补).
create table correction_run (
  id bigint generated always as identity primary key,
  cause text not null check (cause in ('reading', 'price', 'file', 'complaint', 'market-sheet')),
  organisation_path text not null,
  status text not null default 'running' check (status in ('running', 'finished', 'failed')),
  fault text,
  started_at timestamptz not null,
  finished_at timestamptz,
  started_by text not null,
  wanted int not null,
  accounts int not null default 0,
  corrected int not null default 0,
  unchanged int not null default 0,
  failed int not null default 0,
  difference_yuan numeric(16, 2) not null default 0
);
