-- Nightly audit of charging (营销稽查): topics with their figures, and an order for each finding with its money.
create table audit_topic (
  code text primary key,
  parameters jsonb not null,
  -- Who has to look at it.
  owner_role text not null,
  basis text not null,
  enabled boolean not null default true,
  changed_by text not null default 'system',
  changed_at timestamptz not null default now()
);

create table audit_order (
  id bigint generated always as identity primary key,
  topic text not null references audit_topic (code),
  account_id bigint not null references account (id),
  figures jsonb not null,
  -- What is at stake by the figures; null where nobody can say before it is looked at.
  amount_yuan numeric(14, 2),
  opened_at timestamptz not null,
  -- The latest night on which it was still found.
  seen_at timestamptz not null,
  decision text check (decision in ('confirmed', 'dismissed', 'vanished')),
  decided_by text,
  decided_at timestamptz,
  note text,
  check ((decision is null) = (decided_at is null)),
  check (decision = 'vanished' or decision is null or note is not null)
);
create unique index audit_order_open on audit_order (topic, account_id) where decision is null;
create index audit_order_account on audit_order (account_id);

insert into audit_topic (code, parameters, owner_role, basis) values
  ('price-class', '{"twoPartFromKva": 315}', 'billing', '稽查惯例：用电类别与执行电价不符；315千伏安及以上工商业应执行两部制（发改价格〔2023〕526号）'),
  ('base-charge', '{"toleranceKva": 1}', 'billing', '稽查惯例：两部制户未收或少收容（需）量电费'),
  ('power-factor', '{"fromKva": 100}', 'billing', '(83)水电财字第215号：100千伏安（千瓦）及以上用户应执行功率因数调整'),
  ('over-capacity', '{"factor": 1.05, "multiple": 3}', 'inspector', '供电营业规则(2024) 第一百零一条（二）：超合同容量用电'),
  ('zero-use', '{"months": 6}', 'district-manager', '供电营业规则：连续六个月不用电又未办理暂停的，可予销户'),
  ('corrections', '{"times": 2, "yuan": 10000, "months": 12}', 'auditor', '稽查惯例：退补频繁或金额大'),
  ('allowances', '{"kwhPerMonth": 400}', 'billing', '稽查惯例：低保、五保户用电明显偏高或一户多免');
