-- How somebody proves who he is, is policy: dated rows with their basis, and what the proof needs to be remembered.
create table login_policy (
  rule text not null check (rule in (
    'least-length', 'kinds', 'former-passwords', 'expiry-days', 'lock-failures', 'lock-minutes', 'idle-minutes',
    'single-session', 'second-factor')),
  -- Of a rule that only names roles there is none.
  figure int check (figure > 0),
  -- For whom; null: everybody.
  roles text[],
  except_roles text[] not null default '{}',
  -- The simulated town's log-ins have one known password, which everybody uses at once.
  demo_exempt boolean not null,
  legal_basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  check ((figure is null) = (rule in ('single-session', 'second-factor'))),
  check (rule <> 'kinds' or figure between 1 and 4),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into login_policy (rule, figure, roles, except_roles, demo_exempt, legal_basis, confirmed, valid_from) values
  ('least-length', 10, null, '{}', true, 'GB/T 22239-2019 8.1.4.1 a) 身份鉴别信息具有复杂度要求；位数为本系统规定', false, '2019-12-01'),
  ('kinds', 3, null, '{}', true, 'GB/T 22239-2019 8.1.4.1 a) 身份鉴别信息具有复杂度要求；种类数为本系统规定', false, '2019-12-01'),
  ('former-passwords', 5, null, '{}', true, 'GB/T 22239-2019 8.1.4.1 a) 身份鉴别信息定期更换；不得重复的次数为本系统规定', false, '2019-12-01'),
  ('expiry-days', 90, null, '{customer}', true, 'GB/T 22239-2019 8.1.4.1 a) 身份鉴别信息定期更换；天数为本系统规定，客户不设期限', false, '2019-12-01'),
  ('lock-failures', 5, null, '{}', true, 'GB/T 22239-2019 8.1.4.1 b) 限制非法登录次数；次数为本系统规定', false, '2019-12-01'),
  ('lock-minutes', 30, null, '{}', true, 'GB/T 22239-2019 8.1.4.1 b) 登录失败处理；时长为本系统规定', false, '2019-12-01'),
  ('idle-minutes', 720, null, '{}', false, 'GB/T 22239-2019 8.1.4.1 b) 登录连接超时自动退出；时长为本系统规定', false, '2019-12-01'),
  ('single-session', null, '{grid,admin}', '{}', true, '本系统规定：控制与管理岗位同时只有一个会话', false, '2019-12-01'),
  ('second-factor', null, '{grid,admin}', '{}', true, 'GB/T 22239-2019 8.1.4.1 d) 两种或两种以上组合的鉴别技术；岗位为本系统规定', false, '2019-12-01');

alter table app_user
  add column password_set_at timestamptz not null default now(),
  -- Somebody else knows it: he who set it.
  add column must_change_password boolean not null default false,
  add column logged_in_at timestamptz,
  add column failed_at timestamptz,
  add column failures int not null default 0;

create table former_password (
  user_id bigint not null references app_user (id) on delete cascade,
  password_hash text not null,
  replaced_at timestamptz not null
);
create index former_password_by_user on former_password (user_id, replaced_at);

-- Of names that nobody has too, so that a lock tells nothing; under a keyed hash, since people type passwords there.
create table login_failure (
  name_hash bytea primary key,
  failures int not null check (failures > 0),
  failed_at timestamptz not null,
  locked_until timestamptz
);

-- A session goes on under other tokens; its number is what its holder sees of it.
alter table user_session
  add column session_id uuid not null default gen_random_uuid(),
  add column begun_at timestamptz,
  add column used_at timestamptz,
  add column device text not null default '',
  -- What is still owed before it opens anything else.
  add column stage text not null default 'open' check (stage in ('code', 'password', 'enrol', 'open')),
  -- When the user was here before, and how often somebody failed since.
  add column previous_at timestamptz,
  add column failed_at timestamptz,
  add column failures int not null default 0;
update user_session set begun_at = opened_at, used_at = rotated_at;
alter table user_session alter column begun_at set not null, alter column used_at set not null;

create table user_totp (
  user_id bigint primary key references app_user (id) on delete cascade,
  secret bytea not null,
  enrolled_at timestamptz not null,
  confirmed_at timestamptz,
  -- A code opens once: steps up to this one are spent.
  latest_step bigint not null default 0
);

create table recovery_code (
  user_id bigint not null references app_user (id) on delete cascade,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (user_id, code_hash)
);
