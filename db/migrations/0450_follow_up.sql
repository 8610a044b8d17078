-- Customers are asked how satisfied they are: which of them, by which way and how often is dated data, and a bad score opens an order.
create table satisfaction (
  id bigint generated always as identity primary key,
  -- Of one of the two, once.
  contact_id bigint unique references contact (id) on delete cascade,
  work_order_id bigint unique references work_order (id) on delete cascade,
  account_id bigint references account (id),
  -- 1 very dissatisfied, 5 very satisfied: the customer's own word.
  score int not null check (score between 1 and 5),
  comment text check (length(comment) between 1 and 500),
  way text not null check (way in ('call', 'message', 'own', 'chat')),
  rated_at timestamptz not null,
  changed_at timestamptz,
  -- What was opened for a bad score: once, whatever the customer changes later.
  bad_order_id bigint unique references work_order (id) on delete set null,
  check ((contact_id is null) <> (work_order_id is null))
);
create index satisfaction_of_account on satisfaction (account_id, rated_at desc) where account_id is not null;
create index satisfaction_at on satisfaction (rated_at);

-- What a customer said first, where he changed it in time.
create table satisfaction_change (
  id bigint generated always as identity primary key,
  satisfaction_id bigint not null references satisfaction (id) on delete cascade,
  score int not null check (score between 1 and 5),
  comment text,
  at timestamptz not null
);
create index satisfaction_change_of on satisfaction_change (satisfaction_id);

-- Chats were the first to be rated: their scores are of the same kind and stand in the same place.
insert into satisfaction (contact_id, account_id, score, way, rated_at)
select id, account_id, satisfaction, 'chat', rated_at from contact where satisfaction is not null;
alter table contact drop column satisfaction, drop column rated_at;

-- Which closed orders and contacts are asked about; of several that fit the one that names most.
create table follow_up_way (
  subject text not null check (subject in ('order', 'contact')),
  kind text,
  subkind text,
  channel text,
  share_percent int not null check (share_percent between 0 and 100),
  way text not null check (way in ('call', 'message', 'own')),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  check (subject = 'order' or subkind is null),
  exclude using gist (subject with =, coalesce(kind, '') with =, coalesce(subkind, '') with =, coalesce(channel, '') with =,
    daterange(valid_from, valid_to) with &&)
);
insert into follow_up_way (subject, kind, subkind, channel, share_percent, way, basis, confirmed, valid_from)
select subject, kind, null, channel, share, way, '本系统规定:抽样回访的范围、比例与方式', false, '2015-01-01' from (values
  ('order', 'complaint', null, 100, 'call'),
  ('order', 'opinion', null, 50, 'call'),
  ('order', 'fault-repair', null, 30, 'message'),
  ('order', 'service-request', null, 30, 'message'),
  ('order', 'suggestion', null, 30, 'message'),
  ('contact', null, 'voice', 10, 'message')
) as t (subject, kind, channel, share, way);

create table follow_up_rule (
  rule text not null check (rule in ('after-hours', 'attempts', 'gap-minutes', 'hold-minutes', 'latest-days', 'link-days', 'asked-again-days',
    'refused-days', 'change-hours', 'own-days', 'opinion-score', 'complaint-score')),
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into follow_up_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('after-hours', 12, '本系统规定:办结后多久开始回访'),
  ('attempts', 3, '本系统规定:电话回访最多拨打次数'),
  ('gap-minutes', 120, '本系统规定:两次拨打的间隔'),
  ('hold-minutes', 30, '本系统规定:坐席领取后多久未办,任务放回'),
  ('latest-days', 7, '本系统规定:客户约定回访时间最晚在几天内'),
  ('link-days', 3, '本系统规定:评价链接与邀请的有效期'),
  ('asked-again-days', 30, '本系统规定:同一客户多少天内不重复回访'),
  ('refused-days', 180, '本系统规定:客户拒绝后多少天内不再回访'),
  ('change-hours', 24, '本系统规定:客户评价后多久内可以修改'),
  ('own-days', 90, '本系统规定:客户可评价多久以内办结的事项'),
  ('opinion-score', 2, '本系统规定:不高于此分开立不满意工单(意见)'),
  ('complaint-score', 1, '本系统规定:不高于此分开立不满意工单(投诉)')
) as t (rule, figure, basis);

-- What was drawn on a day: with the rules of the day and the seed anybody draws the same again.
create table follow_up_draw (
  day date primary key,
  seed text not null,
  subjects int not null,
  drawn int not null,
  drawn_at timestamptz not null
);

create table follow_up (
  id bigint generated always as identity primary key,
  contact_id bigint unique references contact (id) on delete cascade,
  work_order_id bigint unique references work_order (id) on delete cascade,
  -- Whom it asks: by his account, else by his number.
  account_id bigint references account (id),
  phone_hash bytea,
  way text not null check (way in ('call', 'message', 'own')),
  state text not null check (state in ('waiting', 'answered', 'refused', 'given-up')),
  because text check (because in ('no-answer', 'wrong-number', 'no-number', 'expired', 'other-way')),
  drawn_at timestamptz not null,
  next_at timestamptz not null,
  attempts int not null default 0,
  held_by bigint references app_user (id),
  held_until timestamptz,
  rung_at timestamptz,
  -- Of a link: never the token itself.
  token_hash bytea unique,
  expires_at timestamptz,
  message_id bigint references message (id) on delete set null,
  ended_at timestamptz,
  check ((contact_id is null) <> (work_order_id is null)),
  check ((held_by is null) = (held_until is null)),
  check ((state = 'waiting') = (ended_at is null)),
  check ((state = 'given-up') = (because is not null))
);
create index follow_up_due on follow_up (next_at) where state = 'waiting';
create unique index follow_up_in_hand on follow_up (held_by) where held_by is not null;
create index follow_up_of_account on follow_up (account_id, drawn_at) where account_id is not null;
create index follow_up_of_phone on follow_up (phone_hash, drawn_at) where phone_hash is not null;
create index follow_up_message on follow_up (message_id) where message_id is not null;

create table follow_up_try (
  id bigint generated always as identity primary key,
  follow_up_id bigint not null references follow_up (id) on delete cascade,
  tried_by text not null,
  at timestamptz not null,
  outcome text not null check (outcome in ('answered', 'no-answer', 'refused', 'wrong-number', 'later')),
  again_at timestamptz,
  note text,
  check ((outcome = 'later') = (again_at is not null))
);
create index follow_up_try_of on follow_up_try (follow_up_id);

insert into order_subkind (kind, subkind, route, handler, audited, called_back, basis, confirmed, valid_from) values
  ('opinion', 'low-score', 'office', 'quality', true, false, '本系统规定:不满意工单,由被评价人员以外的人处理', false, '2022-01-01'),
  ('complaint', 'low-score', 'office', 'quality', true, false, '本系统规定:不满意工单,由被评价人员以外的人处理', false, '2022-01-01');
-- A bad score is about somebody too, though it be no complaint.
do $$
declare
  named text;
begin
  select conname into named from pg_constraint
  where conrelid = 'work_order'::regclass and contype = 'c' and pg_get_constraintdef(oid) like '%complained_username IS NULL%';
  execute 'alter table work_order drop constraint ' || quote_ident(named);
end $$;
alter table work_order add constraint work_order_complained_check check
  (complained_unit_id is null and complained_username is null or kind in ('complaint', 'report', 'opinion'));

-- What was closed on a day is found by its step.
create index work_order_entry_ended on work_order_entry (at) where act in ('closure', 'answer');
create index contact_closed on contact (closed_at) where state = 'closed';
