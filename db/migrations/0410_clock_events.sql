-- Each clock of a work order keeps what happened to it, so that what is due is proved from that alone; and who was warned of it.
alter table work_order_clock alter column due_at drop not null;
alter table work_order_clock add column paused_at timestamptz;
-- A clock that stands is due at no time.
alter table work_order_clock add check ((paused_at is null) = (due_at is not null));

-- A reopened order has its clocks again, each in a new round.
alter table work_order_clock add column round int not null default 1 check (round > 0);
alter table work_order_clock drop constraint work_order_clock_pkey;
alter table work_order_clock add primary key (work_order_id, clock, round);

create table order_clock_event (
  id bigint generated always as identity primary key,
  work_order_id bigint not null,
  clock text not null,
  round int not null default 1,
  at timestamptz not null,
  act text not null check (act in ('start', 'pause', 'resume', 'stop', 'merge', 'reopen')),
  -- Of a pause why; of the others the step that brought them about.
  reason text not null,
  actor text not null,
  -- When it was due from then on.
  due_at timestamptz,
  -- The days that were looked at for it, with their working spans in minutes of the day; null: with the calendar of the day.
  days jsonb,
  foreign key (work_order_id, clock, round) references work_order_clock (work_order_id, clock, round)
);
create index order_clock_event_of on order_clock_event (work_order_id, clock, round, id);
create trigger order_clock_event_append_only before update or delete on order_clock_event
  for each row execute function refuse_change();
insert into order_clock_event (work_order_id, clock, at, act, reason, actor, due_at)
select work_order_id, clock, started_at, 'start', 'before', 'system:migration', due_at from work_order_clock;
insert into order_clock_event (work_order_id, clock, at, act, reason, actor, due_at)
select work_order_id, clock, stopped_at, 'stop', 'before', 'system:migration', due_at from work_order_clock
where stopped_at is not null;

-- What a clock's state was told of, once each.
create table order_clock_alert (
  work_order_id bigint not null,
  clock text not null,
  round int not null default 1,
  level text not null check (level in ('warning', 'breach', 'escalation')),
  at timestamptz not null,
  primary key (work_order_id, clock, round, level),
  foreign key (work_order_id, clock, round) references work_order_clock (work_order_id, clock, round)
);

-- A limit may also run in working time, by the minute.
alter table deadline_rule drop constraint deadline_rule_unit_check;
alter table deadline_rule add check (unit in ('minutes', 'working-minutes', 'working-days'));

alter table desk_rule drop constraint desk_rule_rule_check;
alter table desk_rule add check (rule in
  ('due-soon-percent', 'most-returns', 'most-refusals', 'call-back-tries', 'call-back-gap-minutes', 'escalate-minutes'));
insert into desk_rule (rule, figure, basis, confirmed, valid_from) values
  ('escalate-minutes', 60, '本系统规定:超时一小时仍未处理,升级', false, '2000-01-01');
