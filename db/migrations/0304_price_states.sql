-- A price is drafted, reviewed by another person and published; its parts may come month by month, its periods by decree.

-- One word for one thing: `published` is a state, whether an authority published the figures is `official`.
alter table price_version rename column published to official;

-- On which days a version counts, as known since when. Figures stay; days are closed and entered anew.
create table price_validity (
  id bigint generated always as identity primary key,
  version_id bigint not null references price_version (id),
  price_code text not null references price (code),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  exclude using gist (price_code with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create index price_validity_version on price_validity (version_id);
create trigger price_validity_kept before update or delete on price_validity
  for each row execute function refuse_rewrite();

insert into price_validity (version_id, price_code, valid_from, valid_to, known_from, known_to, changed_by)
select id, price_code, valid_from, valid_to, known_from, known_to, changed_by from price_version order by id;

drop trigger price_version_kept on price_version;
alter table price_version
  drop constraint price_version_price_code_daterange_tstzrange_excl,
  drop column valid_from, drop column valid_to, drop column known_from, drop column known_to,
  add column capacity_yuan_per_kva_month numeric(20, 8) check (capacity_yuan_per_kva_month >= 0),
  add column demand_yuan_per_kw_month numeric(20, 8) check (demand_yuan_per_kw_month >= 0),
  -- From so many kWh a kVA and month the demand price is multiplied by the factor.
  add column high_load_kwh_per_kva numeric(12, 3) check (high_load_kwh_per_kva > 0),
  add column high_load_demand_factor numeric(6, 4) check (high_load_demand_factor between 0 and 1),
  add check ((high_load_kwh_per_kva is null) = (high_load_demand_factor is null)),
  -- Province (GB/T 2260, two digits) whose timetable and coefficients the price follows.
  add column region text check (region ~ '^\d{2}$'),
  -- Province whose monthly agency prices are parts of this price, and what the energy part is multiplied by.
  add column agency_region text check (agency_region ~ '^\d{2}$'),
  add column agency_multiplier numeric(6, 4) check (agency_multiplier > 0),
  add check ((agency_region is null) = (agency_multiplier is null)),
  add column voltage_kv_from numeric(8, 3) check (voltage_kv_from >= 0),
  add column voltage_kv_below numeric(8, 3) check (voltage_kv_below > 0),
  add column capacity_kva_from numeric(12, 3) check (capacity_kva_from >= 0),
  add column capacity_kva_below numeric(12, 3) check (capacity_kva_below > 0),
  -- Null: any industry.
  add column industries text[] check (cardinality(industries) > 0);
create trigger price_version_kept before update or delete on price_version for each row execute function refuse_change();

alter table price_component
  drop constraint price_component_component_check,
  add check (component in ('energy', 'line-loss', 'transmission', 'system-operation')),
  drop constraint price_component_yuan_per_kwh_check,
  add check (yuan_per_kwh >= 0 or component in ('line-loss', 'system-operation')),
  -- Multiplied by the period's coefficient.
  add column floated boolean not null default false,
  add column in_power_factor_base boolean not null default true;

create table price_surcharge (
  version_id bigint not null references price_version (id),
  position int not null,
  code text not null,
  name text not null,
  yuan_per_kwh numeric(20, 8) not null,
  primary key (version_id, code)
);
create trigger price_surcharge_kept before update or delete on price_surcharge
  for each row execute function refuse_change();

-- Why a version's days ended before they were over.
create table price_version_end (
  id bigint generated always as identity primary key,
  version_id bigint not null references price_version (id),
  kind text not null check (kind in ('superseded', 'withdrawn')),
  by_version_id bigint references price_version (id),
  check ((kind = 'superseded') = (by_version_id is not null)),
  at timestamptz not null,
  by_user text not null,
  reason text
);
create trigger price_version_end_kept before update or delete on price_version_end
  for each row execute function refuse_change();

-- A version on its way into the book, edited as a whole.
create table price_draft (
  version text primary key,
  price_code text not null,
  document jsonb not null,
  revision int not null default 1,
  state text not null check (state in ('draft', 'reviewed', 'published', 'withdrawn')),
  -- All who wrote any of it; none of them may review or publish it.
  drafters text[] not null check (cardinality(drafters) > 0),
  changed_at timestamptz not null,
  reviewed_by text check (not (reviewed_by = any (drafters))),
  reviewed_at timestamptz,
  review_note text,
  published_by text check (not (published_by = any (drafters))),
  published_at timestamptz,
  past_change text check (past_change in ('re-rate', 'from-next-bill')),
  past_change_reason text,
  check ((past_change is null) = (past_change_reason is null)),
  withdrawn_by text,
  withdrawn_at timestamptz,
  withdrawal_reason text,
  check (state not in ('reviewed', 'published') or reviewed_by is not null),
  check ((state = 'published') = (published_by is not null)),
  check ((state = 'withdrawn') = (withdrawn_by is not null))
);
create function refuse_closed_draft() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.state in ('published', 'withdrawn') then
    raise exception 'a draft that is % is append-only', old.state using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger price_draft_kept before update or delete on price_draft
  for each row execute function refuse_closed_draft();

-- What power bought for customers outside the market costs (代理购电), month by month as the grid company announces it.
create table agency_price (
  id bigint generated always as identity primary key,
  region text not null check (region ~ '^\d{2}$'),
  month text not null check (month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  component text not null check (component in ('energy', 'line-loss', 'system-operation')),
  yuan_per_kwh numeric(20, 8) not null,
  official boolean not null,
  source text not null,
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  exclude using gist (region with =, month with =, component with =, tstzrange(known_from, known_to) with &&)
);
create trigger agency_price_kept before update or delete on agency_price
  for each row execute function refuse_rewrite();

-- Time-of-use periods of a province: seasons with their slots and what a floated price is multiplied by in each.
create table timetable (
  id bigint generated always as identity primary key,
  region text not null check (region ~ '^\d{2}$'),
  tariff_system text not null check (tariff_system in ('single', 'two-part', 'residential-tier')),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  official boolean not null,
  legal_basis text not null,
  source_url text,
  seasons jsonb not null check (jsonb_typeof(seasons) = 'array'),
  changed_by text not null,
  exclude using gist (region with =, tariff_system with =, daterange(valid_from, valid_to) with &&,
    tstzrange(known_from, known_to) with &&)
);
create trigger timetable_kept before update or delete on timetable for each row execute function refuse_rewrite();

-- Days that a timetable treats otherwise than the week does: its holidays, and weekend days that are worked.
create table timetable_day (
  region text not null check (region ~ '^\d{2}$'),
  day date not null,
  day_type text not null check (day_type in ('workday', 'weekend', 'holiday')),
  name text not null,
  source text not null,
  primary key (region, day)
);
