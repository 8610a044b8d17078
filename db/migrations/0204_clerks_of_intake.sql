-- Clerks see what falls due next: worklists by deadline, swept clocks, an edited calendar, cases that go to other hands.
alter table application
  -- Of the running clocks the first to end; null: none runs.
  add column next_due_on date,
  add column handed_over_at timestamptz;
update application p set next_due_on = (
  select min(c.due_on) from application_clock c where c.application_id = p.id and c.stopped_at is null)
where status = 'open';
create index application_worklist on application (organisation_id, next_due_on, id) where status = 'open';
create index application_due on application (next_due_on, id) where status = 'open';
create index application_submitted on application (submitted_at);
create index application_ended on application (ended_at) where ended_at is not null;

alter table application_event drop constraint application_event_kind_check,
  add constraint application_event_kind_check check (kind in ('submitted', 'completed', 'returned', 'suspended', 'resumed',
    'assigned', 'escalated', 'handed-over', 'paper-added', 'migrated', 'warned', 'breached', 'paper-overdue', 'withdrawn',
    'refused', 'archived'));

-- How long before its end a clock warns, how long after it who is told, how early an ending is brought to mind.
create table clock_rule (
  notice text not null check (notice in ('warning', 'escalation', 'reminder')),
  -- A clock, or what ends; null: every other.
  subject text,
  working_days int not null check (working_days >= 0),
  role text,
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (notice with =, coalesce(subject, '') with =, daterange(valid_from, valid_to) with &&)
);
insert into clock_rule (notice, subject, working_days, role, basis, confirmed, valid_from) values
  ('warning', null, 1, null, '企业内部要求:到期前1个工作日预警(待确认)', false, '2000-01-01'),
  ('warning', 'acceptance', 0, null, '企业内部要求:受理时限当日预警(待确认)', false, '2000-01-01'),
  ('warning', 'whole-process', 2, null, '企业内部要求:全过程办电到期前2个工作日预警(待确认)', false, '2000-01-01'),
  ('escalation', null, 1, 'manager', '企业内部要求:超时满1个工作日升级至主管(待确认)', false, '2000-01-01'),
  ('escalation', 'whole-process', 0, 'manager', '企业内部要求:全过程办电超时即升级至主管(待确认)', false, '2000-01-01'),
  ('reminder', null, 5, null, '企业内部要求:到期前5个工作日提醒(待确认)', false, '2000-01-01'),
  ('reminder', 'temporary-supply', 10, null, '企业内部要求:临时用电到期前10个工作日提醒(待确认)', false, '2000-01-01');

-- Told once: by clock or paper and the day on which it was due.
create table application_notice (
  id bigint generated always as identity primary key,
  application_id bigint not null references application (id),
  notice text not null check (notice in ('warning', 'breach', 'escalation', 'paper-overdue')),
  subject text not null,
  due_on date not null,
  organisation_id bigint not null references organisation (id),
  -- User names of those who hold an open step; empty: whoever has its role.
  holders text[] not null,
  told_at timestamptz not null,
  unique (application_id, notice, subject, due_on)
);
create index deferred_paper_awaited on deferred_paper (due_on) where received_at is null;

-- A pause, reduction, exchange, removal or temporary supply that is about to end: somebody is to ask what comes next.
create table supply_reminder (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  subject text not null check (subject in ('temporary-supply', 'pause', 'temporary-reduction', 'temporary-exchange',
    'temporary-removal')),
  ends_on date not null,
  opened_at timestamptz not null,
  done_at timestamptz,
  done_by text,
  note text,
  check ((done_at is null) = (done_by is null)),
  unique (account_id, subject, ends_on)
);
create index supply_reminder_open on supply_reminder (ends_on) where done_at is null;

create table work_calendar_change (
  id bigint generated always as identity primary key,
  day date not null,
  before jsonb,
  after jsonb,
  reason text not null,
  moved_deadlines int not null,
  changed_by text not null,
  changed_at timestamptz not null
);
create trigger work_calendar_change_kept before update or delete on work_calendar_change
  for each row execute function refuse_change();

-- A running application goes to a newer version of its flow only when a second person agrees.
create table flow_migration (
  id bigint generated always as identity primary key,
  application_id bigint not null references application (id),
  from_version int not null,
  to_version int not null check (to_version > from_version),
  reason text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  decision text check (decision in ('approved', 'rejected')),
  decided_by text check (decided_by <> asked_by),
  decided_at timestamptz,
  opinion text,
  check ((decision is null) = (decided_by is null)),
  check ((decision is null) = (decided_at is null))
);
create unique index flow_migration_open on flow_migration (application_id) where decision is null;
