-- What goes out to a telephone: written with the act that it tells of, sent after it.
create table message (
  id bigint generated always as identity primary key,
  kind text not null,
  -- Both enciphered: the number is a person's, and the text may open a door.
  phone bytea not null,
  phone_hash bytea not null,
  -- Null once it is sent or given up, where nobody looks at it later.
  body bytea,
  queued_at timestamptz not null,
  send_after timestamptz not null,
  -- Of no use to anybody later.
  expires_at timestamptz not null,
  attempts int not null default 0,
  tried_until timestamptz,
  sent_at timestamptz,
  given_up_at timestamptz,
  -- The gateway's own number of it, or why it would not take it.
  outcome text,
  check (send_after < expires_at),
  check (sent_at is null or given_up_at is null)
);
-- What opens a door is of use for minutes, and waits behind no month's bills.
create index message_to_send on message ((kind in ('code', 'security')) desc, send_after, id)
  where sent_at is null and given_up_at is null;
create index message_by_phone on message (phone_hash, id desc);
create index message_ended on message (coalesce(sent_at, given_up_at)) where sent_at is not null or given_up_at is not null;
