-- Billing keeps what was charged and why: runs, bills with lines that explain themselves, and what could not be billed.
create table bill_run (
  id bigint generated always as identity primary key,
  bill_month text not null check (bill_month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  organisation_path text not null,
  status text not null default 'running' check (status in ('running', 'finished', 'failed')),
  started_at timestamptz not null,
  finished_at timestamptz,
  started_by text not null,
  accounts int not null default 0,
  issued int not null default 0,
  existing int not null default 0,
  parked int not null default 0,
  energy_wh bigint not null default 0,
  total_yuan numeric(16, 2) not null default 0
);

-- One row for each account, locked by whoever charges or collects: where billing stands with it.
create table account_ledger (
  account_id bigint primary key references account (id),
  billed_until date,
  tier_year int,
  tier_energy_wh bigint not null default 0,
  charged_yuan numeric(14, 2) not null default 0,
  paid_yuan numeric(14, 2) not null default 0
);

create table bill (
  id bigint generated always as identity primary key,
  bill_no text not null unique,
  account_id bigint not null references account (id),
  run_id bigint references bill_run (id),
  bill_month text not null check (bill_month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  period_from date not null,
  period_to date not null check (period_to > period_from),
  price_version_id bigint not null references price_version (id),
  energy_wh bigint not null,
  energy_wh_by_period jsonb not null,
  total_yuan numeric(14, 2) not null,
  -- Everything charged to the account up to and including this bill: paid once payments reach it.
  charged_through_yuan numeric(14, 2) not null,
  tier_year int not null,
  service_months int not null check (service_months between 1 and 12),
  household_persons int,
  accumulated_before_wh bigint not null,
  due_on date not null,
  issued_at timestamptz not null,
  unique (account_id, bill_month)
);

create table bill_line (
  bill_id bigint not null references bill (id),
  position int not null,
  item text not null,
  quantity numeric(20, 6) not null,
  unit text not null,
  price numeric(20, 8),
  unrounded_yuan numeric(24, 10) not null,
  amount_yuan numeric(14, 2) not null,
  formula text not null,
  clause text not null,
  primary key (bill_id, position)
);

create table bill_register (
  bill_id bigint not null references bill (id),
  position int not null,
  device_id bigint not null references device (id),
  role text not null,
  start_wh bigint not null,
  end_wh bigint not null,
  multiplier numeric(12, 4) not null,
  primary key (bill_id, position)
);

create trigger bill_kept before update or delete on bill for each row execute function refuse_change();
create trigger bill_line_kept before update or delete on bill_line for each row execute function refuse_change();
create trigger bill_register_kept before update or delete on bill_register for each row execute function refuse_change();

create table parked_bill (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  bill_month text not null,
  reason text not null,
  detail jsonb not null default '{}',
  owner_role text not null,
  attempts int not null default 1,
  parked_at timestamptz not null,
  resolved_at timestamptz,
  resolution text,
  check ((resolved_at is null) = (resolution is null))
);
create unique index parked_bill_open on parked_bill (account_id, bill_month) where resolved_at is null;
