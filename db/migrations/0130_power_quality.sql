-- Power quality: which points are monitored and in which class, and what each civil day and month of a point was like.

-- Dated: of which class a point is, what its voltage is nominally and how its meter is wired to it.
create table voltage_monitor (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  class text not null check (class in ('A', 'B', 'C', 'D')),
  nominal_v int not null check (nominal_v between 100 and 1100000),
  -- Between a phase and neutral, or between phases, as a three-wire meter shows them.
  wiring text not null check (wiring in ('phase', 'line')),
  -- Ordered by dispatch or agreed with the customer, in % of the nominal voltage; else the standard's.
  upper_percent numeric(4, 2) check (upper_percent between 0 and 20),
  lower_percent numeric(4, 2) check (lower_percent between -20 and 0),
  -- Least short-circuit capacity, what the customer agreed on and what supplies the point, for limits of harmonic currents.
  short_circuit_mva numeric(10, 3) check (short_circuit_mva > 0),
  agreed_mva numeric(10, 3) check (agreed_mva > 0),
  supply_mva numeric(10, 3) check (supply_mva > 0),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  reason text not null check (reason <> ''),
  changed_by text not null,
  changed_at timestamptz not null,
  check ((upper_percent is null) = (lower_percent is null)),
  check ((agreed_mva is null) = (supply_mva is null)),
  exclude using gist (point_id with =, daterange(valid_from, valid_to) with &&)
);

-- A site's limits, dated; they come after those that are shipped (metering/rules/power-quality).
create table voltage_limit (
  level text not null check (level in ('lv-single', 'lv-three', 'mv', 'hv')),
  upper_percent numeric(4, 2) not null check (upper_percent between 0 and 20),
  lower_percent numeric(4, 2) not null check (lower_percent between -20 and 0),
  span_percent numeric(4, 2) check (span_percent between 0 and 40),
  valid_from date not null,
  basis text not null check (basis <> ''),
  confirmed boolean not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (level, valid_from)
);
create table power_quality_rule (
  rule text not null,
  figure numeric(8, 3) not null check (figure >= 0),
  valid_from date not null,
  basis text not null check (basis <> ''),
  confirmed boolean not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (rule, valid_from)
);
create table harmonic_limit (
  kind text not null check (kind in ('voltage', 'current')),
  nominal_kv numeric(6, 2) not null check (nominal_kv > 0),
  item text not null,
  figure numeric(10, 3) not null check (figure > 0),
  valid_from date not null,
  basis text not null check (basis <> ''),
  confirmed boolean not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (kind, nominal_kv, item, valid_from)
);

-- One civil day of a point whose voltage is judged. Volts are primary, minutes are quarter hours × 15; what is not
-- monitored has no minutes. Without foreign keys: a million points write here every night.
create table voltage_day (
  point_id bigint not null,
  day date not null,
  nominal_v int not null,
  upper_v real not null,
  lower_v real not null,
  monitored_min smallint not null,
  over_min smallint not null,
  under_min smallint not null,
  both_min smallint not null,
  dead_min smallint not null,
  lost_min smallint not null,
  most_v real, most_at timestamptz,
  least_v real, least_at timestamptz,
  -- In %, greatest and 95 % probability value, of the phase that is worst in each quarter hour.
  unbalance_most real, unbalance_p95 real, unbalance_over_min smallint not null,
  current_unbalance_most real, current_unbalance_p95 real,
  thd_u_most real, thd_u_p95 real, thd_i_most real, thd_i_p95 real,
  primary key (point_id, day),
  check (both_min <= least(over_min, under_min) and greatest(over_min, under_min) <= monitored_min)
) partition by range (day);

-- The same by months, joined from the days whenever one of them is worked out again.
create table voltage_month (
  month date not null check (extract(day from month) = 1),
  point_id bigint not null,
  nominal_v int not null,
  days smallint not null,
  monitored_min int not null,
  over_min int not null,
  under_min int not null,
  both_min int not null,
  dead_min int not null,
  lost_min int not null,
  most_v real, most_at timestamptz,
  least_v real, least_at timestamptz,
  -- Of its worst day.
  unbalance_p95 real, unbalance_over_min int not null, current_unbalance_p95 real, thd_u_p95 real, thd_i_p95 real,
  primary key (month, point_id)
);

-- Days that were worked out for every point, and when.
create table voltage_round (
  day date primary key,
  done_at timestamptz not null,
  points int not null
);

-- Points of days that are over whose readings changed; taken out by the job. Always short.
create table voltage_mark (
  id bigint generated always as identity primary key,
  day date not null,
  point_ids bigint[] not null,
  marked_at timestamptz not null
);
