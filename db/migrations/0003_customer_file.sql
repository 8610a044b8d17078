-- The customer file: each fact once, dated, with when it became known; readable as of any day and as known on any day.
create extension if not exists pg_trgm;

create table identity (
  id bigint generated always as identity primary key,
  number_cipher bytea,
  number_hash bytea,
  phone_cipher bytea,
  phone_hash bytea,
  phone_tail text
);
create index identity_phone on identity (phone_hash);
create unique index identity_number on identity (number_hash);

create table customer (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('person', 'organisation')),
  name text not null,
  identity_id bigint not null references identity (id),
  grade text not null default 'ordinary',
  opened_at timestamptz not null
);
create index customer_name on customer using gin (name gin_trgm_ops);
alter table app_user add foreign key (customer_id) references customer (id);

create table account (
  id bigint generated always as identity primary key,
  account_no text not null unique check (account_no ~ '^[0-9]{13}$'),
  organisation_id bigint not null references organisation (id),
  address text not null,
  opened_on date not null,
  closed_on date
);
create index account_address on account using gin (address gin_trgm_ops);
create index account_organisation on account (organisation_id);

create table account_alias (
  account_id bigint not null references account (id),
  number text not null,
  valid_from date not null,
  valid_to date,
  primary key (number, valid_from)
);

create table account_term (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  customer_id bigint not null references customer (id),
  class text not null check (class in ('residential', 'agricultural', 'commercial')),
  parts text not null default 'single' check (parts in ('single', 'two')),
  base_charge text check (base_charge in ('capacity', 'contract-demand', 'actual-demand')),
  power_factor_standard numeric(3, 2),
  contract_capacity_kva numeric(12, 3) not null check (contract_capacity_kva > 0),
  running_capacity_kva numeric(12, 3) not null,
  household_persons int check (household_persons > 0),
  status text not null check (status in ('active', 'paused', 'removed', 'closed')),
  important_grade text,
  temporary_until date,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (account_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create index account_term_customer on account_term (customer_id);

create table payer (
  id bigint generated always as identity primary key,
  name text not null,
  kind text not null check (kind in ('self', 'group', 'collection')),
  identity_id bigint references identity (id)
);

create table payer_account (
  id bigint generated always as identity primary key,
  payer_id bigint not null references payer (id),
  account_id bigint not null references account (id),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz,
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (account_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);

create table contract (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  contract_no text not null unique,
  signed_on date not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  case_ref text not null,
  exclude using gist (account_id with =, daterange(valid_from, valid_to) with &&)
);

create table substation (
  id bigint generated always as identity primary key,
  name text not null unique,
  voltage_kv numeric(6, 2) not null,
  organisation_id bigint not null references organisation (id)
);

create table feeder (
  id bigint generated always as identity primary key,
  name text not null unique,
  voltage_kv numeric(6, 2) not null
);

create table transformer_district (
  id bigint generated always as identity primary key,
  name text not null unique,
  kind text not null check (kind in ('public', 'dedicated')),
  capacity_kva numeric(12, 3) not null check (capacity_kva > 0),
  organisation_id bigint not null references organisation (id)
);

-- The supply network is dated with time: a cut-over moves many points at one instant.
create table feeder_term (
  feeder_id bigint not null references feeder (id),
  substation_id bigint not null references substation (id),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to > valid_from),
  case_ref text not null,
  exclude using gist (feeder_id with =, tstzrange(valid_from, valid_to) with &&)
);

create table district_term (
  district_id bigint not null references transformer_district (id),
  feeder_id bigint not null references feeder (id),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to > valid_from),
  case_ref text not null,
  exclude using gist (district_id with =, tstzrange(valid_from, valid_to) with &&)
);

create table receiving_point (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  name text not null
);

create table supply_source (
  id bigint generated always as identity primary key,
  receiving_point_id bigint not null references receiving_point (id),
  role text not null check (role in ('main', 'standby', 'security')),
  feeder_id bigint references feeder (id),
  district_id bigint references transformer_district (id),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to > valid_from),
  case_ref text not null,
  check ((feeder_id is null) <> (district_id is null))
);

create table customer_transformer (
  id bigint generated always as identity primary key,
  receiving_point_id bigint not null references receiving_point (id),
  name text not null,
  capacity_kva numeric(12, 3) not null check (capacity_kva > 0)
);

create table customer_transformer_term (
  transformer_id bigint not null references customer_transformer (id),
  state text not null check (state in ('in-use', 'hot-standby', 'paused', 'cold-standby', 'exchanged')),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz,
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (transformer_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);

create table metering_point (
  id bigint generated always as identity primary key,
  point_no text not null unique,
  kind text not null check (kind in ('account', 'district', 'feeder')),
  account_id bigint references account (id),
  district_id bigint references transformer_district (id),
  feeder_id bigint references feeder (id),
  purpose text not null check (purpose in ('settlement', 'assessment')),
  check (
    (kind = 'account' and account_id is not null and district_id is null and feeder_id is null)
    or (kind = 'district' and district_id is not null and account_id is null and feeder_id is null)
    or (kind = 'feeder' and feeder_id is not null and account_id is null and district_id is null))
);
create index metering_point_account on metering_point (account_id);

create table point_term (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  district_id bigint references transformer_district (id),
  mode text not null check (mode in ('high-high', 'high-low', 'low-low')),
  phase text not null check (phase in ('single', 'three')),
  price_code text,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (point_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create index point_term_district on point_term (district_id);

create table deduction_edge (
  id bigint generated always as identity primary key,
  parent_point_id bigint not null references metering_point (id),
  child_point_id bigint references metering_point (id),
  method text not null check (method in ('metered-child', 'fixed-quantity', 'fixed-ratio')),
  quantity numeric(16, 6),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  case_ref text not null,
  check ((method = 'metered-child') = (child_point_id is not null and quantity is null))
);

create table reading_section (
  id bigint generated always as identity primary key,
  section_no text not null unique,
  reading_day int not null check (reading_day between 1 and 31),
  months int not null default 1 check (months in (1, 2)),
  manager text not null,
  organisation_id bigint not null references organisation (id)
);

create table section_point (
  section_id bigint not null references reading_section (id),
  point_id bigint not null references metering_point (id),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (point_id with =, daterange(valid_from, valid_to) with &&)
);

create table device (
  id bigint generated always as identity primary key,
  asset_no text not null unique,
  profile text not null,
  phase text not null check (phase in ('single', 'three')),
  rated_current_a numeric(8, 2) not null,
  maximum_current_a numeric(8, 2) not null,
  accuracy_class text not null default '1'
);

create table installation (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  device_id bigint not null references device (id),
  installed_at timestamptz not null,
  removed_at timestamptz check (removed_at > installed_at),
  ct numeric(10, 4) not null default 1 check (ct > 0),
  pt numeric(10, 4) not null default 1 check (pt > 0),
  case_ref text not null,
  exclude using gist (point_id with =, tstzrange(installed_at, removed_at) with &&),
  exclude using gist (device_id with =, tstzrange(installed_at, removed_at) with &&)
);

create table installation_register (
  installation_id bigint not null references installation (id),
  role text not null check (role in ('importTotal', 'importSharp', 'importPeak', 'importFlat', 'importValley',
    'importDeepValley', 'exportTotal', 'q1', 'q2', 'q3', 'q4', 'maxDemand')),
  -- Wh or varh as the meter shows them; digits counts the places before the point in kWh.
  digits int not null check (digits between 1 and 10),
  start_value bigint not null check (start_value >= 0),
  end_value bigint check (end_value >= 0),
  primary key (installation_id, role)
);

create table terminal (
  id bigint generated always as identity primary key,
  asset_no text not null unique,
  protocol text not null check (protocol in ('modbus-tcp', 'mqtt')),
  host text,
  port int check (port between 1 and 65535),
  district_id bigint references transformer_district (id),
  check ((protocol = 'modbus-tcp') = (host is not null and port is not null))
);

create table collection_link (
  id bigint generated always as identity primary key,
  device_id bigint not null references device (id),
  terminal_id bigint not null references terminal (id),
  unit_id int check (unit_id between 1 and 247),
  measuring_point_no int check (measuring_point_no > 0),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to > valid_from),
  case_ref text not null,
  exclude using gist (device_id with =, tstzrange(valid_from, valid_to) with &&),
  exclude using gist (terminal_id with =, unit_id with =, tstzrange(valid_from, valid_to) with &&) where (unit_id is not null)
);

create table timeline_entry (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  at timestamptz not null,
  kind text not null,
  subject text not null,
  title_zh text not null,
  title_en text not null,
  detail jsonb not null default '{}',
  -- Internal entries are for staff; the rest the customer sees too.
  internal boolean not null default false,
  unique (account_id, kind, subject)
);
create index timeline_entry_account on timeline_entry (account_id, at desc, id desc);

-- A known fact is closed, never rewritten.
create function refuse_rewrite() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.known_to is not null
     or to_jsonb(new) - 'known_to' is distinct from to_jsonb(old) - 'known_to' then
    raise exception 'a row of % is only ever closed by known_to', tg_table_name using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger account_term_kept before update or delete on account_term for each row execute function refuse_rewrite();
create trigger point_term_kept before update or delete on point_term for each row execute function refuse_rewrite();
create trigger payer_account_kept before update or delete on payer_account for each row execute function refuse_rewrite();
create trigger transformer_term_kept before update or delete on customer_transformer_term
  for each row execute function refuse_rewrite();
