-- What a message is told to is a log-in, and ends with it; what is over is found by an index.
create index notice_at on notice (at);

alter table message
  -- Whose log-in is told; null: a number alone.
  add column user_id bigint references app_user (id) on delete set null,
  -- What it tells of, where that is an account or an application (whose table is laid later).
  add column account_id bigint references account (id),
  add column application_id bigint;
create index message_of_user on message (user_id, id desc) where user_id is not null;
-- Bills and progress have gone to log-ins alone.
update message m set user_id = u.id from app_user u where u.phone_hash = m.phone_hash and m.kind in ('bill', 'progress');
