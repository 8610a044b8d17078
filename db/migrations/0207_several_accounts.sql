-- Applications that open several accounts, supply without a meter, and cases that other departments open.

-- Accounts that an application asks for beside its own facts: parts of one that is split, rows of a compound's list.
create table requested_account (
  application_id bigint not null references application (id),
  position int not null check (position > 0),
  -- Within the application's address: building, unit, room.
  place text not null check (length(place) between 1 and 80),
  class text not null check (class in ('residential', 'agricultural', 'commercial')),
  -- Null: the applicant's own, until it is handed over.
  customer_name text,
  identity_id bigint references identity (id),
  identity_tail text,
  phone_cipher bytea,
  phone_tail text,
  capacity_kva numeric(12, 3) not null check (capacity_kva > 0),
  household_persons int check (household_persons > 0),
  -- Null: that of the supply plan.
  price_code text,
  phase text not null check (phase in ('single', 'three')),
  meter_asset_no text,
  -- As it was put up; see `meterData` of the step.
  meter jsonb,
  -- Opened by the archive.
  account_id bigint references account (id),
  primary key (application_id, position),
  unique (application_id, place),
  check ((customer_name is null) = (identity_id is null))
);
create index requested_account_meter on requested_account (meter_asset_no) where meter_asset_no is not null;
create index requested_account_identity on requested_account (identity_id) where identity_id is not null;

-- A cut-over holds districts, a change of section who reads; both beside what holds an account from being billed.
alter table application_claim drop constraint application_claim_fact_check;
alter table application_claim add check (fact in ('all', 'capacity', 'customer', 'class', 'price', 'demand', 'meter', 'network', 'section'));

-- Open cases that are about to change all of an account: its meters are not exchanged meanwhile.
create table meter_case (
  account_id bigint not null references account (id),
  case_ref text not null,
  opened_at timestamptz not null,
  closed_at timestamptz check (closed_at >= opened_at),
  primary key (account_id, case_ref)
);
insert into meter_case (account_id, case_ref, opened_at)
select k.account_id, 'application:' || p.application_no, k.claimed_at
from application_claim k join application p on p.id = k.application_id
where k.fact = 'all' and k.released_at is null;

insert into attachment_limit (name, value, basis, confirmed, valid_from) values
  ('account-sheet', 2097152, '企业内部要求:用户清单不超过2兆(待确认)', false, '2000-01-01'),
  ('account-rows', 3000, '企业内部要求:每份申请不超过3000户(待确认)', false, '2000-01-01');

insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from, valid_to) values
  ('split', 'not-for-temporary-supply', 1, '供电营业规则(1996)第十二条:临时用电不办理变更用电', true, '1996-10-08', '2024-06-01'),
  ('split', 'not-for-temporary-supply', 1, '供电营业规则(2024)临时用电条款:除更名及联系信息外不办理变更用电', false, '2024-06-01', null),
  ('split', 'arrears-cleared', 1, '供电营业规则第三十条:原用户与供电企业结清债务,再办理分户手续(条文待确认)', false, '1996-10-08', null),
  ('split', 'capacity-shared', 1, '供电营业规则第三十条:原用户的用电容量由分户者自行协商分割,需要增容的另行办理增容手续(条文待确认)', false, '1996-10-08', null),
  ('temporary-unmetered', 'greatest-months', 6, '供电营业规则(1996)第十二条:临时用电期限除经供电企业准许外一般不得超过六个月', true, '1996-10-08', '2024-06-01'),
  ('temporary-unmetered', 'greatest-months', 36, '供电营业规则(2024)临时用电条款:一般不超过三年', false, '2024-06-01', null),
  ('temporary-unmetered', 'charged-by-agreement', 1, '供电营业规则:临时用电未装用电计量装置的,按用电容量、双方约定的每日使用时数和使用期限预收电费(条文待确认)', false, '1996-10-08', null),
  ('temporary-unmetered', 'greatest-unmetered-kw', 10, '企业内部要求:无表临时用电不超过10千瓦,更大的应装表(待确认)', false, '1996-10-08', null),
  ('section-change', 'billed-month-kept', 1, '抄表管理:本月已抄表或已出账的不得在本月调整抄表段(企业内部要求,待确认)', false, '2000-01-01', null);

insert into application_limit (kind, clock, working_days, legal_basis, confirmed, valid_from)
select kind, clock, days, basis, confirmed, valid_from::date
from (values
  (array ['split', 'residential-compound', 'temporary-unmetered', 'cut-over', 'section-change'], 'acceptance', 1,
    '企业内部要求:1个工作日内受理(待确认)', false, '2000-01-01'),
  (array ['split', 'cut-over', 'section-change'], 'handling', 5, '企业内部要求:5个工作日内办结(待确认)', false, '2000-01-01'),
  (array ['residential-compound'], 'plan-answer', 20, '供电监管办法:供电方案答复,高压单电源20个工作日', true, '2010-01-01'),
  (array ['residential-compound'], 'design-review', 20, '供电监管办法:受电工程设计审核,高压20个工作日', true, '2010-01-01'),
  (array ['residential-compound'], 'mid-inspection', 5, '供电监管办法:中间检查,高压5个工作日', true, '2010-01-01'),
  (array ['residential-compound'], 'final-inspection', 7, '供电监管办法:竣工检验,高压7个工作日', true, '2010-01-01'),
  (array ['residential-compound'], 'connection', 7, '供电监管办法:装表接电,高压用户7个工作日', true, '2010-01-01'),
  (array ['residential-compound'], 'whole-process', 22, '国家电网公司供电服务“十项承诺”(2022年版)第6条:高压单电源22个工作日(居住区是否适用待确认)', false, '2022-01-01'),
  (array ['temporary-unmetered'], 'plan-answer', 8, '供电监管办法:供电方案答复,其他低压用户8个工作日', true, '2010-01-01'),
  (array ['temporary-unmetered'], 'connection', 5, '供电监管办法:装表接电,其他低压用户5个工作日', true, '2010-01-01'),
  (array ['temporary-unmetered'], 'whole-process', 6, '国家电网公司供电服务“十项承诺”(2022年版)第6条:低压非居民全过程办电6个工作日', true, '2022-01-01')
) as rule (kinds, clock, days, basis, confirmed, valid_from)
cross join lateral unnest(kinds) as kind;

-- Supply without a meter (无表临时用电): what was agreed, and is charged once for the whole time.
create table unmetered_supply (
  account_id bigint primary key references account (id),
  -- As listed: name, capacity in kW of all of it, share that runs at once.
  loads jsonb not null check (jsonb_typeof(loads) = 'array'),
  agreed_kw numeric(12, 3) not null check (agreed_kw > 0),
  hours_per_day numeric(5, 2) not null check (hours_per_day > 0 and hours_per_day <= 24),
  valid_from date not null,
  -- The last day is the one before.
  valid_to date not null check (valid_to > valid_from),
  case_ref text not null
);
create trigger unmetered_supply_kept before update or delete on unmetered_supply
  for each row execute function refuse_change();
