-- How each month's power-factor adjustment will end, reckoned each day from the registers of the days behind.
create table power_factor_outlook (
  account_id bigint not null references account (id),
  bill_month text not null check (bill_month ~ '^\d{4}-\d{2}$'),
  -- The civil day before which the registers count.
  until date not null,
  period_from date not null,
  period_to date not null,
  standard numeric(3, 2) not null,
  state text not null check (state in ('met', 'at-risk', 'lost', 'idle', 'unknown')),
  -- Why nothing can be said.
  because text,
  -- By which prices: those of the days behind, or what the energy of the latest bill cost (the market's sheet comes after the month).
  priced_by text check (priced_by in ('rated', 'latest-bill')),
  active_kwh numeric(16, 3),
  reactive_kvarh numeric(16, 3),
  power_factor numeric(3, 2),
  rate_percent numeric(6, 2),
  adjustment_yuan numeric(14, 2),
  projected_kwh numeric(16, 3),
  projected_kvarh numeric(16, 3),
  projected_power_factor numeric(3, 2),
  projected_rate_percent numeric(6, 2),
  projected_base_yuan numeric(14, 2),
  projected_yuan numeric(14, 2),
  reachable_yuan numeric(14, 2),
  kvar_this_month int,
  kvar_lasting int,
  -- By the load curve of the days behind; null where none tells.
  kvar_95 numeric(12, 1),
  hours_per_day numeric(4, 1),
  reckoned_at timestamptz not null,
  primary key (account_id, until),
  check (period_from < until and until <= period_to),
  check ((state = 'unknown') = (because is not null)),
  check (state = 'unknown' or (active_kwh, reactive_kvarh, rate_percent, adjustment_yuan, projected_kwh, projected_kvarh,
    projected_rate_percent, projected_base_yuan, projected_yuan, reachable_yuan, kvar_lasting) is not null)
);

-- A customer is warned once of a month.
create table power_factor_warning (
  account_id bigint not null references account (id),
  bill_month text not null check (bill_month ~ '^\d{4}-\d{2}$'),
  at timestamptz not null,
  until date not null,
  primary key (account_id, bill_month)
);

create table power_factor_rule (
  rule text not null check (rule in ('recent-days', 'warn-after-days', 'warn-from-yuan')),
  figure int not null check (figure between 0 and 1000000),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into power_factor_rule (rule, figure, basis, confirmed, valid_from) values
  ('recent-days', 7, '本系统规定：按最近 7 天的用电推算到月末', false, '2000-01-01'),
  ('warn-after-days', 5, '本系统规定：计费期满 5 天后才预警，避免月初误报', false, '2000-01-01'),
  ('warn-from-yuan', 100, '本系统规定：预计多收力调电费达到 100 元才通知客户', false, '2000-01-01');
