-- Validated days, estimates and edits beside what meters said, exceptions with what people decided, and registers of last resort.

-- Days of points whose readings changed, one row a batch and day; emptied by validation. Without an index: it is always short.
create table dirty_day (
  id bigint generated always as identity primary key,
  day date not null,
  point_ids bigint[] not null,
  marked_at timestamptz not null,
  -- Its validation failed; tried again by night.
  parked boolean not null default false
) with (autovacuum_vacuum_scale_factor = 0.0, autovacuum_vacuum_threshold = 1000);

-- One validated civil day of a point; energies in Wh and powers in W after CT × PT.
create table point_day (
  point_id bigint not null,
  day date not null,
  -- Null where the register is not known at an end and the curve has gaps.
  import_wh bigint,
  export_wh bigint,
  sharp_wh bigint, peak_wh bigint, flat_wh bigint, valley_wh bigint, deep_valley_wh bigint,
  -- Where the energy by period comes from.
  period_source text check (period_source in ('registers', 'curve')),
  max_demand_w double precision,
  max_demand_at timestamptz,
  -- Windows of 15 minutes that slide with readings finer than that, else the quarter hours of the curve.
  demand_source text check (demand_source in ('sliding', 'interval')),
  load_factor real,
  measured smallint not null, interpolated smallint not null, estimated smallint not null, edited smallint not null,
  missing smallint not null, suspect smallint not null,
  -- Measured import of the 96 quarter hours, from which usual use is learnt: 32-bit little-endian Wh, the least number
  -- where nothing was. Weeks of them are read at once, which as int[] took ten times as long.
  slots_wh bytea not null,
  -- Power over register: a jump by the ratio of a current transformer means that it was changed.
  power_ratio real,
  -- Oldest mark of the change that this validates, to see how long validation took.
  marked_at timestamptz,
  validated_at timestamptz not null,
  primary key (point_id, day)
);
create index point_day_day on point_day (day);

-- A site's thresholds, dated; they come after the defaults in metering/rules/vee/parameters.ts.
create table vee_parameter (
  rule text not null,
  name text not null,
  valid_from date not null,
  value double precision not null,
  unit text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  basis text not null check (basis <> ''),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (rule, name, valid_from)
);

-- One estimate or edit of a curve; its id is the version of the days it touches. Never changed, only taken back.
create table curve_change (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  kind text not null check (kind in ('estimate', 'edit', 'reject')),
  -- How an estimate was made; of an edit null.
  method text,
  reason text not null check (reason <> ''),
  from_at timestamptz not null,
  to_at timestamptz not null,
  made_by text not null,
  made_at timestamptz not null
);
create index curve_change_point on curve_change (point_id, to_at);

-- Import of a quarter hour that is not as measured; null: the measured value is not to be used. Sparse.
create table curve_value (
  point_id bigint not null,
  at timestamptz not null,
  change_id bigint not null references curve_change (id),
  wh bigint,
  -- What was measured when the change was made.
  original_wh bigint,
  superseded_at timestamptz,
  primary key (point_id, at, change_id)
);
create unique index curve_value_current on curve_value (point_id, at) where superseded_at is null;

-- What people decided about a group of findings.
create table vee_decision (
  id bigint generated always as identity primary key,
  rule text not null,
  action text not null check (action in ('estimate', 'accept', 'reject', 'site')),
  reason text not null check (reason <> ''),
  findings int not null,
  decided_by text not null,
  decided_at timestamptz not null
);

create table vee_finding (
  id bigint generated always as identity primary key,
  point_id bigint not null,
  rule text not null,
  channel text not null,
  severity text not null check (severity in ('info', 'warning', 'error')),
  from_at timestamptz not null,
  to_at timestamptz not null,
  day date not null,
  count int not null,
  value double precision,
  expected double precision,
  unit text not null,
  -- open: to be decided; gone: later readings cleared it; decided: see the decision
  status text not null check (status in ('open', 'gone', 'decided')),
  decision_id bigint references vee_decision (id),
  found_at timestamptz not null,
  closed_at timestamptz,
  unique (point_id, rule, channel, from_at),
  check ((status = 'decided') = (decision_id is not null))
);
create index vee_finding_open on vee_finding (day, rule) where status = 'open' and severity <> 'info';
create index vee_finding_decision on vee_finding (decision_id);

create table reading_photo (
  id bigint generated always as identity primary key,
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bytea not null check (length(bytes) between 1 and 4194304),
  sha256 text not null,
  taken_by text not null,
  taken_at timestamptz not null
);

-- A register for a reading day that the meter did not give: read on site with a photo, or estimated and approved (估抄).
create table register_stand_in (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  installation_id bigint not null references installation (id),
  -- The reading day's instant for which it stands.
  stands_for timestamptz not null,
  kind text not null check (kind in ('site', 'estimated')),
  -- As the meter shows them, in Wh: {"importTotal": 123000}.
  registers jsonb not null,
  measured_at timestamptz,
  photo_id bigint references reading_photo (id),
  reason text not null check (reason <> ''),
  basis jsonb not null default '{}',
  status text not null check (status in ('proposed', 'approved', 'refused', 'withdrawn')),
  proposed_by text not null,
  proposed_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  decision_note text,
  check (kind <> 'site' or (photo_id is not null and measured_at is not null)),
  check ((status = 'proposed') = (decided_at is null)),
  -- Two people: nobody approves his own estimate.
  check (kind <> 'estimated' or status <> 'approved' or decided_by <> proposed_by)
);
create unique index register_stand_in_valid on register_stand_in (installation_id, stands_for)
  where status in ('proposed', 'approved');
create index register_stand_in_point on register_stand_in (point_id, stands_for);

-- A person's verdict over what the rules said of a register; the rules' own is kept in `before`, so that it can be undone.
create table register_verdict (
  id bigint generated always as identity primary key,
  point_id bigint not null,
  installation_id bigint not null references installation (id),
  role text not null,
  kind text not null check (kind in ('confirm-reading', 'reject-break')),
  at timestamptz not null,
  wh bigint not null,
  before jsonb not null,
  reason text not null check (reason <> ''),
  decided_by text not null,
  decided_at timestamptz not null,
  undone_by text,
  undone_at timestamptz,
  undo_reason text
);
create index register_verdict_installation on register_verdict (installation_id, role);
