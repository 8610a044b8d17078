-- Who takes a contact: skills of agents, the head start of some callers, and how a search widens; each act of it on record.
-- Who has none takes all, at the lowest level.
create table agent_skill (
  user_id bigint not null references app_user (id),
  skill text not null,
  -- 1 can do it, 5 does it best.
  level int not null check (level between 1 and 5),
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (user_id, skill)
);

create table routing_step (
  -- What the contact asks for, and through which skill of an agent, from which level on, it is taken.
  skill text not null,
  through text not null,
  least_level int not null check (least_level between 1 and 5),
  after_seconds int not null check (after_seconds between 0 and 3600),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (skill with =, through with =, least_level with =, daterange(valid_from, valid_to) with &&)
);
insert into routing_step (skill, through, least_level, after_seconds, basis, confirmed, valid_from)
select skill, through, least_level, after_seconds, '本系统规定:按技能与熟练度分配,等待越久范围越宽', false, '2015-01-01'
from (values
  ('general', 'general', 1, 0), ('general', 'business', 1, 10), ('general', 'fault', 1, 20),
  ('fault', 'fault', 1, 0), ('fault', 'general', 1, 20), ('fault', 'business', 1, 60),
  ('business', 'business', 1, 0), ('business', 'general', 1, 20),
  ('complaint', 'complaint', 2, 0), ('complaint', 'complaint', 1, 20), ('complaint', 'general', 3, 60),
  ('key-account', 'key-account', 1, 0), ('key-account', 'business', 3, 20), ('key-account', 'general', 1, 60),
  ('english', 'english', 1, 0), ('english', 'general', 1, 120)
) as t (skill, through, least_level, after_seconds);

create table priority_rule (
  rule text not null check (rule in ('life-support', 'important-user', 'open-order', 'called-before', 'district-outage', 'other-hotline')),
  -- So many seconds it counts as having waited already: a head start ages with the others.
  figure int not null check (figure between 0 and 86400),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into priority_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('life-support', 600, '本系统规定:依靠供电维持生命的客户优先'),
  ('important-user', 300, '重要电力用户供电电源及自备应急电源配置技术规范(GB/T 29328);优先时长为本系统规定'),
  ('open-order', 60, '本系统规定:有未办结工单的客户优先'),
  ('called-before', 120, '本系统规定:短时间内再次来电的客户优先'),
  ('district-outage', 30, '本系统规定:所在台区停电的客户优先'),
  ('other-hotline', 120, '本系统规定:12345、12398 转来的诉求优先')
) as t (rule, figure, basis);

create table queue_rule (
  rule text not null check (rule in ('offer-seconds', 'wrap-up-seconds', 'written-at-once', 'keep-place-minutes', 'repeat-hours',
    'presence-seconds', 'lost-line-minutes', 'answer-seconds')),
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into queue_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('offer-seconds', 25, '供电服务规范:四声铃响内接听;振铃时长为本系统规定'),
  ('wrap-up-seconds', 90, '本系统规定:话后处理时长上限'),
  ('written-at-once', 3, '本系统规定:一名坐席同时在线会话数'),
  ('keep-place-minutes', 10, '本系统规定:排队中挂断后再来电保留排位的时间'),
  ('repeat-hours', 72, '本系统规定:视为再次来电的时间'),
  ('presence-seconds', 45, '本系统规定:工作台失去联系多久视为离席'),
  ('lost-line-minutes', 15, '本系统规定:失去电话平台消息的排队来电多久视为放弃'),
  ('answer-seconds', 20, '95598 运营指标:20 秒人工接通率')
) as t (rule, figure, basis);

-- What is known of a caller that changes how he is met; of the account, or of a number that belongs to none.
create table caller_mark (
  id bigint generated always as identity primary key,
  account_id bigint references account (id),
  phone_hash bytea,
  mark text not null check (mark in ('life-support', 'sensitive', 'abusive', 'silent')),
  reason text not null,
  marked_by text not null,
  marked_at timestamptz not null,
  ended_by text,
  ended_at timestamptz,
  check ((account_id is null) <> (phone_hash is null)),
  check ((ended_at is null) = (ended_by is null))
);
create unique index caller_mark_of_account on caller_mark (account_id, mark) where ended_at is null and account_id is not null;
create unique index caller_mark_of_phone on caller_mark (phone_hash, mark) where ended_at is null and phone_hash is not null;

alter table contact drop constraint contact_channel_check;
alter table contact add constraint contact_channel_check
  check (channel in ('voice', 'counter', 'web', 'note', 'chat', 'sms', 'app', 'email', 'hotline'));
alter table contact drop constraint contact_state_check;
alter table contact add constraint contact_state_check
  check (state in ('in-menu', 'queued', 'offered', 'active', 'unwritten', 'closed', 'abandoned'));
alter table contact
  add column skill text not null default 'general',
  -- A second skill that nobody may lack: a language.
  add column also_skill text,
  -- Where it stands in the queue: when it came, less its head start. The smallest is the first.
  add column ranked_at timestamptz,
  add column head_start_seconds int not null default 0,
  add column priority_reasons text[] not null default '{}',
  add column line_ended_at timestamptz,
  -- The one whose place in the queue it kept.
  add column keeps_place_of bigint references contact (id) on delete set null;
update contact set ranked_at = queued_at;
alter table contact add check (state not in ('queued', 'offered') or ranked_at is not null);
drop index contact_waiting;
create index contact_waiting on contact (skill, ranked_at, id) where state = 'queued';
-- One call at a time; of what is written several.
drop index contact_in_hand;
create unique index contact_in_hand on contact (agent_id)
  where state in ('offered', 'active') and channel not in ('chat', 'sms', 'app', 'email');
create index contact_of_agent on contact (agent_id) where state in ('offered', 'active', 'unwritten');
drop index contact_phone;
create index contact_place_of on contact (keeps_place_of) where keeps_place_of is not null;
-- The day's calls, and how many each agent has answered: asked for every few seconds by whoever watches the board.
create index contact_of_day on contact (queued_at);
create index contact_answered_by on contact (agent_id, answered_at) where answered_at is not null;
create index contact_by_phone on contact (phone_hash, queued_at desc) where phone_hash is not null;

alter table agent_state
  add column reason text check (reason in ('break', 'meal', 'training', 'meeting', 'no-answer', 'offline', 'forced')),
  -- Contacts of written channels in hand.
  add column written int not null default 0 check (written >= 0),
  add column seen_at timestamptz;
update agent_state set seen_at = since;
alter table agent_state alter column seen_at set not null;

-- All that happened to a contact, in order: whatever is counted of the desk is counted from here.
create table contact_event (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact (id),
  at timestamptz not null,
  kind text not null check (kind in ('queued', 'offered', 'unanswered', 'answered', 'returned', 'line-ended', 'abandoned', 'closed')),
  agent_id bigint references app_user (id),
  detail jsonb not null default '{}'
);
create index contact_event_of on contact_event (contact_id, id);
create index contact_event_at on contact_event (at);
create trigger contact_event_append_only before update or delete on contact_event
  for each row execute function refuse_change();
