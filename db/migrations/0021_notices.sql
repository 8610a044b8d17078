-- What a customer is told of his accounts and applications: kept for him to read, and sent to his phone as he chose.
create table notice_rule (
  rule text not null check (rule in ('quiet-from', 'quiet-to', 'stale-hours')),
  -- Of quiet hours the minute of the day, of the other hours.
  figure int not null check (figure >= 0 and (rule = 'stale-hours' or figure < 1440)),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into notice_rule (rule, figure, basis, confirmed, valid_from) values
  ('quiet-from', 1260, '通信短信息服务管理规定(工信部令第31号)第十八条 不得影响用户正常使用;免打扰时段为本系统规定', false, '2015-06-30'),
  ('quiet-to', 480, '通信短信息服务管理规定(工信部令第31号)第十八条 不得影响用户正常使用;免打扰时段为本系统规定', false, '2015-06-30'),
  ('stale-hours', 72, '本系统规定:过时的消息不再发送短信,仍可在站内查看', false, '2015-06-30');

create table notice_choice (
  user_id bigint not null references app_user (id) on delete cascade,
  kind text not null check (kind in ('bill', 'progress', 'planned-work')),
  -- Beside the page, where every notice stands.
  sms boolean not null,
  primary key (user_id, kind)
);
-- Hours of his own; minutes of the day, over midnight where the end is the smaller.
create table notice_hours (
  user_id bigint primary key references app_user (id) on delete cascade,
  quiet_from int not null check (quiet_from between 0 and 1439),
  quiet_to int not null check (quiet_to between 0 and 1439),
  check (quiet_from <> quiet_to)
);

create table notice (
  id bigint generated always as identity primary key,
  user_id bigint not null references app_user (id) on delete cascade,
  kind text not null check (kind in ('bill', 'progress', 'planned-work')),
  topic text not null,
  -- What the words of the topic are filled with.
  facts jsonb not null,
  event_id bigint not null,
  at timestamptz not null,
  read_at timestamptz,
  unique (user_id, event_id)
);
create index notice_of_user on notice (user_id, id desc);
create index notice_unread on notice (user_id) where read_at is null;
