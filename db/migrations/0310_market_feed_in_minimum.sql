-- What a bill must know beyond price and meter: the sheets of the retail market; and what is paid for energy fed in.

-- 零售市场: days on which an account buys in the market, and how it left.
create table market_term (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  retailer text not null check (retailer <> ''),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  -- Who left of its own will (无正当理由改由代理购电) pays more until it comes back.
  left_how text check (left_how in ('own-will', 'otherwise')),
  check ((valid_to is null) = (left_how is null)),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (account_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger market_term_kept before update or delete on market_term for each row execute function refuse_rewrite();

-- 零售市场结算单 of an account and month as the market printed it; a newer one takes the place of an older.
create table market_sheet (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  sheet_no text not null,
  retailer text not null,
  issued_on date not null,
  -- Of all that it says: what was imported before is known again.
  digest text not null,
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  unique (account_id, month, digest)
);
create unique index market_sheet_standing on market_sheet (account_id, month) where known_to is null;
create trigger market_sheet_kept before update or delete on market_sheet for each row execute function refuse_rewrite();

create table market_sheet_line (
  sheet_id bigint not null references market_sheet (id),
  position int not null,
  code text not null check (code ~ '^[a-z][a-z0-9-]{0,31}$'),
  name text not null,
  period text not null check (period in ('total', 'sharp', 'peak', 'flat', 'valley', 'deepValley')),
  energy_kwh numeric(16, 6),
  -- False: energy that another line counts already.
  counts_as_energy boolean not null,
  yuan_per_kwh numeric(20, 8),
  amount_yuan numeric(14, 2),
  primary key (sheet_id, position),
  check (yuan_per_kwh is not null or amount_yuan is not null),
  check (yuan_per_kwh is null or energy_kwh is not null)
);
create trigger market_sheet_line_kept before update or delete on market_sheet_line
  for each row execute function refuse_change();

-- How far a sheet may be off the meters: the larger of the two.
create table market_tolerance (
  least_kwh numeric(12, 3) not null check (least_kwh >= 0),
  percent numeric(6, 3) not null check (percent >= 0),
  legal_basis text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (daterange(valid_from, valid_to) with &&)
);
insert into market_tolerance (least_kwh, percent, legal_basis, valid_from) values
  (10, 0.5, '示范值：结算单电量与计量电量的允许偏差，以各省零售市场结算细则为准', '2020-01-01');

alter table bill_segment add column in_market boolean not null default false;

insert into bill_check_rule (code, stage, parameters, holds, basis) values
  ('market-energy', 'rated', '{}', true, '核算审核惯例：零售市场结算单电量与计量电量不符');

alter table correction_task drop constraint correction_task_cause_check,
  add constraint correction_task_cause_check check (cause in ('reading', 'price', 'file', 'complaint', 'market-sheet'));

-- 上网电价: what a kWh fed in is paid, by province and mode.
create table feed_in_price (
  id bigint generated always as identity primary key,
  region text not null check (region ~ '^\d{2}$'),
  mode text not null check (mode in ('surplus', 'full')),
  yuan_per_kwh numeric(20, 8) not null check (yuan_per_kwh >= 0),
  -- False: second hand or a demo value; every statement made with it says so.
  official boolean not null,
  legal_basis text not null,
  source_url text,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  exclude using gist (region with =, mode with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger feed_in_price_kept before update or delete on feed_in_price for each row execute function refuse_rewrite();

-- 度电补贴: a programme that a plant was admitted to, paid for each kWh generated.
create table generation_subsidy (
  id bigint generated always as identity primary key,
  code text not null check (code ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
  name text not null,
  yuan_per_kwh numeric(20, 8) not null check (yuan_per_kwh >= 0),
  official boolean not null,
  legal_basis text not null,
  source_url text,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  exclude using gist (code with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger generation_subsidy_kept before update or delete on generation_subsidy
  for each row execute function refuse_rewrite();

-- Which points feed in, how, and by which registers: 自发自用余电上网 (surplus), 全额上网 (full).
create table feed_in_term (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  mode text not null check (mode in ('surplus', 'full')),
  region text not null check (region ~ '^\d{2}$'),
  register text not null default 'exportTotal' check (register in ('exportTotal', 'importTotal')),
  -- 发电表, where there is one; what it generated is in its import register unless it is put in the other way round.
  generation_point_id bigint references metering_point (id),
  generation_register text not null default 'importTotal' check (generation_register in ('exportTotal', 'importTotal')),
  subsidy_code text,
  plant_kw numeric(12, 3) not null check (plant_kw > 0),
  -- Of all that is generated only what is fed in is known without a meter of its own.
  check (subsidy_code is null or generation_point_id is not null or mode = 'full'),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (point_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create index feed_in_term_generation on feed_in_term (generation_point_id);
create trigger feed_in_term_kept before update or delete on feed_in_term for each row execute function refuse_rewrite();

-- 上网电费结算单: money to the customer, apart from the bill of what he uses. What it says never changes.
create table feed_in_statement (
  id bigint generated always as identity primary key,
  statement_no text not null unique,
  account_id bigint not null references account (id),
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  run_id bigint references bill_run (id),
  document text not null check (document in ('statement', 'reversal', 'reissue')),
  standing boolean not null,
  revision int not null default 0 check (revision >= 0),
  corrects_id bigint references feed_in_statement (id),
  check ((document = 'statement') = (corrects_id is null)),
  check (document <> 'reversal' or not standing),
  reason text,
  period_from date not null,
  period_to date not null check (period_to > period_from),
  exported_wh bigint not null,
  generated_wh bigint,
  total_yuan numeric(14, 2) not null,
  -- Paid out already on the documents of the month that this one replaces.
  paid_before_yuan numeric(14, 2) not null default 0,
  official boolean not null,
  issued_at timestamptz not null,
  state text not null default 'issued' check (state in ('issued', 'paid')),
  payout_reference text,
  paid_on date,
  check ((state = 'paid') = (payout_reference is not null)),
  check ((state = 'paid') = (paid_on is not null))
);
create unique index feed_in_standing on feed_in_statement (account_id, month) where standing;
create unique index feed_in_reversal on feed_in_statement (corrects_id) where document = 'reversal';
create index feed_in_month on feed_in_statement (month, account_id);

create function refuse_statement_change() returns trigger language plpgsql as $$
declare
  movable constant text[] := array['standing', 'state', 'payout_reference', 'paid_on'];
begin
  if tg_op = 'DELETE' or old.state = 'paid' and (new.state, new.payout_reference, new.paid_on)
       is distinct from (old.state, old.payout_reference, old.paid_on)
     or to_jsonb(new) - movable is distinct from to_jsonb(old) - movable then
    raise exception 'what a statement says is kept as it was' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger feed_in_statement_kept before update or delete on feed_in_statement
  for each row execute function refuse_statement_change();

create table feed_in_line (
  statement_id bigint not null references feed_in_statement (id),
  position int not null,
  point_id bigint not null references metering_point (id),
  line_from date not null,
  line_to date not null check (line_to > line_from),
  item text not null,
  quantity numeric(20, 6) not null,
  unit text not null,
  price numeric(20, 8) not null,
  unrounded_yuan numeric(24, 10) not null,
  amount_yuan numeric(14, 2) not null,
  formula text not null,
  clause text not null,
  primary key (statement_id, position)
);
create table feed_in_register (
  statement_id bigint not null references feed_in_statement (id),
  position int not null,
  point_id bigint not null references metering_point (id),
  device_id bigint not null references device (id),
  role text not null,
  start_wh bigint not null,
  end_wh bigint not null,
  multiplier numeric(12, 4) not null,
  energy_wh bigint not null,
  primary key (statement_id, position)
);
create trigger feed_in_line_kept before update or delete on feed_in_line for each row execute function refuse_change();
create trigger feed_in_register_kept before update or delete on feed_in_register
  for each row execute function refuse_change();

-- What could not be settled, and what wants a correction: apart from what is parked and to be corrected of bills.
create table parked_feed_in (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  month text not null,
  reason text not null,
  detail jsonb not null default '{}',
  owner_role text not null,
  attempts int not null default 1,
  parked_at timestamptz not null,
  resolved_at timestamptz
);
create unique index parked_feed_in_open on parked_feed_in (account_id, month) where resolved_at is null;
create table feed_in_task (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  month text not null,
  detail jsonb not null default '{}',
  opened_at timestamptz not null,
  resolved_at timestamptz,
  resolution text check (resolution in ('corrected', 'no-difference')),
  check ((resolved_at is null) = (resolution is null))
);
create unique index feed_in_task_open on feed_in_task (account_id, month) where resolved_at is null;

insert into feed_in_price (region, mode, yuan_per_kwh, official, legal_basis, valid_from, known_from, changed_by)
select region, mode, price, false, basis, '2017-07-01', '2017-07-01T00:00:00+08:00', 'seed'
from (values
  ('31', 0.4155, '上海市燃煤发电基准价 0.4155 元/千瓦时(二手资料,未见原文,上线前须核对)'),
  ('33', 0.4153, '浙江省燃煤发电基准价 0.4153 元/千瓦时(二手资料,未见原文,上线前须核对)')
) as coal (region, price, basis) cross join unnest(array ['surplus', 'full']) as mode;

insert into generation_subsidy (code, name, yuan_per_kwh, official, legal_basis, valid_from, known_from, changed_by)
values
  ('national-2013', '国家度电补贴(2013年起并网)', 0.42, false, '发改价格〔2013〕1638号,0.42 元/千瓦时(二手资料,期限与名单以备案为准)', '2013-09-01', '2013-09-01T00:00:00+08:00', 'seed'),
  ('national-2018', '国家度电补贴(2018年起并网)', 0.37, false, '发改价格规〔2017〕2196号,0.37 元/千瓦时(二手资料,期限与名单以备案为准)', '2018-01-01', '2018-01-01T00:00:00+08:00', 'seed'),
  ('household-2021', '户用分布式补贴(2021年纳入)', 0.03, false, '发改价格〔2021〕833号,0.03 元/千瓦时(二手资料,期限与名单以备案为准)', '2021-01-01', '2021-01-01T00:00:00+08:00', 'seed');

-- 保底电费: the least that a price asks for a month, as an amount, or as a quantity whose shortfall is charged at a price.
alter table price_version
  add column minimum_yuan_per_month numeric(14, 2) check (minimum_yuan_per_month > 0),
  add column minimum_kwh_per_month numeric(14, 3) check (minimum_kwh_per_month > 0),
  add column minimum_yuan_per_kwh numeric(20, 8) check (minimum_yuan_per_kwh > 0),
  add check ((minimum_kwh_per_month is null) = (minimum_yuan_per_kwh is null)),
  add check (minimum_yuan_per_month is null or minimum_kwh_per_month is null);
