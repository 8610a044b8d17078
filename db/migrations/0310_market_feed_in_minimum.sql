-- Who buys in the retail market, what its sheets settle, and when they fit the meters.

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
