-- What will bring many calls is reported beforehand (重要服务事项报备), accepted by a second person, and recognised while its period runs.
create sequence service_matter_serial;
create table service_matter (
  id bigint generated always as identity primary key,
  matter_no text not null unique,
  -- The unit that reports it; it is read above it and below it.
  organisation_id bigint not null references organisation (id),
  revision int not null default 1
);
create index service_matter_unit on service_matter (organisation_id);

create table service_matter_version (
  matter_id bigint not null references service_matter (id),
  number int not null check (number > 0),
  state text not null check (state in ('draft', 'submitted', 'returned', 'accepted', 'superseded', 'withdrawn')),
  title text not null,
  kind text not null check (kind in ('planned-work', 'price-change', 'meter-replacement', 'system-upgrade', 'settled-dispute', 'other')),
  -- Of which orders it tells: kind~sub-kind.
  orders text[] not null check (cardinality(orders) > 0),
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from),
  contact_name text not null,
  contact_phone text not null,
  reply_zh text not null,
  reply_en text,
  -- What it rests on.
  document_no text not null,
  -- Whoever wrote of it; none of them accepts it.
  drafters text[] not null check (cardinality(drafters) > 0),
  written_at timestamptz not null,
  submitted_at timestamptz,
  accepted_by text,
  accepted_at timestamptz,
  -- Why it was sent back or withdrawn.
  because text,
  primary key (matter_id, number),
  unique (matter_id, number, valid_to),
  check ((accepted_at is null) = (accepted_by is null)),
  check (state not in ('accepted', 'superseded') or accepted_at is not null)
);
create unique index service_matter_version_accepted on service_matter_version (matter_id) where state = 'accepted';
create unique index service_matter_version_pending on service_matter_version (matter_id) where state in ('draft', 'submitted', 'returned');

create table service_matter_scope (
  matter_id bigint not null,
  number int not null,
  -- Its version's, so that what is over is not looked at where a caller's account is.
  valid_to timestamptz not null,
  organisation_id bigint references organisation (id),
  district_id bigint references transformer_district (id),
  account_id bigint references account (id) on delete cascade,
  check (num_nonnulls(organisation_id, district_id, account_id) = 1),
  unique nulls not distinct (matter_id, number, organisation_id, district_id, account_id),
  foreign key (matter_id, number, valid_to) references service_matter_version (matter_id, number, valid_to) on update cascade on delete cascade
);
create index service_matter_scope_unit on service_matter_scope (organisation_id, valid_to) where organisation_id is not null;
create index service_matter_scope_district on service_matter_scope (district_id, valid_to) where district_id is not null;
create index service_matter_scope_account on service_matter_scope (account_id, valid_to) where account_id is not null;

create table service_matter_event (
  id bigint generated always as identity primary key,
  matter_id bigint not null references service_matter (id),
  number int not null,
  at timestamptz not null,
  act text not null check (act in ('drafted', 'submitted', 'accepted', 'returned', 'withdrawn')),
  actor text not null,
  reason text,
  check ((act in ('returned', 'withdrawn')) = (reason is not null))
);
create index service_matter_event_of on service_matter_event (matter_id, id);
create trigger service_matter_event_append_only before update or delete on service_matter_event
  for each row execute function refuse_change();

-- Which matter in force an order fell into when it was opened, kept when the matter is over.
create table work_order_matter (
  work_order_id bigint not null references work_order (id) on delete cascade,
  matter_id bigint not null,
  number int not null,
  -- Of a complaint: whether its caller, content with the standard reply, agreed to an opinion instead; null: he was not asked.
  consented boolean,
  primary key (work_order_id, matter_id),
  foreign key (matter_id, number) references service_matter_version (matter_id, number)
);
create index work_order_matter_of on work_order_matter (matter_id);

-- Contacts of an account in its scope, written while it was in force.
create table contact_matter (
  contact_id bigint not null references contact (id) on delete cascade,
  matter_id bigint not null references service_matter (id) on delete cascade,
  primary key (contact_id, matter_id)
);
create index contact_matter_of on contact_matter (matter_id);

create table matter_rule (
  rule text not null,
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into matter_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, '公司内部规定:' || basis, false, '2015-01-01' from (values
  ('longest-days', 180, '重要服务事项报备的有效期最长多少天'),
  ('late-hours', 24, '事项开始后多少小时内仍可提交报备'),
  ('opinion-offered', 1, '范围内的投诉,来电人认可标准答复并同意的,是否可登记为意见(1 可以,0 不可以)')
) as t (rule, figure, basis);

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check ' || replace(listed, 'ARRAY[', 'ARRAY[''service-matters''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('service-matters', 60, 'months', '事项结束', false, '重要服务事项报备记录;期限为本系统规定', false, '2021-11-01');
