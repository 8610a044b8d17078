-- A mail that cannot be taken in is counted here, so that a restart forgets nothing, and in the end laid aside: it holds up no other.
create table mail_failure (
  id bigint generated always as identity primary key,
  mailbox text not null,
  uid_validity bigint not null,
  uid bigint not null,
  -- Since it was last laid aside.
  failures int not null check (failures >= 0),
  reason text not null check (length(reason) <= 200),
  failed_at timestamptz not null,
  laid_aside_at timestamptz,
  unique (mailbox, uid_validity, uid)
);

alter table channel_rule drop constraint channel_rule_rule_check;
alter table channel_rule add constraint channel_rule_rule_check check (rule in ('sms-idle-hours', 'app-idle-hours', 'email-idle-days',
  'sms-return-hours', 'app-return-hours', 'email-return-days', 'messages-an-hour', 'sms-segments', 'app-characters', 'email-characters',
  'email-size-kib', 'sms-expiry-hours', 'app-expiry-hours', 'email-expiry-hours', 'email-receipts-a-day', 'email-poll-seconds',
  'email-tries', 'email-heading-tries'));
insert into channel_rule (rule, figure, basis, confirmed, valid_from) values
  ('email-tries', 3, '本系统规定:整封邮件连续几次无法收取,改为只收标题', false, '2015-01-01'),
  ('email-heading-tries', 3, '本系统规定:只收标题又连续几次失败,搁置该邮件,由班长处理', false, '2015-01-01');
