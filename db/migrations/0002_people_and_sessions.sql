-- Who may act, for which organisation, and what a browser holds to prove it.
create table organisation (
  id bigint generated always as identity primary key,
  parent_id bigint references organisation (id),
  kind text not null check (kind in ('province', 'city', 'county', 'station')),
  code text not null unique,
  name text not null,
  -- Codes from the province down, each closed by a dot: an organisation's scope is a prefix of those below it.
  path text not null unique check (path ~ '^([A-Z0-9]+\.)+$')
);

create table app_user (
  id bigint generated always as identity primary key,
  username text not null unique,
  name text not null,
  password_hash text not null,
  roles text[] not null,
  organisation_id bigint not null references organisation (id),
  customer_id bigint,
  disabled_at timestamptz,
  check (not (roles @> '{billing}' and roles && '{cashier,accountant}'))
);

create table user_session (
  token_hash bytea primary key,
  user_id bigint not null references app_user (id),
  opened_at timestamptz not null,
  rotated_at timestamptz not null,
  expires_at timestamptz not null,
  -- A page may still send the token that was replaced a moment ago.
  replaced_by bytea
);
create index user_session_by_user on user_session (user_id);

create table idempotency_key (
  key text not null,
  actor text not null,
  request_hash bytea not null,
  status int,
  answer jsonb,
  at timestamptz not null,
  primary key (actor, key)
);
