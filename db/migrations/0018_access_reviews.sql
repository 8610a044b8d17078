-- Each quarter somebody looks at who has which role and says of each whether it stays; whose second factor was reset is told so.
alter table oversight_rule drop constraint oversight_rule_rule_check;
alter table oversight_rule add constraint oversight_rule_rule_check check (rule in (
  'reveal-multiple', 'reveal-least', 'review-months', 'review-days', 'review-reminder-days', 'unused-days'));
insert into oversight_rule (rule, figure, basis, confirmed, valid_from) values
  ('review-months', 3, 'GB/T 22239-2019 8.1.4.2 访问控制:及时删除或停用多余的、过期的账户;周期为本系统规定', false, '2019-12-01'),
  ('review-days', 21, 'GB/T 22239-2019 8.1.4.2 访问控制:及时删除或停用多余的、过期的账户;期限为本系统规定', false, '2019-12-01'),
  ('review-reminder-days', 7, 'GB/T 22239-2019 8.1.4.2 访问控制:及时删除或停用多余的、过期的账户;催办为本系统规定', false, '2019-12-01'),
  ('unused-days', 90, 'GB/T 22239-2019 8.1.4.2 访问控制:及时删除或停用多余的、过期的账户;天数为本系统规定', false, '2019-12-01');

create table access_review (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation (id),
  -- First day of the months that it is for.
  period_from date not null,
  period_to date not null check (period_to > period_from),
  opened_at timestamptz not null,
  opened_by text not null,
  -- The last day, included.
  due_on date not null,
  reminded_on date,
  closed_at timestamptz,
  exclude using gist (organisation_id with =, daterange(period_from, period_to) with &&)
);

-- Who had which role when it was opened; each is kept or taken away by somebody else.
create table access_review_item (
  id bigint generated always as identity primary key,
  review_id bigint not null references access_review (id),
  user_id bigint not null references app_user (id),
  role text not null,
  decision text check (decision in ('kept', 'taken', 'gone')),
  reason text,
  decided_by text,
  decided_at timestamptz,
  unique (review_id, user_id, role),
  check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null)),
  check ((decision is null) = (reason is null))
);
create index access_review_item_user on access_review_item (user_id);

alter table app_user
  add column factor_reset_at timestamptz,
  add column factor_reset_by text;
