-- Short messages, the app and e-mail are answered at the desk as web chat is: a correspondent known by an address, and what is on its way to him.
alter table chat_thread
  add column address_cipher bytea,
  -- Of channel and address: a number that writes by two channels is two correspondents.
  add column address_hash bytea,
  -- Of mail, as it came.
  add column subject text check (length(subject) <= 300),
  drop constraint chat_thread_check,
  add constraint chat_thread_correspondent check (num_nonnulls(user_id, visitor_hash, address_hash) = 1),
  add check ((address_hash is null) = (address_cipher is null)),
  drop constraint chat_thread_because_check,
  add constraint chat_thread_because_check check (because in ('asked', 'unsure', 'danger', 'complaint', 'abuse', 'refused', 'mail'));
-- One at a time of each channel and address.
create unique index chat_thread_of_address on chat_thread (address_hash) where ended_at is null and address_hash is not null;
create index chat_thread_ended_address on chat_thread (address_hash, ended_at desc) where ended_at is not null and address_hash is not null;

-- What came in by a channel, by the number that its provider gave it: told again, it is the same.
create table channel_message (
  channel text not null check (channel in ('sms', 'app', 'email')),
  reference text not null check (length(reference) between 1 and 300),
  contact_id bigint not null references chat_thread (contact_id) on delete cascade,
  sent_at timestamptz not null,
  received_at timestamptz not null,
  primary key (channel, reference)
);
create index channel_message_of on channel_message (contact_id, received_at desc);

-- What goes out by app and mail; short messages have their own queue. Their words stand in the conversation alone.
create table channel_delivery (
  id bigint generated always as identity primary key,
  chat_message_id bigint not null unique references chat_message (id) on delete cascade,
  contact_id bigint not null references chat_thread (contact_id) on delete cascade,
  channel text not null check (channel in ('app', 'email')),
  -- Said by no person: a mail program that answers by itself must not answer it.
  is_automatic boolean not null,
  queued_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > queued_at),
  attempts int not null default 0,
  tried_until timestamptz,
  sent_at timestamptz,
  failed_at timestamptz,
  -- The provider's own number of it, or why it did not go.
  outcome text,
  check (sent_at is null or failed_at is null or failed_at >= sent_at)
);
create index channel_delivery_due on channel_delivery (queued_at, id) where sent_at is null and failed_at is null;
create index channel_delivery_of on channel_delivery (contact_id);

alter table message add column chat_message_id bigint references chat_message (id) on delete set null;
create index message_of_chat on message (chat_message_id, id desc) where chat_message_id is not null;
-- Who waits for an answer of the desk waits behind no month's bills either.
drop index message_to_send;
create index message_to_send on message ((kind in ('code', 'security', 'desk')) desc, send_after, id)
  where sent_at is null and given_up_at is null;

create table channel_rule (
  rule text not null check (rule in ('sms-idle-hours', 'app-idle-hours', 'email-idle-days', 'sms-return-hours', 'app-return-hours',
    'email-return-days', 'messages-an-hour', 'sms-segments', 'app-characters', 'email-characters', 'email-size-kib', 'sms-expiry-hours',
    'app-expiry-hours', 'email-expiry-hours', 'email-receipts-a-day', 'email-poll-seconds')),
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into channel_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('sms-idle-hours', 24, '本系统规定:短信答复后客户多久不再来信即结束'),
  ('app-idle-hours', 24, '本系统规定:App 消息答复后客户多久不再来信即结束'),
  ('email-idle-days', 5, '本系统规定:邮件答复后客户多久不再来信即结束'),
  ('sms-return-hours', 24, '本系统规定:结束后多久内再发短信接续原会话'),
  ('app-return-hours', 24, '本系统规定:结束后多久内再发 App 消息接续原会话'),
  ('email-return-days', 30, '本系统规定:结束后多久内再来邮件接续原会话'),
  ('messages-an-hour', 60, '本系统规定:同一号码每小时最多接收的条数'),
  ('sms-segments', 5, '本系统规定:一条答复最多拆成几条短信;单条 70 字,拆分后每条 67 字'),
  ('app-characters', 1000, '本系统规定:App 答复的最多字数'),
  ('email-characters', 4000, '本系统规定:邮件答复的最多字数'),
  ('email-size-kib', 10240, '本系统规定:超过此大小的来信只收标题'),
  ('sms-expiry-hours', 24, '本系统规定:短信多久发不出即停止'),
  ('app-expiry-hours', 24, '本系统规定:App 消息多久发不出即停止'),
  ('email-expiry-hours', 48, '本系统规定:邮件多久发不出即停止'),
  ('email-receipts-a-day', 2, '本系统规定:同一地址一天内最多收到的自动回执,防止两台机器互相回信'),
  ('email-poll-seconds', 30, '本系统规定:多久查收一次信箱')
) as t (rule, figure, basis);
