-- Work orders have the nine kinds of 95598, each with sub-kinds: who does them, what is asked and what is promised, all dated.
create table order_subkind (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('inquiry', 'advice', 'fault-repair', 'complaint', 'report', 'opinion', 'suggestion',
    'praise', 'service-request')),
  subkind text not null,
  -- desk: the agent may answer it himself. office: answered by a unit. field: done on site.
  route text not null check (route in ('desk', 'office', 'field')),
  handler text not null check (handler in ('agent', 'crew', 'reader', 'inspector', 'intake', 'billing', 'quality',
    'district-manager')),
  audited boolean not null,
  called_back boolean not null,
  basis text not null,
  -- Whether the rule stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, subkind with =, daterange(valid_from, valid_to) with &&)
);

-- What the agent asks besides the description.
create table order_field (
  kind text not null,
  subkind text not null,
  field text not null,
  place int not null check (place > 0),
  needed boolean not null,
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, subkind with =, field with =, daterange(valid_from, valid_to) with &&)
);

insert into order_subkind (kind, subkind, route, handler, audited, called_back, basis, confirmed, valid_from)
select kind, subkind, route, handler, audited, called_back,
  '95598 业务分类(国家电网95598客户服务业务管理办法);承办岗位、审核与回访为本系统规定', false, '2022-01-01'
from (values
  ('inquiry', 'bill', 'desk', 'agent', false, false),
  ('inquiry', 'outage-notice', 'desk', 'agent', false, false),
  ('inquiry', 'progress', 'desk', 'agent', false, false),
  ('inquiry', 'other', 'desk', 'agent', false, false),
  ('advice', 'price', 'desk', 'billing', false, false),
  ('advice', 'supply', 'desk', 'intake', false, false),
  ('advice', 'other', 'desk', 'agent', false, false),
  ('fault-repair', 'low-voltage', 'field', 'crew', false, true),
  ('fault-repair', 'high-voltage', 'field', 'crew', false, true),
  ('fault-repair', 'voltage-quality', 'field', 'crew', false, true),
  ('fault-repair', 'customer-side', 'field', 'crew', false, true),
  ('fault-repair', 'meter-fault', 'field', 'crew', false, true),
  ('fault-repair', 'not-electric', 'field', 'crew', false, true),
  ('complaint', 'service', 'office', 'quality', true, true),
  ('complaint', 'business', 'office', 'quality', true, true),
  ('complaint', 'outage', 'office', 'quality', true, true),
  ('complaint', 'supply-quality', 'office', 'quality', true, true),
  ('complaint', 'construction', 'office', 'quality', true, true),
  ('report', 'conduct', 'office', 'quality', true, false),
  ('report', 'theft', 'field', 'inspector', true, false),
  ('report', 'breach', 'field', 'inspector', true, false),
  ('report', 'damage', 'field', 'inspector', true, false),
  ('opinion', 'other', 'office', 'quality', false, true),
  ('suggestion', 'other', 'office', 'quality', false, true),
  ('praise', 'other', 'office', 'quality', false, false),
  ('service-request', 'meter-check', 'field', 'crew', false, true),
  ('service-request', 'meter-abnormal', 'field', 'crew', false, true),
  ('service-request', 'reading-doubt', 'office', 'reader', false, true),
  ('service-request', 'reconnection', 'field', 'crew', false, true),
  ('service-request', 'appliance-damage', 'field', 'crew', true, true),
  ('service-request', 'charging', 'field', 'crew', false, true),
  ('service-request', 'other', 'office', 'district-manager', false, true)
) as of (kind, subkind, route, handler, audited, called_back);

insert into order_field (kind, subkind, field, place, needed, basis, confirmed, valid_from)
select kind, subkind, field, place, needed, '本系统规定', false, '2022-01-01'
from (values
  ('fault-repair', 'low-voltage', 'extent', 1, false),
  ('fault-repair', 'low-voltage', 'danger', 2, false),
  ('fault-repair', 'high-voltage', 'extent', 1, false),
  ('fault-repair', 'high-voltage', 'danger', 2, false),
  ('fault-repair', 'voltage-quality', 'sign', 1, false),
  ('fault-repair', 'customer-side', 'danger', 1, false),
  ('fault-repair', 'not-electric', 'danger', 1, false),
  ('complaint', 'service', 'happened-at', 1, false),
  ('complaint', 'service', 'complained-of', 2, false),
  ('complaint', 'business', 'bill-month', 1, false),
  ('complaint', 'business', 'complained-of', 2, false),
  ('complaint', 'outage', 'happened-at', 1, false),
  ('complaint', 'supply-quality', 'happened-at', 1, false),
  ('complaint', 'construction', 'complained-of', 1, false),
  ('report', 'conduct', 'complained-of', 1, true),
  ('report', 'theft', 'clue', 1, false),
  ('report', 'breach', 'clue', 1, false),
  ('report', 'damage', 'clue', 1, false),
  ('praise', 'other', 'praised', 1, false),
  ('service-request', 'meter-abnormal', 'sign', 1, false),
  ('service-request', 'reading-doubt', 'bill-month', 1, false),
  ('service-request', 'reading-doubt', 'seen-reading', 2, false),
  ('service-request', 'reconnection', 'paid-on', 1, false),
  ('service-request', 'appliance-damage', 'appliances', 1, true),
  ('service-request', 'appliance-damage', 'happened-at', 2, true),
  ('service-request', 'charging', 'place', 1, true)
) as of (kind, subkind, field, place, needed);

-- A limit of a sub-kind goes before the one of its whole kind.
alter table deadline_rule add column subkind text;
alter table deadline_rule drop constraint deadline_rule_kind_clock_coalesce_daterange_excl;
alter table deadline_rule drop constraint deadline_rule_starts_check;
alter table deadline_rule add check (starts in ('opened', 'arrived', 'restored'));
update deadline_rule set kind = 'service-request', subkind = kind where kind in ('meter-check', 'reading-doubt', 'reconnection');
alter table deadline_rule add constraint deadline_rule_once exclude using gist
  (kind with =, coalesce(subkind, '') with =, clock with =, coalesce(area, '') with =, daterange(valid_from, valid_to) with &&);
insert into deadline_rule (kind, subkind, clock, starts, amount, unit, legal_basis, confirmed, valid_from) values
  ('service-request', 'reconnection', 'answer', 'restored', 1, 'working-days', '95598 服务申请时限:恢复供电后 1 个工作日内回复', false, '2022-01-01'),
  ('service-request', 'appliance-damage', 'arrive', 'opened', 1440, 'minutes', '95598 服务申请时限:家用电器损坏 24 小时内到达现场核查', false, '2022-01-01'),
  ('service-request', 'appliance-damage', 'answer', 'arrived', 1, 'working-days', '95598 服务申请时限:核查后 1 个工作日内回复', false, '2022-01-01'),
  ('service-request', 'meter-abnormal', 'answer', 'opened', 4, 'working-days', '95598 服务申请时限:电能表异常 4 个工作日', false, '2022-01-01'),
  ('service-request', 'charging', 'arrive', 'opened', 45, 'minutes', '95598 服务申请时限:充电现场服务 45 分钟', false, '2022-01-01'),
  ('service-request', 'charging', 'answer', 'arrived', 120, 'minutes', '95598 服务申请时限:现场服务后 2 小时内回复', false, '2022-01-01'),
  ('inquiry', null, 'answer', 'opened', 2, 'working-days', '行业惯例(未见公开条文,待确认)', false, '2022-01-01'),
  ('advice', null, 'answer', 'opened', 2, 'working-days', '行业惯例(未见公开条文,待确认)', false, '2022-01-01'),
  ('opinion', null, 'answer', 'opened', 10, 'working-days', '行业惯例(未见公开条文,待确认)', false, '2022-01-01'),
  ('suggestion', null, 'answer', 'opened', 10, 'working-days', '行业惯例(未见公开条文,待确认)', false, '2022-01-01'),
  ('praise', null, 'answer', 'opened', 4, 'working-days', '行业惯例(未见公开条文,待确认)', false, '2022-01-01');

-- An order goes by the row that was in force when it was opened. Earlier orders of these kinds were not told apart.
insert into order_subkind (kind, subkind, route, handler, audited, called_back, basis, confirmed, valid_from, valid_to)
select kind, 'unclassified', route, handler, audited, called_back, '分类启用前开立的工单', false, '2021-12-31', '2022-01-01'
from (values
  ('fault-repair', 'field', 'crew', false, true),
  ('complaint', 'office', 'quality', true, true),
  ('report', 'office', 'quality', true, false)
) as of (kind, route, handler, audited, called_back)
where kind in (select kind from work_order);
alter table work_order add column subkind_id bigint references order_subkind (id);
alter table work_order add column handler text;
alter table work_order add column form jsonb not null default '{}';
-- What a crew has in hand stays with it; until then every order was a crew's.
update work_order set handler = 'crew' where status = 'accepted' and kind in ('meter-check', 'reading-doubt', 'reconnection');
update work_order set kind = 'service-request', subkind_id = (
  select id from order_subkind s where s.kind = 'service-request' and s.subkind = work_order.kind)
where kind in ('meter-check', 'reading-doubt', 'reconnection');
update work_order w set subkind_id = s.id from order_subkind s
where w.subkind_id is null and s.kind = w.kind
  and s.subkind = case when w.kind = 'service-request' then 'other' else 'unclassified' end;
update work_order w set handler = s.handler from order_subkind s where s.id = w.subkind_id and w.handler is null;
alter table work_order alter column subkind_id set not null;
alter table work_order alter column handler set not null;
alter table work_order add check (kind in ('inquiry', 'advice', 'fault-repair', 'complaint', 'report', 'opinion', 'suggestion',
  'praise', 'service-request'));
create index work_order_handler on work_order (handler, id);
