-- Who works here: which roles nobody has together, which are given by two administrators, and what was asked.
create table duty_rule (
  one text not null,
  other text not null check (one < other),
  basis text not null,
  -- False: its text is not at hand, to be confirmed.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (one with =, other with =, daterange(valid_from, valid_to) with &&)
);
insert into duty_rule (one, other, basis, confirmed, valid_from) values
  ('billing', 'cashier', '企业内部控制基本规范第二十九条:不相容职务分离控制;核算与收费分离', false, '2009-07-01'),
  ('accountant', 'billing', '企业内部控制基本规范第二十九条:不相容职务分离控制;核算与账务分离', false, '2009-07-01'),
  ('admin', 'auditor', 'GB/T 22239-2019 8.1.7.1 岗位设置:系统管理员与审计管理员分设', false, '2019-12-01');

create table guarded_role (
  role text not null,
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (role with =, daterange(valid_from, valid_to) with &&)
);
insert into guarded_role (role, basis, confirmed, valid_from) values
  ('admin', 'GB/T 22239-2019 8.1.9 授予权限须经审批;管理权限双人复核', false, '2019-12-01'),
  ('grid', 'GB/T 22239-2019 8.1.9 授予权限须经审批;控制停送电的权限双人复核', false, '2019-12-01'),
  ('cashier', '企业内部控制基本规范第三十条:授权审批控制;资金岗位双人复核', false, '2009-07-01'),
  ('accountant', '企业内部控制基本规范第三十条:授权审批控制;资金岗位双人复核', false, '2009-07-01');

-- Guarded roles that one administrator asked for: another releases or refuses them.
create table role_request (
  id bigint generated always as identity primary key,
  user_id bigint not null references app_user (id),
  roles text[] not null check (cardinality(roles) > 0),
  reason text not null check (reason <> ''),
  asked_by text not null,
  asked_at timestamptz not null,
  decision text check (decision in ('released', 'refused', 'replaced')),
  decided_by text,
  decided_at timestamptz,
  note text,
  check ((decision is null) = (decided_by is null)),
  check ((decision is null) = (decided_at is null)),
  -- Two people; the asker himself may only replace what he asked.
  check (decision is null or decision = 'replaced' or decided_by <> asked_by)
);
create unique index role_request_open on role_request (user_id) where decision is null;
create index app_user_by_organisation on app_user (organisation_id);
