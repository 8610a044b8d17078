-- The 95598 desk: contacts that wait, agents who take them, work orders and the clocks they run against.
alter table organisation add column area text not null default 'city' check (area in ('city', 'rural', 'remote'));

create sequence contact_serial;
create table contact (
  id bigint generated always as identity primary key,
  contact_no text not null unique,
  channel text not null check (channel in ('voice', 'counter', 'web', 'note')),
  state text not null check (state in ('queued', 'offered', 'active', 'closed', 'abandoned')),
  -- The telephony engine's own number: the same call told twice is one contact.
  call_id text unique,
  phone_cipher bytea,
  phone_hash bytea,
  phone_tail text,
  account_id bigint references account (id),
  agent_id bigint references app_user (id),
  queued_at timestamptz not null,
  offered_at timestamptz,
  offer_expires_at timestamptz,
  answered_at timestamptz,
  closed_at timestamptz,
  category text,
  summary text,
  version int not null default 1,
  check ((state = 'offered') = (offer_expires_at is not null)),
  check (state not in ('offered', 'active') or agent_id is not null),
  check (state <> 'closed' or (category is not null and summary is not null))
);
create index contact_waiting on contact (queued_at) where state = 'queued';
create unique index contact_in_hand on contact (agent_id) where state in ('offered', 'active');
create index contact_account on contact (account_id, queued_at desc);

create table agent_state (
  user_id bigint primary key references app_user (id),
  state text not null check (state in ('away', 'ready', 'offered', 'talking', 'wrap-up')),
  since timestamptz not null
);

create table deadline_rule (
  id bigint generated always as identity primary key,
  kind text not null,
  clock text not null check (clock in ('contact', 'arrive', 'answer', 'restore')),
  area text check (area in ('city', 'rural', 'remote')),
  starts text not null check (starts in ('opened', 'arrived')),
  amount int not null check (amount > 0),
  unit text not null check (unit in ('minutes', 'working-days')),
  legal_basis text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, clock with =, coalesce(area, '') with =, daterange(valid_from, valid_to) with &&)
);
insert into deadline_rule (kind, clock, area, starts, amount, unit, legal_basis, valid_from) values
  ('fault-repair', 'arrive', 'city', 'opened', 45, 'minutes', '国家电网供电服务“十项承诺”(2022) 第三条:城区 45 分钟到达现场', '2022-01-01'),
  ('fault-repair', 'arrive', 'rural', 'opened', 90, 'minutes', '国家电网供电服务“十项承诺”(2022) 第三条:农村 90 分钟到达现场', '2022-01-01'),
  ('fault-repair', 'arrive', 'remote', 'opened', 120, 'minutes', '国家电网供电服务“十项承诺”(2022) 第三条:特殊边远地区 2 小时到达现场', '2022-01-01'),
  ('fault-repair', 'restore', 'city', 'arrived', 180, 'minutes', '国家电网供电服务“十项承诺”(2022) 第三条:到达后城区平均 3 小时恢复供电', '2022-01-01'),
  ('fault-repair', 'restore', 'rural', 'arrived', 240, 'minutes', '国家电网供电服务“十项承诺”(2022) 第三条:到达后农村平均 4 小时恢复供电', '2022-01-01'),
  ('fault-repair', 'restore', 'remote', 'arrived', 240, 'minutes', '国家电网供电服务“十项承诺”(2022) 第三条(边远地区未单列,按农村)', '2022-01-01'),
  ('meter-check', 'answer', null, 'opened', 5, 'working-days', '国家电网供电服务“十项承诺”(2022) 第七条:5 个工作日出具检测结果', '2022-01-01'),
  ('reading-doubt', 'answer', null, 'opened', 5, 'working-days', '国家电网供电服务“十项承诺”(2022) 第七条:5 个工作日答复', '2022-01-01'),
  ('reconnection', 'restore', null, 'opened', 1440, 'minutes', '95598 服务申请时限:交清欠费后 24 小时内恢复供电', '2022-01-01'),
  ('complaint', 'contact', null, 'opened', 1440, 'minutes', '国家电网供电服务“十项承诺”(2022) 第九条:24 小时内联系客户', '2022-01-01'),
  ('complaint', 'answer', null, 'opened', 5, 'working-days', '国家电网供电服务“十项承诺”(2022) 第九条:5 个工作日答复', '2022-01-01'),
  ('report', 'answer', null, 'opened', 10, 'working-days', '行业惯例(未见公开条文,待确认)', '2022-01-01'),
  ('service-request', 'answer', null, 'opened', 5, 'working-days', '95598 服务申请时限:其他服务申请 5 个工作日', '2022-01-01');

create sequence work_order_serial;
create table work_order (
  id bigint generated always as identity primary key,
  work_order_no text not null unique,
  kind text not null,
  urgency text not null check (urgency in ('normal', 'urgent')),
  status text not null check (status in ('open', 'accepted', 'finished', 'closed', 'cancelled')),
  account_id bigint references account (id),
  contact_id bigint references contact (id),
  organisation_id bigint not null references organisation (id),
  address text not null,
  description text not null,
  opened_by text not null,
  opened_at timestamptz not null,
  finished_at timestamptz,
  result text,
  version int not null default 1
);
create index work_order_unfinished on work_order (opened_at) where status in ('open', 'accepted');
create index work_order_account on work_order (account_id);

create table work_order_clock (
  work_order_id bigint not null references work_order (id),
  clock text not null,
  started_at timestamptz not null,
  due_at timestamptz not null,
  stopped_at timestamptz,
  rule_id bigint not null references deadline_rule (id),
  primary key (work_order_id, clock)
);

create table work_order_entry (
  id bigint generated always as identity primary key,
  work_order_id bigint not null references work_order (id),
  at timestamptz not null,
  actor text not null,
  act text not null,
  note text
);
create trigger work_order_entry_append_only before update or delete on work_order_entry
  for each row execute function refuse_change();
