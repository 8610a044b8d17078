-- The desk takes applications for callers: which kinds is dated data, and what came of a contact stands beside it.
create table contact_application (
  application_id bigint primary key references application (id) on delete cascade,
  contact_id bigint not null references contact (id) on delete cascade,
  application_no text not null,
  kind text not null,
  handed_in_at timestamptz not null
);
create index contact_application_contact on contact_application (contact_id);

-- What has no row is never taken at the desk: the company's own, and a merger, whose other accounts nobody has proved to be his.
create table desk_application_kind (
  kind text not null,
  taken boolean not null,
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, daterange(valid_from, valid_to) with &&)
);
insert into desk_application_kind (kind, taken, basis, confirmed, valid_from)
select kind, true, '本系统规定：坐席可代客户提交申请，资料由客户上传或带到营业厅，坐席不视为见过原件', false, '2015-01-01' from unnest(array[
  'low-voltage-residential', 'low-voltage-other', 'high-voltage-single', 'high-voltage-dual', 'temporary-metered', 'temporary-unmetered',
  'charging-pile', 'residential-compound', 'distributed-pv', 'rename', 'relocation', 'temporary-removal', 'reinstallation', 'closing',
  'capacity-increase', 'voltage-change', 'pause', 'pause-restoration', 'temporary-reduction', 'reduction-restoration',
  'permanent-reduction', 'temporary-exchange', 'exchange-restoration', 'class-change', 'price-option', 'contract-demand',
  'contact-change', 'meter-check', 'meter-move']) as kind;
insert into desk_application_kind (kind, taken, basis, confirmed, valid_from) values
  ('transfer', false, '本系统规定：过户涉及不在通话中的新用户及其证件号码，请双方到营业厅或在网上办理（个人信息保护法第 13 条）', false, '2015-01-01'),
  ('split', false, '本系统规定：分户涉及不在通话中的各新户及其证件号码，请各方到营业厅办理（个人信息保护法第 13 条）', false, '2015-01-01'),
  ('payment-change', false, '本系统规定：银行账号不在电话里说（通话有录音；金融账户为敏感个人信息，个人信息保护法第 28、29 条），请在网上或营业厅办理', false,
    '2015-01-01');

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'contact_event_kind_check';
  alter table contact_event drop constraint contact_event_kind_check;
  execute 'alter table contact_event add constraint contact_event_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''application-handed-in''::text, ');
end $$;
