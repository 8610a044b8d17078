-- What a citizen's log-in is bound to: the party that he is, or single accounts of others; and who failed to bind what.
alter table citizen_policy drop constraint citizen_policy_rule_check;
alter table citizen_policy add constraint citizen_policy_rule_check check (rule in (
  'code-minutes', 'code-failures', 'code-gap-seconds', 'codes-phone-day', 'codes-address-hour',
  'binding-code-months', 'binding-failures-user', 'binding-failures-account', 'binding-failure-hours', 'bindings-user'));
insert into citizen_policy (rule, figure, basis, confirmed, valid_from) values
  ('binding-code-months', 3, '个人信息保护法第五十一条 防止未经授权的访问;绑定码有效的电费月数为本系统规定', false, '2021-11-01'),
  ('binding-failures-user', 5, 'GB/T 22239-2019 8.1.4.1 b) 限制非法登录次数;每个登录可试次数为本系统规定', false, '2019-12-01'),
  ('binding-failures-account', 10, 'GB/T 22239-2019 8.1.4.1 b) 限制非法登录次数;每个户号可试次数为本系统规定', false, '2019-12-01'),
  ('binding-failure-hours', 24, 'GB/T 22239-2019 8.1.4.1 b) 登录失败处理;时长为本系统规定', false, '2019-12-01'),
  ('bindings-user', 10, '个人信息保护法第六条 限于实现处理目的的最小范围;每个登录绑定他人户号的个数为本系统规定', false, '2021-11-01');

create table account_binding (
  id bigint generated always as identity primary key,
  user_id bigint not null references app_user (id),
  account_id bigint not null references account (id),
  -- Whose the account was when it was bound: once it is another's, the binding shows nothing any more.
  holder_id bigint not null references customer (id),
  relation text not null check (relation in ('own', 'other')),
  bound_at timestamptz not null,
  ended_at timestamptz,
  ended_by text,
  end_reason text check (end_reason in ('self', 'holder', 'own', 'log-in-closed')),
  check ((ended_at is null) = (ended_by is null) and (ended_at is null) = (end_reason is null))
);
create unique index account_binding_standing on account_binding (user_id, account_id) where ended_at is null;
create unique index account_binding_own on account_binding (user_id) where ended_at is null and relation = 'own';
create index account_binding_by_account on account_binding (account_id) where ended_at is null;

-- What somebody calls an account, for himself.
create table account_nickname (
  user_id bigint not null references app_user (id),
  account_id bigint not null references account (id),
  nickname text not null check (length(nickname) between 1 and 20),
  primary key (user_id, account_id)
);

-- Of log-ins and of account numbers, those that nobody has too; under keyed hashes.
create table binding_failure (
  subject_hash bytea primary key,
  failures int not null check (failures >= 0),
  since timestamptz not null
);
