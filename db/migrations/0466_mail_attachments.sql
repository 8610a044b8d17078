-- What a customer's mail carries is kept with his message: what may come in is dated data, and it has a term of its own.
create table chat_attachment (
  id bigint generated always as identity primary key,
  message_id bigint not null references chat_message (id) on delete cascade,
  position int not null,
  name text not null check (length(name) between 1 and 130),
  -- By its content, whatever its sender called it.
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp', 'application/pdf')),
  bytes bytea not null check (length(bytes) > 0),
  received_at timestamptz not null,
  unique (message_id, position)
);
alter table chat_attachment alter column bytes set storage external;
create index chat_attachment_received on chat_attachment (received_at);

alter table channel_rule drop constraint channel_rule_rule_check;
alter table channel_rule add constraint channel_rule_rule_check check (rule in ('sms-idle-hours', 'app-idle-hours', 'email-idle-days',
  'sms-return-hours', 'app-return-hours', 'email-return-days', 'messages-an-hour', 'sms-segments', 'app-characters', 'email-characters',
  'email-size-kib', 'sms-expiry-hours', 'app-expiry-hours', 'email-expiry-hours', 'email-receipts-a-day', 'email-poll-seconds',
  'email-tries', 'email-heading-tries', 'email-attachments', 'email-image-kib', 'email-pdf-kib', 'email-inline-kib'));
insert into channel_rule (rule, figure, basis, confirmed, valid_from) values
  ('email-attachments', 10, '本系统规定:一封邮件最多收取的附件个数', false, '2015-01-01'),
  ('email-image-kib', 5120, '本系统规定:单个图片附件不超过此大小,0 为不收', false, '2015-01-01'),
  ('email-pdf-kib', 8192, '本系统规定:单个 PDF 附件不超过此大小,0 为不收', false, '2015-01-01'),
  ('email-inline-kib', 20, '本系统规定:正文中嵌入的图片达到此大小才收取,更小的多为签名图标', false, '2015-01-01');

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''mail-attachments''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('mail-attachments', 24, 'months', '收到', false,
   '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;期限为本系统规定', false, '2021-11-01');
