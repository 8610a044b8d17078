-- Agents promise to ring a customer back at a time about a matter (约定回电); what came of each promise stands with it.
create table promised_call (
  id bigint generated always as identity primary key,
  -- In which it was promised. It is erased with it; a call that is still owed keeps it.
  contact_id bigint references contact (id) on delete set null,
  account_id bigint references account (id),
  -- Whose promise it is: of the account's unit, else of who promised.
  organisation_id bigint references organisation (id),
  promised_by bigint not null references app_user (id),
  promised_at timestamptz not null,
  -- Who is to ring; null: anybody of the skill.
  agent_id bigint references app_user (id),
  skill text not null,
  from_at timestamptz not null,
  until_at timestamptz not null check (until_at > from_at),
  about text not null check (length(about) between 2 and 500),
  -- The number from which he rang, the one of his file, or one that he gave where there was none.
  number_of text not null check (number_of in ('contact', 'file', 'given')),
  phone_cipher bytea not null,
  phone_hash bytea not null,
  phone_tail text not null,
  state text not null default 'waiting' check (state in ('waiting', 'due', 'kept', 'not-reached', 'withdrawn', 'taken-over')),
  -- When it joins the queue, or joins it again.
  next_at timestamptz not null,
  -- The call by which it is being kept, or was.
  call_contact_id bigint references contact (id) on delete set null,
  tries int not null default 0 check (tries >= 0),
  ended_at timestamptz,
  ended_by text,
  end_reason text,
  version int not null default 1,
  check ((state in ('waiting', 'due')) = (ended_at is null)),
  check ((ended_at is null) = (ended_by is null))
);
-- A contact brings one call at a time.
create unique index promised_call_open on promised_call (contact_id) where state in ('waiting', 'due');
create index promised_call_of_contact on promised_call (contact_id) where contact_id is not null;
create unique index promised_call_by on promised_call (call_contact_id) where call_contact_id is not null;
create index promised_call_next on promised_call (next_at, id) where state = 'waiting';
create index promised_call_due on promised_call (until_at) where state in ('waiting', 'due');
create index promised_call_running on promised_call (id) where state = 'due';
create index promised_call_ended on promised_call (ended_at) where ended_at is not null;
create index promised_call_of_account on promised_call (account_id) where account_id is not null;

create table promised_call_event (
  id bigint generated always as identity primary key,
  promised_call_id bigint not null references promised_call (id),
  at timestamptz not null,
  actor text not null,
  kind text not null check (kind in ('promised', 'due', 'put-back', 'reassigned', 'kept', 'not-reached', 'withdrawn', 'taken-over')),
  detail jsonb not null default '{}'
);
create index promised_call_event_of on promised_call_event (promised_call_id, id);
create trigger promised_call_event_append_only before update or delete on promised_call_event
  for each row execute function refuse_change();

alter table contact
  -- To whom it is offered before all others, until when.
  add column prefers_agent_id bigint references app_user (id),
  add column prefers_until timestamptz;

create table promise_rule (
  rule text not null,
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into promise_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, '本系统规定:' || basis, false, '2015-01-01' from (values
  ('days-ahead', 7, '约定回电最远可约几天后'),
  ('least-minutes', 15, '约定的时间段最短时长'),
  ('most-minutes', 120, '约定的时间段最长时长'),
  ('after-close-hours', 24, '联系结束后多久内仍可登记约定'),
  ('prefer-minutes', 5, '到时先派给约定坐席的时间,其后派给同技能坐席'),
  ('tries', 3, '约定回电的拨打次数'),
  ('gap-minutes', 10, '约定回电未接通后多久再拨')
) as t (rule, figure, basis);

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'priority_rule_rule_check';
  alter table priority_rule drop constraint priority_rule_rule_check;
  execute 'alter table priority_rule add constraint priority_rule_rule_check ' || replace(listed, 'ARRAY[', 'ARRAY[''promised''::text, ');
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'hand_over_item_kind_check';
  alter table hand_over_item drop constraint hand_over_item_kind_check;
  execute 'alter table hand_over_item add constraint hand_over_item_kind_check ' || replace(listed, 'ARRAY[', 'ARRAY[''promised-call''::text, ');
end $$;
insert into priority_rule (rule, figure, basis, confirmed, valid_from)
  values ('promised', 600, '本系统规定:到时的约定回电优先', false, '2015-01-01');
