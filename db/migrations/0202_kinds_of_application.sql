-- Every kind of application: forms of their own, steps side by side, clocks that stand still, statutory rules as data.

alter table application drop constraint application_check, drop constraint application_check2;
alter table application drop constraint application_account_id_key;
alter table application
  add column form jsonb not null default '{}',
  -- Accounts that it changes, the first before the others; empty for a new connection.
  add column account_ids bigint[] not null default '{}',
  -- Reason for which its clocks stand still.
  add column suspended_for text,
  -- Opened by another department: no applicant of its own.
  alter column identity_id drop not null,
  alter column identity_tail drop not null,
  alter column phone_cipher drop not null,
  alter column phone_tail drop not null,
  alter column requested_capacity_kw drop not null;
create index application_accounts on application using gin (account_ids);
create index application_account on application (account_id);

-- Steps that are open now; what was done is in application_step.
create table application_task (
  application_id bigint not null references application (id),
  step text not null,
  opened_at timestamptz not null,
  -- User name of who took it or was given it; null: whoever has the role.
  holder text,
  primary key (application_id, step)
);
create index application_task_step on application_task (step);
insert into application_task (application_id, step, opened_at)
select id, current_step, step_since from application where current_step is not null;
drop index application_open;
alter table application drop column current_step, drop column step_since;
create index application_open on application (organisation_id, id) where status = 'open';

drop trigger application_event_kept on application_event;
alter table application_event
  drop constraint application_event_kind_check,
  add column to_step text,
  add column detail jsonb not null default '{}',
  add check (kind in ('submitted', 'completed', 'returned', 'suspended', 'resumed', 'assigned', 'escalated', 'paper-added',
    'migrated', 'withdrawn', 'refused', 'archived'));
update application_event e set to_step = (
  select s.data ->> 'to' from application_step s
  where s.application_id = e.application_id and s.state = 'returned' and s.step = e.step and s.completed_at = e.at limit 1)
where kind = 'returned';
create trigger application_event_kept before update or delete on application_event
  for each row execute function refuse_change();

-- Spans in which a clock stood still, in order, the last without an end while it does; the due instant moves behind them.
alter table application_clock
  add column due_at timestamptz,
  add column pauses jsonb not null default '[]',
  alter column due_on drop not null;
create index application_clock_running on application_clock (due_on) where stopped_at is null;

-- What of the file an accepted application is going to change: no two may hold one fact.
create table application_claim (
  application_id bigint not null references application (id),
  account_id bigint not null references account (id),
  fact text not null check (fact in ('all', 'capacity', 'customer', 'class', 'price', 'demand')),
  claimed_at timestamptz not null,
  released_at timestamptz check (released_at >= claimed_at),
  primary key (application_id, account_id, fact)
);
create unique index application_claim_held on application_claim (account_id, fact) where released_at is null;

-- 容缺受理: papers that are missing, and by when they must come.
create table deferred_paper (
  application_id bigint not null references application (id),
  kind text not null,
  due_on date not null,
  received_at timestamptz,
  primary key (application_id, kind)
);

-- What regulations ask of a kind. An application is judged by what was in force on the day on which it came in.
create table statutory_rule (
  kind text not null,
  rule text not null,
  value numeric(12, 3) not null,
  clause text not null,
  -- False: its text is not at hand, to be confirmed.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, rule with =, daterange(valid_from, valid_to) with &&)
);
insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from, valid_to)
select kind, 'not-for-temporary-supply', 1, clause, confirmed, valid_from::date, valid_to::date
from unnest(array ['permanent-reduction', 'temporary-reduction', 'reduction-restoration', 'pause', 'pause-restoration',
    'temporary-exchange', 'temporary-removal', 'reinstallation', 'transfer', 'merge', 'class-change', 'price-option',
    'contract-demand']) as kind
cross join (values
  ('供电营业规则(1996)第十二条:临时用电不办理变更用电', true, '1996-10-08', '2024-06-01'),
  ('供电营业规则(2024)临时用电条款:除更名及联系信息外不办理变更用电', false, '2024-06-01', null)
) as edition (clause, confirmed, valid_from, valid_to);
insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from, valid_to) values
  ('rename', 'not-for-temporary-supply', 1, '供电营业规则(1996)第十二条:临时用电不办理变更用电', true, '1996-10-08', '2024-06-01'),
  -- 减容
  ('temporary-reduction', 'notice-working-days', 5, '发改办价格〔2016〕1583号:提前5个工作日申请减容、暂停', true, '2016-08-01', null),
  ('permanent-reduction', 'notice-working-days', 5, '发改办价格〔2016〕1583号:提前5个工作日申请减容、暂停', true, '2016-08-01', null),
  ('reduction-restoration', 'notice-working-days', 5, '发改办价格〔2016〕1583号:提前5个工作日申请减容(暂停)恢复', true, '2016-08-01', null),
  ('temporary-reduction', 'whole-transformers-only', 1, '供电营业规则第二十三条:减容须是整台或整组变压器', true, '1996-10-08', null),
  ('permanent-reduction', 'whole-transformers-only', 1, '供电营业规则第二十三条:减容须是整台或整组变压器', true, '1996-10-08', null),
  ('temporary-reduction', 'least-days', 180, '供电营业规则(1996)第二十三条:减容期限最短不少于六个月', true, '1996-10-08', '2016-08-01'),
  ('temporary-reduction', 'greatest-months', 24, '供电营业规则第二十三条:减容期限最长不超过二年', true, '1996-10-08', null),
  ('reduction-restoration', 'restore-within-months', 24, '发改办价格〔2016〕1583号:两年内恢复的按减容恢复办理,超过两年按新装或增容办理', true, '2016-08-01', null),
  ('permanent-reduction', 'two-part-from-kva', 315, '两部制电价执行范围:受电变压器容量315千伏安及以上工业用电(各省自2023年起可放宽,待确认)', false, '1996-10-08', null),
  -- 暂停
  ('pause', 'notice-working-days', 5, '发改办价格〔2016〕1583号:提前5个工作日申请减容、暂停', true, '2016-08-01', null),
  ('pause-restoration', 'notice-working-days', 5, '发改办价格〔2016〕1583号:提前5个工作日申请减容(暂停)恢复', true, '2016-08-01', null),
  ('pause', 'whole-transformers-only', 1, '供电营业规则第二十四条:暂停须是整台或整组变压器', true, '1996-10-08', null),
  ('pause', 'least-days', 15, '供电营业规则第二十四条:每次暂停不得少于十五天', true, '1996-10-08', null),
  ('pause', 'greatest-months', 6, '供电营业规则第二十四条:一年累计暂停时间不得超过六个月,超过的可申请减容', true, '1996-10-08', null),
  ('pause', 'times-per-year', 2, '供电营业规则(1996)第二十四条:每一日历年内可申请两次', true, '1996-10-08', '2016-08-01'),
  ('pause', 'all-capacity-by-demand', 1, '发改办价格〔2016〕1583号:按最大需量计收的用户,暂停应包括全部容量,以日历月或抄表结算周期为单位', true, '1996-10-08', null),
  -- 暂换
  ('temporary-exchange', 'notice-working-days', 5, '供电营业规则第二十五条:须在五天前申请', false, '1996-10-08', null),
  ('temporary-exchange', 'greatest-months-10kv', 2, '供电营业规则第二十五条:10千伏及以下的不得超过二个月', true, '1996-10-08', null),
  ('temporary-exchange', 'greatest-months-35kv', 3, '供电营业规则第二十五条:35千伏及以上的不得超过三个月', true, '1996-10-08', null),
  -- 暂拆、复装
  ('temporary-removal', 'arrears-cleared', 1, '供电营业规则(2024)暂拆条款:停止用电并结清电费', true, '2024-06-01', null),
  ('temporary-removal', 'notice-working-days', 5, '供电营业规则第二十八条:五天内执行暂拆', false, '1996-10-08', null),
  ('temporary-removal', 'restore-within-months', 6, '供电营业规则第二十八条:暂拆时间最长不得超过六个月,期间保留供电容量', true, '1996-10-08', null),
  ('reinstallation', 'restore-within-months', 6, '供电营业规则第二十八条:超过暂拆规定时间要求复装的,按新装手续办理', true, '1996-10-08', null),
  -- 更名、过户、并户、销户
  ('rename', 'arrears-cleared', 1, '供电营业规则第二十九条:原用户应与供电企业结清债务', true, '1996-10-08', null),
  ('transfer', 'arrears-cleared', 1, '供电营业规则第二十九条:原用户应与供电企业结清债务,才能解除原供用电关系', true, '1996-10-08', null),
  ('merge', 'arrears-cleared', 1, '供电营业规则第三十一条:并户前应结清债务', true, '1996-10-08', null),
  ('closing', 'arrears-cleared', 1, '供电营业规则第三十二条:销户应停止全部用电并结清电费', true, '1996-10-08', null),
  -- 电价选择、需量
  ('price-option', 'notice-working-days', 15, '发改办价格〔2016〕1583号:提前15个工作日申请变更基本电价计收方式', true, '2016-08-01', null),
  ('price-option', 'months-between-changes', 3, '发改办价格〔2016〕1583号:基本电价计收方式可按季变更', true, '2016-08-01', null),
  ('contract-demand', 'notice-working-days', 5, '发改办价格〔2016〕1583号:提前5个工作日申请变更合同最大需量', true, '2016-08-01', null),
  ('contract-demand', 'months-between-changes', 1, '发改办价格〔2016〕1583号:合同最大需量核定值按月变更', true, '2016-08-01', null),
  -- 临时用电
  ('temporary-metered', 'greatest-months', 6, '供电营业规则(1996)第十二条:临时用电期限除经供电企业准许外一般不得超过六个月', true, '1996-10-08', '2024-06-01'),
  ('temporary-metered', 'greatest-months', 36, '供电营业规则(2024)临时用电条款:一般不超过三年', false, '2024-06-01', null);

-- Limits of the kinds beside low-voltage residential, in working days.
insert into application_limit (kind, clock, working_days, legal_basis, confirmed, valid_from)
select kind, clock, days, basis, confirmed, valid_from::date
from (values
  (array ['charging-pile'], 'acceptance', 1, '企业内部要求:线上申请1个工作日内受理(待确认)', false, '2000-01-01'),
  (array ['charging-pile'], 'plan-answer', 3, '供电监管办法:供电方案答复,居民用户3个工作日', true, '2010-01-01'),
  (array ['charging-pile'], 'connection', 3, '供电监管办法:装表接电,居民用户3个工作日', true, '2010-01-01'),
  (array ['charging-pile'], 'whole-process', 5, '国家电网公司供电服务“十项承诺”(2022年版)第6条:低压居民全过程办电5个工作日', true, '2022-01-01'),
  (array ['low-voltage-other', 'temporary-metered', 'high-voltage-single', 'high-voltage-dual'], 'acceptance', 1,
    '企业内部要求:线上申请1个工作日内受理(待确认)', false, '2000-01-01'),
  (array ['low-voltage-other', 'temporary-metered'], 'plan-answer', 8, '供电监管办法:供电方案答复,其他低压用户8个工作日', true, '2010-01-01'),
  (array ['high-voltage-single'], 'plan-answer', 20, '供电监管办法:供电方案答复,高压单电源20个工作日', true, '2010-01-01'),
  (array ['high-voltage-dual'], 'plan-answer', 45, '供电监管办法:供电方案答复,高压双电源45个工作日', true, '2010-01-01'),
  (array ['low-voltage-other'], 'design-review', 8, '供电监管办法:受电工程设计审核,低压8个工作日', true, '2010-01-01'),
  (array ['high-voltage-single', 'high-voltage-dual'], 'design-review', 20, '供电监管办法:受电工程设计审核,高压20个工作日', true, '2010-01-01'),
  (array ['low-voltage-other'], 'mid-inspection', 3, '供电监管办法:中间检查,低压3个工作日', true, '2010-01-01'),
  (array ['high-voltage-single', 'high-voltage-dual'], 'mid-inspection', 5, '供电监管办法:中间检查,高压5个工作日', true, '2010-01-01'),
  (array ['low-voltage-other'], 'final-inspection', 5, '供电监管办法:竣工检验,低压5个工作日', true, '2010-01-01'),
  (array ['high-voltage-single', 'high-voltage-dual'], 'final-inspection', 7, '供电监管办法:竣工检验,高压7个工作日', true, '2010-01-01'),
  (array ['low-voltage-other', 'temporary-metered'], 'connection', 5, '供电监管办法:装表接电,其他低压用户5个工作日', true, '2010-01-01'),
  (array ['high-voltage-single', 'high-voltage-dual'], 'connection', 7, '供电监管办法:装表接电,高压用户7个工作日', true, '2010-01-01'),
  (array ['low-voltage-other', 'temporary-metered'], 'whole-process', 6, '国家电网公司供电服务“十项承诺”(2022年版)第6条:低压非居民全过程办电6个工作日', true, '2022-01-01'),
  (array ['high-voltage-single'], 'whole-process', 22, '国家电网公司供电服务“十项承诺”(2022年版)第6条:高压单电源22个工作日', true, '2022-01-01'),
  (array ['high-voltage-dual'], 'whole-process', 32, '国家电网公司供电服务“十项承诺”(2022年版)第6条:高压双电源32个工作日', true, '2022-01-01'),
  (array ['permanent-reduction', 'temporary-reduction', 'reduction-restoration', 'pause', 'pause-restoration', 'temporary-exchange',
    'temporary-removal', 'reinstallation', 'rename', 'transfer', 'merge', 'closing', 'class-change', 'price-option',
    'contract-demand'], 'acceptance', 1, '企业内部要求:1个工作日内受理(待确认)', false, '2000-01-01'),
  (array ['permanent-reduction', 'temporary-reduction', 'reduction-restoration', 'pause', 'pause-restoration', 'temporary-exchange',
    'temporary-removal', 'reinstallation'], 'handling', 5, '供电营业规则变更用电各条:受理后五日内办理(按工作日,待确认)', false, '1996-10-08'),
  (array ['rename', 'transfer', 'merge', 'closing', 'class-change', 'price-option', 'contract-demand'], 'handling', 5,
    '企业内部要求:变更用电5个工作日内办结(待确认)', false, '2000-01-01')
) as rule (kinds, clock, days, basis, confirmed, valid_from)
cross join lateral unnest(kinds) as kind;

-- Within a day the company works in spans, minutes from midnight, half-open; a listed day may have spans of its own.
create table work_week (
  weekday int not null check (weekday between 0 and 6),
  spans jsonb not null check (jsonb_typeof(spans) = 'array'),
  primary key (weekday)
);
insert into work_week (weekday, spans)
select day, case when day in (0, 6) then '[]' else '[{"from": 510, "to": 720}, {"from": 810, "to": 1050}]' end::jsonb
from generate_series(0, 6) as day;
alter table work_calendar
  -- Of a worked day; null: those of a weekday.
  add column spans jsonb check (jsonb_typeof(spans) = 'array'),
  add column changed_by text not null default 'seed',
  add column changed_at timestamptz;
insert into work_calendar (day, kind, name, source, confirmed)
select d::date, 'holiday', h.name, '2027年安排尚未公布,按法定节日暂定', false
from (values
  ('2027-01-01', '2027-01-01', '元旦'), ('2027-02-05', '2027-02-11', '春节'), ('2027-04-05', '2027-04-05', '清明节'),
  ('2027-05-01', '2027-05-03', '劳动节'), ('2027-06-09', '2027-06-09', '端午节'), ('2027-09-15', '2027-09-15', '中秋节'),
  ('2027-10-01', '2027-10-07', '国庆节')
) as h (first_day, final_day, name)
cross join lateral generate_series(h.first_day::date, h.final_day::date, interval '1 day') as d;

-- By what a supply is designed (供电方案): voltage, metering, power factor, parts.
create table scheme_limit (
  name text not null,
  value numeric(12, 3) not null,
  basis text not null,
  -- False: its text is not at hand, to be confirmed.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (name with =, daterange(valid_from, valid_to) with &&)
);
insert into scheme_limit (name, value, basis, confirmed, valid_from) values
  ('singlePhaseUpToKw', 10, '供电营业规则(1996)第七条:用户单相用电设备总容量不足10千瓦的可采用低压220伏供电', true, '1996-10-08'),
  ('lowVoltageUpToKw', 160, '优化营商环境“三零”服务:160千瓦及以下低压接入(各省标准不同,待确认)', false, '1996-10-08'),
  ('lowSideUpToKva', 500, 'DL/T 448:10千伏供电、500千伏安及以下可在低压侧计量(待确认)', false, '1996-10-08'),
  ('tenKvUpToKva', 8000, '国家电网公司业扩供电方案编制导则:受电变压器总容量8兆伏安及以下10千伏(待确认)', false, '1996-10-08'),
  ('directMeterUpToA', 60, 'DL/T 448:计算电流60安及以下宜采用直接接入式电能表', false, '1996-10-08'),
  ('powerFactorFromKva', 100, '(83)水电财字第215号:100千伏安(千瓦)及以上', true, '1983-12-02'),
  ('industryPowerFactorOverKva', 160, '(83)水电财字第215号:160千伏安以上的高压供电工业用户0.90', true, '1983-12-02'),
  ('twoPartFromKva', 315, '两部制电价执行范围:受电变压器容量315千伏安及以上工业用电(待确认)', false, '1996-10-08'),
  ('designPowerFactor', 0.9, '设计取值(示范值)', false, '1996-10-08');
