-- Energy that the meter's registers do not tell apart is split by its curve, and a month's demand may be entered by a person.

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
