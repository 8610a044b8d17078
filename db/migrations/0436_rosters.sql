-- Who works which shift: rosters by unit and week in published versions, absences, exchanges between two agents; and how agents were at work.
create table roster (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation (id),
  -- Its Monday.
  week_on date not null check (extract(isodow from week_on) = 1),
  version int not null check (version > 0),
  state text not null check (state in ('draft', 'published')),
  revision int not null default 1,
  drawn_by text not null,
  drawn_at timestamptz not null,
  published_by text,
  published_at timestamptz,
  unique (organisation_id, week_on, version),
  check ((state = 'published') = (published_at is not null) and (published_at is null) = (published_by is null))
);
create unique index roster_draft on roster (organisation_id, week_on) where state = 'draft';

create table roster_shift (
  roster_id bigint not null references roster (id),
  user_id bigint not null references app_user (id),
  on_day date not null,
  shift text not null check (shift in ('early', 'middle', 'night', 'day')),
  primary key (roster_id, user_id, on_day)
);
create index roster_shift_of_agent on roster_shift (user_id, on_day);

-- 请假, or a wish to be free: of days [from_on, to_on).
create table agent_absence (
  id bigint generated always as identity primary key,
  user_id bigint not null references app_user (id),
  kind text not null check (kind in ('leave', 'wish')),
  from_on date not null,
  to_on date not null check (to_on > from_on),
  reason text not null,
  state text not null check (state in ('asked', 'granted', 'refused', 'withdrawn')),
  asked_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  check ((state = 'asked') = (decided_at is null) and (decided_at is null) = (decided_by is null))
);
create index agent_absence_of on agent_absence (user_id, from_on);

-- 换班: what one works on his day the other works, and the other way round; both say so, then the lead.
create table shift_exchange (
  id bigint generated always as identity primary key,
  roster_id bigint not null references roster (id),
  asker_id bigint not null references app_user (id),
  asker_on date not null,
  other_id bigint not null references app_user (id) check (other_id <> asker_id),
  other_on date not null,
  state text not null check (state in ('asked', 'agreed', 'granted', 'refused', 'withdrawn')),
  asked_at timestamptz not null,
  agreed_at timestamptz,
  decided_by text,
  decided_at timestamptz
);
create index shift_exchange_open on shift_exchange (roster_id) where state in ('asked', 'agreed');

create table agent_state_event (
  id bigint generated always as identity primary key,
  user_id bigint not null references app_user (id),
  at timestamptz not null,
  state text not null check (state in ('away', 'ready', 'offered', 'talking', 'wrap-up')),
  reason text
);
create index agent_state_event_of on agent_state_event (user_id, at);
-- States are changed by many statements; each change is told here by whichever did it.
create function tell_agent_state() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' or old.state is distinct from new.state then
    insert into agent_state_event (user_id, at, state, reason) values (new.user_id, new.since, new.state, new.reason);
  end if;
  return new;
end $$;
create trigger agent_state_told after insert or update on agent_state for each row execute function tell_agent_state();
insert into agent_state_event (user_id, at, state, reason) select user_id, since, state, reason from agent_state;

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''rosters''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('rosters', 24, 'months', '排班周结束', false, '工资支付暂行规定第六条:工资支付记录保存两年以上备查;排班与考勤同期限为本系统规定', false, '2021-11-01');
