-- An application keeps who did what and when, under which version of the flow, and which legal clocks ran.
create table application_limit (
  kind text not null,
  clock text not null,
  working_days int not null check (working_days > 0),
  legal_basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, clock with =, daterange(valid_from, valid_to) with &&)
);
insert into application_limit (kind, clock, working_days, legal_basis, confirmed, valid_from) values
  ('low-voltage-residential', 'acceptance', 1, '企业内部要求:线上申请1个工作日内受理(待确认)', false, '2000-01-01'),
  ('low-voltage-residential', 'plan-answer', 3, '供电监管办法:供电方案答复,居民用户3个工作日', true, '2010-01-01'),
  ('low-voltage-residential', 'connection', 3, '供电监管办法:装表接电,居民用户3个工作日', true, '2010-01-01'),
  ('low-voltage-residential', 'whole-process', 5, '国家电网公司供电服务“十项承诺”(2022年版)第6条:低压居民全过程办电5个工作日', true, '2022-01-01');

create sequence application_serial;

create table application (
  id bigint generated always as identity primary key,
  application_no text not null unique,
  kind text not null,
  flow_version int not null,
  status text not null default 'open' check (status in ('open', 'archived', 'refused', 'withdrawn')),
  current_step text,
  step_since timestamptz not null,
  organisation_id bigint not null references organisation (id),
  -- The customer who applied himself; null where a clerk took it at the counter.
  customer_id bigint references customer (id),
  submitted_by text not null,
  applicant_name text not null,
  identity_id bigint not null references identity (id),
  identity_tail text not null,
  phone_cipher bytea not null,
  phone_tail text not null,
  address text not null,
  requested_capacity_kw numeric(12, 3) not null check (requested_capacity_kw > 0),
  household_persons int check (household_persons > 0),
  papers jsonb not null default '[]',
  submitted_at timestamptz not null,
  ended_at timestamptz,
  end_reason text,
  account_id bigint unique references account (id),
  version int not null default 1,
  check ((status = 'open') = (current_step is not null)),
  check ((status = 'open') = (ended_at is null)),
  check ((status = 'archived') = (account_id is not null))
);
create index application_customer on application (customer_id);
create index application_identity on application (identity_id);
create index application_open on application (organisation_id, current_step) where status = 'open';

create table application_step (
  id bigint generated always as identity primary key,
  application_id bigint not null references application (id),
  step text not null,
  state text not null check (state in ('done', 'returned')),
  started_at timestamptz not null,
  completed_at timestamptz not null,
  actor text not null,
  actor_name text not null,
  opinion text,
  data jsonb not null default '{}'
);
create index application_step_application on application_step (application_id, id);
create trigger application_step_kept before update or delete on application_step
  for each row execute function refuse_change();

create table application_clock (
  application_id bigint not null references application (id),
  code text not null,
  limit_working_days int not null,
  legal_basis text not null,
  started_at timestamptz not null,
  due_on date not null,
  stopped_at timestamptz,
  primary key (application_id, code)
);

create table application_event (
  id bigint generated always as identity primary key,
  application_id bigint not null references application (id),
  at timestamptz not null,
  kind text not null check (kind in ('submitted', 'completed', 'returned', 'withdrawn', 'refused', 'archived')),
  actor text not null,
  actor_name text not null,
  step text,
  reason text
);
create index application_event_application on application_event (application_id, id);
create trigger application_event_kept before update or delete on application_event
  for each row execute function refuse_change();
