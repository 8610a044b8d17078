-- Reading sections with the districts whose new points join them, their plans month by month with the review of each point, and special readings.

-- Bi-monthly sections are read in even months (双月) unless they say odd (单月).
alter table reading_section add column odd_months boolean not null default false;

-- A district's new points join this section from the day they are energised.
create table section_district (
  section_id bigint not null references reading_section (id),
  district_id bigint not null references transformer_district (id),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (district_id with =, daterange(valid_from, valid_to) with &&)
);
create index section_point_section on section_point (section_id);

create table reading_plan (
  id bigint generated always as identity primary key,
  section_id bigint not null references reading_section (id),
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  -- The register of its 00:00 is what is read; use is counted from that of `reads_from`.
  reading_day date not null,
  reads_from date not null check (reads_from < reading_day),
  manager text not null,
  status text not null default 'open' check (status in ('open', 'closed')),
  made_at timestamptz not null,
  refreshed_at timestamptz,
  reader text,
  sent_by text,
  sent_at timestamptz,
  closed_by text,
  closed_at timestamptz,
  unique (section_id, month),
  check ((status = 'closed') = (closed_at is not null))
);
create index reading_plan_open on reading_plan (reading_day) where status = 'open';
create index reading_plan_reader on reading_plan (reader) where status = 'open';

-- What is known of a point's register of the reading day, and what the review said.
create table plan_point (
  plan_id bigint not null references reading_plan (id),
  point_id bigint not null references metering_point (id),
  route_no int not null,
  state text not null default 'waiting' check (state in ('waiting', 'read', 'recall', 'site', 'approval', 'missing', 'accepted')),
  -- As in metering/sections/shapes.ts: registers, energy, comparisons.
  facts jsonb not null default '{}',
  flags text[] not null default '{}',
  -- Counts changes of the facts; a reviewer names the one he saw.
  version int not null default 0,
  -- Who read the register on site: may not accept it.
  read_by text,
  accepted_by text,
  accepted_at timestamptz,
  primary key (plan_id, point_id),
  check ((state = 'accepted') = (accepted_at is not null)),
  check (accepted_by is null or accepted_by is distinct from read_by)
);
create index plan_point_point on plan_point (point_id, plan_id);

-- One point read outside the plan, or again for a plan (特抄).
create table special_reading (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  cause text not null check (cause in ('move-out', 'dispute', 'exchange', 're-reading')),
  -- Whose 00:00 it is read for.
  day date not null,
  due_on date not null,
  way text not null check (way in ('recall', 'site')),
  reader text,
  plan_id bigint references reading_plan (id),
  reason text not null check (reason <> ''),
  status text not null default 'open' check (status in ('open', 'read', 'accepted', 'cancelled')),
  opened_by text not null,
  opened_at timestamptz not null,
  recalled_at timestamptz,
  -- How the latest call went, where no reading came of it.
  recall_answer text,
  read_by text,
  read_at timestamptz,
  -- As the meter shows them, in Wh, and how they were had: {"importTotal": 1200}.
  registers jsonb,
  photo_id bigint references reading_photo (id),
  reviewed_by text,
  reviewed_at timestamptz,
  review_note text,
  check ((status in ('accepted', 'cancelled')) = (reviewed_at is not null)),
  check (status <> 'accepted' or reviewed_by is distinct from read_by)
);
create unique index special_reading_open on special_reading (point_id, day, cause) where status in ('open', 'read');
create index special_reading_status on special_reading (status, due_on);
create index special_reading_plan on special_reading (plan_id);

-- A site's limits of the review, dated; they come after the defaults in metering/rules/reading-review.ts.
create table review_limit (
  name text not null,
  valid_from date not null,
  value double precision not null,
  basis text not null check (basis <> ''),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (name, valid_from)
);
