-- Who must be adjusted for power factor is asked for the standard; that one is not, although of its size, is a fact of its own.
create table power_factor_duty (
  account_class text not null check (account_class in ('residential', 'agricultural', 'commercial')),
  from_kva numeric(12, 3) not null check (from_kva > 0),
  -- What most of the class have; the case decides.
  usual_standard numeric(3, 2) not null check (usual_standard in (0.90, 0.85, 0.80)),
  legal_basis text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (account_class with =, daterange(valid_from, valid_to) with &&)
);
insert into power_factor_duty (account_class, from_kva, usual_standard, legal_basis, valid_from) values
  ('commercial', 100, 0.85, '(83)水电财字第215号:100千伏安(千瓦)及以上的工业、非工业用户0.85,160千伏安以上的高压供电工业用户0.90', '1983-12-02'),
  ('agricultural', 100, 0.80, '(83)水电财字第215号:100千伏安(千瓦)及以上的农业用户0.80', '1983-12-02');

-- Why it is not adjusted; null where nobody said so.
alter table account_term
  add column power_factor_exempt text check (power_factor_exempt <> ''),
  add check (power_factor_exempt is null or power_factor_standard is null);

-- Checks before issue ask somebody: figures are data, and what was decided shows their precision.
update bill_check_rule set holds = true where code = 'credit';
update bill_check_rule set holds = true, parameters = '{"leastLength": 3}', basis = '核算审核惯例：用电地址缺失或无法送达' where code = 'no-address';
update bill_check_rule set parameters = '{"percent": 20}', basis = '核算审核惯例：估抄、估算电量占本张账单的比例' where code = 'estimated';
insert into bill_check_rule (code, stage, parameters, holds, basis) values
  ('arrears', 'issuing', '{"bills": 3, "factor": 1.5, "floorYuan": 200}', true, '发行前审核惯例：多笔欠费未清，本张又明显偏高'),
  ('repeated', 'issuing', '{"bills": 1, "floorKwh": 100}', false, '发行前审核惯例：实抄电量、电费与前张完全相同，疑为重复抄录'),
  ('no-contact', 'issuing', '{"yuan": 5000}', false, '发行前审核惯例：大额账单无联系电话，无法通知');

-- What a base charge by demand rests on, line by line of supply: the demand, its day, and between which bounds it was judged.
create table bill_demand (
  bill_id bigint not null references bill (id),
  position int not null,
  point_id bigint not null references metering_point (id),
  demand_w bigint not null,
  -- Null where metering does not know, as where a person entered it.
  occurred_on date,
  -- The three are of a contract demand only, in kW: as agreed, 40 % of the capacity, 105 % of what is charged.
  contract_kw numeric(14, 3),
  least_kw numeric(14, 3),
  tolerated_kw numeric(14, 3),
  primary key (bill_id, position)
);
create trigger bill_demand_kept before update or delete on bill_demand for each row execute function refuse_change();

-- 线损: what is lost on the line between the point of supply and a meter, in percent of what was metered.
create table line_loss_term (
  id bigint generated always as identity primary key,
  point_id bigint not null references metering_point (id),
  percent numeric(6, 3) not null check (percent between 0 and 50),
  reactive_percent numeric(6, 3) not null check (reactive_percent between 0 and 50),
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  known_from timestamptz not null,
  known_to timestamptz check (known_to >= known_from),
  changed_by text not null,
  reason text not null,
  case_ref text not null,
  exclude using gist (point_id with =, daterange(valid_from, valid_to) with &&, tstzrange(known_from, known_to) with &&)
);
create trigger line_loss_term_kept before update or delete on line_loss_term for each row execute function refuse_rewrite();

-- What of the loss is of the line.
alter table bill_segment add column line_loss_wh bigint not null default 0;
