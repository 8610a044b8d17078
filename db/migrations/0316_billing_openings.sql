-- From which day on the bills of an account that was brought are this system's, by the reading that the one before ended with.
create table billing_opening (
  account_id bigint primary key references account (id),
  billed_until date not null,
  -- Energy that the former system's bills had filled the tiers with in the year of that day.
  tier_year int not null,
  tier_energy_wh bigint not null check (tier_energy_wh >= 0),
  case_ref text not null,
  brought_by text not null,
  brought_at timestamptz not null
);
create trigger billing_opening_kept before update or delete on billing_opening for each row execute function refuse_change();
