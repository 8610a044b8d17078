-- What a bill needs of the customer file beyond a price, bills as documents with a state, and checks with what people decided.

-- Loss data of a customer's transformer (变损), for meters on its low side; null where the utility's table has none.
alter table customer_transformer
  add column iron_loss_kwh_per_month numeric(12, 3) check (iron_loss_kwh_per_month >= 0),
  add column iron_loss_kvarh_per_month numeric(12, 3) check (iron_loss_kvarh_per_month >= 0),
  add column copper_loss_percent numeric(6, 3) check (copper_loss_percent between 0 and 100),
  add column reactive_copper_factor numeric(8, 4) check (reactive_copper_factor >= 0),
  add column in_service_since date,
  -- Transformers of one group are interlocked on the primary side (一次侧连锁): at most so many run at once.
  add column interlock_group int,
  add column interlock_running int check (interlock_running >= 1),
  add check ((interlock_group is null) = (interlock_running is null));

-- Whose loss a point on the low side bears.
create table point_transformer (
  point_id bigint not null references metering_point (id),
  transformer_id bigint not null references customer_transformer (id),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  case_ref text not null,
  exclude using gist (point_id with =, transformer_id with =, daterange(valid_from, valid_to) with &&)
);

-- 合同最大需量 of a settlement point (one for each incoming line).
create table demand_term (
  point_id bigint not null references metering_point (id),
  contract_demand_kw numeric(12, 3) not null check (contract_demand_kw >= 0),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (point_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger demand_term_kept before update or delete on demand_term for each row execute function refuse_rewrite();

-- Free energy of households on an allowance (低保, 五保).
create table allowance_term (
  account_id bigint not null references account (id),
  kind text not null check (kind in ('low-income', 'destitute')),
  certificate_no text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (account_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger allowance_term_kept before update or delete on allowance_term for each row execute function refuse_rewrite();

create table allowance_rule (
  kind text not null check (kind in ('low-income', 'destitute')),
  free_kwh_per_month numeric(10, 3) not null check (free_kwh_per_month > 0),
  legal_basis text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, daterange(valid_from, valid_to) with &&)
);
insert into allowance_rule (kind, free_kwh_per_month, legal_basis, valid_from) values
  ('low-income', 15, '发改价格〔2011〕2617号：对城乡低保户和农村五保户设置每户每月10—15千瓦时免费用电基数（取值以各省文件为准）', '2012-07-01'),
  ('destitute', 15, '发改价格〔2011〕2617号：对城乡低保户和农村五保户设置每户每月10—15千瓦时免费用电基数（取值以各省文件为准）', '2012-07-01');

-- Days within a month on which a large account is settled before its month's end (分次结算).
create table settlement_term (
  account_id bigint not null references account (id),
  days int[] not null check (cardinality(days) between 1 and 3),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  case_ref text not null,
  exclude using gist (account_id with =, daterange(valid_from, valid_to) with &&)
);

-- A fixed part of a point's energy either goes to another point, or is charged at another price on the same bill.
alter table deduction_edge drop constraint deduction_edge_check;
alter table deduction_edge
  add column price_code text references price (code),
  add column in_power_factor_base boolean not null default false,
  add check ((method = 'metered-child') = (quantity is null)),
  add check (method <> 'metered-child' or child_point_id is not null),
  add check ((child_point_id is null) = (price_code is not null)),
  add check (quantity > 0);
create index deduction_edge_parent on deduction_edge (parent_point_id);
create index deduction_edge_child on deduction_edge (child_point_id);

-- A case in progress (在途), written by whoever runs it: its account is not billed until it ends.
create table account_case (
  account_id bigint not null references account (id),
  case_ref text not null,
  kind text not null,
  opened_at timestamptz not null,
  closed_at timestamptz check (closed_at >= opened_at),
  primary key (account_id, case_ref)
);
create index account_case_open on account_case (account_id) where closed_at is null;

drop trigger bill_kept on bill;
-- A bill is a document: issued, or held until somebody releases it. What it says never changes; where it stands may.
alter table bill
  add column document text not null default 'bill' check (document in ('bill', 'interim', 'reversal', 'reissue')),
  add column state text not null default 'issued' check (state in ('held', 'issued', 'discarded')),
  -- The document that stands for its month: not reversed, not discarded, no reversal.
  add column standing boolean not null default true,
  add column settlement_no int not null default 1 check (settlement_no >= 1),
  add column revision int not null default 0 check (revision >= 0),
  add column corrects_bill_id bigint references bill (id),
  add column reason text,
  add column rated_at timestamptz,
  add column reactive_varh bigint not null default 0,
  add column power_factor numeric(3, 2),
  add column demand_w bigint,
  -- The instant whose register closes a final bill inside a day.
  add column final_at timestamptz,
  alter column issued_at drop not null,
  alter column charged_through_yuan drop not null,
  drop constraint bill_account_id_bill_month_key,
  add check ((state = 'issued') = (issued_at is not null)),
  add check ((document in ('bill', 'interim')) = (corrects_bill_id is null)),
  add check (document <> 'reversal' or not standing);
alter table bill add column tier_energy_wh bigint;
update bill set rated_at = issued_at, tier_energy_wh = energy_wh;
alter table bill alter column rated_at set not null, alter column tier_energy_wh set not null;
create index bill_account on bill (account_id, bill_month);
create unique index bill_standing on bill (account_id, bill_month, settlement_no) where standing;
create unique index bill_reversal on bill (corrects_bill_id) where document = 'reversal';
create index bill_held on bill (account_id) where state = 'held';

create function refuse_bill_change() returns trigger language plpgsql as $$
declare
  movable constant text[] := array['state', 'standing', 'charged_through_yuan', 'issued_at', 'due_on'];
begin
  if tg_op = 'DELETE' or old.state = 'discarded' or to_jsonb(new) - movable is distinct from to_jsonb(old) - movable then
    raise exception 'what a bill says is kept as it was' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger bill_kept before update or delete on bill for each row execute function refuse_bill_change();

-- The parts of a bill in which nothing changed: one point at one price.
create table bill_segment (
  bill_id bigint not null references bill (id),
  position int not null,
  point_id bigint not null references metering_point (id),
  price_version_id bigint not null references price_version (id),
  segment_from date not null,
  segment_to date not null check (segment_to > segment_from),
  tariff_system text not null,
  -- Charged energy by period or in total, after loss and deductions.
  energy_wh_by_period jsonb not null,
  metered_wh bigint not null,
  loss_wh bigint not null default 0,
  loss_varh bigint not null default 0,
  deducted_wh bigint not null default 0,
  reactive_varh bigint not null default 0,
  power_factor_standard numeric(3, 2),
  primary key (bill_id, position)
);
create trigger bill_segment_kept before update or delete on bill_segment for each row execute function refuse_change();

alter table bill_line add column segment int;
alter table bill_register add column segment int;

-- Checks of bills (核算审核): rules are data, hits are kept with what was decided, so that each rule's precision shows.
create table bill_check_rule (
  code text primary key,
  stage text not null check (stage in ('rated', 'issuing')),
  parameters jsonb not null,
  -- False: told beside the bill, but it is issued by itself.
  holds boolean not null,
  enabled boolean not null default true,
  basis text not null,
  changed_by text not null default 'system',
  changed_at timestamptz not null default now()
);

create table bill_check_hit (
  id bigint generated always as identity primary key,
  bill_id bigint not null references bill (id),
  rule text not null references bill_check_rule (code),
  cause text not null,
  figures jsonb not null,
  -- A false alarm lets the bill go; a confirmed one sends it back.
  decision text check (decision in ('false-alarm', 'confirmed')),
  decided_by text,
  decided_at timestamptz,
  note text,
  unique (bill_id, rule),
  check ((decision is null) = (decided_at is null))
);
create index bill_check_hit_open on bill_check_hit (rule, bill_id) where decision is null;

alter table bill_run
  add column kind text not null default 'unit' check (kind in ('unit', 'accounts')),
  add column held int not null default 0,
  add column not_due int not null default 0,
  add column fault text;
alter table parked_bill add column stage text not null default 'rate' check (stage in ('plan', 'collect', 'rate', 'check'));

insert into bill_check_rule (code, stage, parameters, holds, basis) values
  ('energy-jump', 'rated', '{"factor": 3, "floorKwhPerDay": 20}', true, '核算审核惯例：日均电量超过近月平均的倍数'),
  ('energy-drop', 'rated', '{"factor": 0.2, "floorKwhPerDay": 20}', true, '核算审核惯例：日均电量低于近月平均的比例'),
  ('amount-jump', 'rated', '{"factor": 4, "floorYuan": 1000}', true, '核算审核惯例：日均电费超过近月平均的倍数'),
  ('zero-use', 'rated', '{"floorKwhPerDay": 3}', true, '核算审核惯例：零度户'),
  ('estimated', 'rated', '{}', false, '核算审核惯例：估抄'),
  ('negative', 'rated', '{}', true, '核算审核惯例：负电量、负电费'),
  ('load-factor', 'rated', '{"maximum": 1}', true, '核算审核惯例：电量超过合同容量可能的最大值'),
  ('demand-over-capacity', 'rated', '{"factor": 1.05}', true, '核算审核惯例：最大需量超过合同容量'),
  ('power-factor-low', 'rated', '{"minimum": 0.6}', true, '核算审核惯例：功率因数异常偏低，多为无功接线或倍率错误'),
  ('register-mismatch', 'rated', '{"percent": 1, "floorKwh": 5}', true, '核算审核惯例：分时示数之和与总示数不符'),
  ('first-bill', 'rated', '{}', false, '核算审核惯例：首次出账'),
  ('price-changed', 'rated', '{}', false, '核算审核惯例：期间内改类'),
  ('large-amount', 'issuing', '{"yuan": 1000000}', true, '核算审核惯例：大额电费'),
  ('credit', 'issuing', '{"yuan": 20000, "multiple": 12}', false, '核算审核惯例：预收余额过大'),
  ('duplicate', 'issuing', '{}', true, '核算审核惯例：同一天重复计费'),
  ('no-address', 'issuing', '{}', false, '核算审核惯例：无用电地址');

-- What wants a correction (待退补): told by a change of readings, prices or the file, done or put aside by a clerk.
create table correction_task (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  bill_month text not null,
  cause text not null check (cause in ('reading', 'price', 'file', 'complaint')),
  detail jsonb not null default '{}',
  opened_at timestamptz not null,
  resolved_at timestamptz,
  resolved_by text,
  resolution text check (resolution in ('corrected', 'no-difference', 'put-aside')),
  note text,
  check ((resolved_at is null) = (resolution is null))
);
create unique index correction_task_open on correction_task (account_id, bill_month, cause) where resolved_at is null;
