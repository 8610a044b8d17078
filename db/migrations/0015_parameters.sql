-- Changes of dated rules (参数): drafted by one, released by another where money, supply or safety hangs on it.
create table parameter_change (
  id bigint generated always as identity primary key,
  set_name text not null,
  -- The rule's key as one text.
  key text not null,
  -- Columns and what they are to say; null: the rule ends.
  value jsonb,
  -- The row that it takes the place of, as it stood when this was drafted; null: there was none.
  former jsonb,
  valid_from date not null,
  basis text not null check (basis <> ''),
  confirmed boolean not null,
  reason text not null check (reason <> ''),
  -- What it would have made of days that were over; null: nobody can say.
  effect jsonb,
  drafted_by text not null,
  drafted_at timestamptz not null,
  state text not null default 'draft' check (state in ('draft', 'released', 'withdrawn', 'revoked')),
  decided_by text,
  decided_at timestamptz,
  note text,
  -- Of a released one whose day has not come: who asked that it be taken back, and who agreed.
  revocation_reason text,
  revocation_asked_by text,
  revocation_asked_at timestamptz,
  revoked_by text,
  revoked_at timestamptz,
  check ((state = 'draft') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  check ((state = 'revoked') = (revoked_by is not null) and (revoked_by is null) = (revoked_at is null)),
  check ((revocation_asked_by is null) = (revocation_asked_at is null)
    and (revocation_asked_by is null) = (revocation_reason is null)),
  check (revocation_asked_by is null or state in ('released', 'revoked')),
  check (state <> 'revoked' or revocation_asked_by is not null)
);
create unique index parameter_change_draft on parameter_change (set_name, key) where state = 'draft';
create index parameter_change_of_key on parameter_change (set_name, key, valid_from);
