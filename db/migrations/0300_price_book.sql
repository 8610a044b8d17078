-- A price is dated data with its legal basis: what was charged on any day can be shown years later, and as it was known.
create table price (
  code text primary key,
  name_zh text not null,
  name_en text not null,
  account_class text not null check (account_class in ('residential', 'agricultural', 'commercial')),
  tariff_system text not null check (tariff_system in ('single', 'two-part', 'residential-tier')),
  time_of_use boolean not null
);

create table price_version (
  id bigint generated always as identity primary key,
  price_code text not null references price (code),
  version text not null unique,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  -- False: nobody published these figures, they serve the demo.
  published boolean not null,
  legal_basis text not null,
  source_url text,
  accumulation text check (accumulation in ('annual', 'monthly')),
  household_threshold_persons int check (household_threshold_persons > 0),
  household_bump_kwh_per_month numeric(12, 3) check (household_bump_kwh_per_month >= 0),
  check ((household_threshold_persons is null) = (household_bump_kwh_per_month is null)),
  changed_by text not null,
  exclude using gist (price_code with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger price_version_kept before update or delete on price_version
  for each row execute function refuse_rewrite();

create table price_tier (
  version_id bigint not null references price_version (id),
  tier_index int not null check (tier_index >= 1),
  -- Upper limit, included, of a year or of a month; null for the open tier.
  up_to_kwh numeric(16, 3) check (up_to_kwh > 0),
  primary key (version_id, tier_index)
);

create table price_component (
  version_id bigint not null references price_version (id),
  -- 0 where the price has no tiers.
  tier_index int not null default 0,
  component text not null check (component in ('energy')),
  period text not null check (period in ('total', 'sharp', 'peak', 'flat', 'valley', 'deepValley')),
  yuan_per_kwh numeric(20, 8) not null check (yuan_per_kwh >= 0),
  primary key (version_id, tier_index, component, period)
);
create trigger price_tier_kept before update or delete on price_tier for each row execute function refuse_change();
create trigger price_component_kept before update or delete on price_component
  for each row execute function refuse_change();

-- When a bill falls due, by class.
create table due_rule (
  account_class text not null check (account_class in ('residential', 'agricultural', 'commercial')),
  days_after_period int not null check (days_after_period > 0),
  legal_basis text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (account_class with =, daterange(valid_from, valid_to) with &&)
);
insert into due_rule (account_class, days_after_period, legal_basis, valid_from)
select class, 25, '供用电合同约定的交费期限(示范值,以合同为准)', '2000-01-01'
from unnest(array ['residential', 'agricultural', 'commercial']) as class;

insert into price (code, name_zh, name_en, account_class, tariff_system, time_of_use) values
  ('SH-RES-TIER', '居民阶梯电价(一户一表,未分时)', 'Residential tiers, one rate', 'residential', 'residential-tier', false),
  ('SH-RES-TIER-TOU', '居民阶梯电价(一户一表,分时)', 'Residential tiers, peak and valley', 'residential', 'residential-tier', true),
  ('SH-RES-FLAT', '居民合表及执行居民电价的非居民(不满1千伏)', 'Residential price without tiers, below 1 kV', 'residential', 'single', false),
  ('DEMO-COM-SINGLE', '工商业单一制(示范价)', 'Commercial single-rate (demo price)', 'commercial', 'single', false),
  ('DEMO-AGR-SINGLE', '农业生产(示范价)', 'Agricultural (demo price)', 'agricultural', 'single', false);

insert into price_version (price_code, version, valid_from, known_from, published, legal_basis, source_url, accumulation,
  household_threshold_persons, household_bump_kwh_per_month, changed_by)
select code, code || '@2020-07-27', '2020-07-27', '2020-07-27T00:00:00+08:00', true, basis,
  'https://fgw.sh.gov.cn/wx_gysy/20200727/ab918b9bdc76420f9210f7c1c559a78b.html', accumulation, persons, bump, 'seed'
from (values
  ('SH-RES-TIER', '上海市居民生活用电价格表(市发展改革委2020-07-27公布),年阶梯', 'annual', 5, 100),
  ('SH-RES-TIER-TOU', '上海市居民生活用电价格表(市发展改革委2020-07-27公布),年阶梯分时', 'annual', 5, 100),
  ('SH-RES-FLAT', '上海市居民生活用电价格表(市发展改革委2020-07-27公布),非居民用户执行居民价格,不满1千伏', null, null, null)
) as published (code, basis, accumulation, persons, bump);

insert into price_version (price_code, version, valid_from, known_from, published, legal_basis, changed_by) values
  ('DEMO-COM-SINGLE', 'DEMO-COM-SINGLE@2020-01-01', '2020-01-01', '2020-01-01T00:00:00+08:00', false, '示范价,未经公布,不得用于实际结算', 'seed'),
  ('DEMO-AGR-SINGLE', 'DEMO-AGR-SINGLE@2020-01-01', '2020-01-01', '2020-01-01T00:00:00+08:00', false, '示范价,未经公布,不得用于实际结算', 'seed');

insert into price_tier (version_id, tier_index, up_to_kwh)
select v.id, t.tier_index, t.up_to_kwh
from price_version v cross join (values (1, 3120), (2, 4800), (3, null)) as t (tier_index, up_to_kwh)
where v.accumulation = 'annual';

insert into price_component (version_id, tier_index, component, period, yuan_per_kwh)
select v.id, c.tier_index, 'energy', c.period, c.yuan_per_kwh
from price_version v join (values
  ('SH-RES-TIER', 1, 'total', 0.617), ('SH-RES-TIER', 2, 'total', 0.667), ('SH-RES-TIER', 3, 'total', 0.917),
  ('SH-RES-TIER-TOU', 1, 'peak', 0.617), ('SH-RES-TIER-TOU', 1, 'valley', 0.307),
  ('SH-RES-TIER-TOU', 2, 'peak', 0.677), ('SH-RES-TIER-TOU', 2, 'valley', 0.337),
  ('SH-RES-TIER-TOU', 3, 'peak', 0.977), ('SH-RES-TIER-TOU', 3, 'valley', 0.487),
  ('SH-RES-FLAT', 0, 'total', 0.641),
  ('DEMO-COM-SINGLE', 0, 'total', 0.7),
  ('DEMO-AGR-SINGLE', 0, 'total', 0.5)
) as c (code, tier_index, period, yuan_per_kwh) on c.code = v.price_code;
