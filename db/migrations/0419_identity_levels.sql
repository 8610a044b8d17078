-- How sure the desk is of who is on the line, and what may be said to him then; checked by the server, of one contact and one account.
create table identity_rule (
  field text not null check (field in ('name', 'address', 'phone', 'money', 'history', 'contract')),
  level text not null check (level in ('none', 'number', 'facts', 'code')),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (field with =, daterange(valid_from, valid_to) with &&)
);
insert into identity_rule (field, level, basis, confirmed, valid_from)
select field, level, basis || '(个人信息保护法第 9、51 条:采取与风险相称的措施;级别为本系统规定)', false, '2015-01-01' from (values
  ('name', 'number', '户名:来电号码与档案一致'),
  ('address', 'facts', '用电地址:两项信息'),
  ('phone', 'facts', '联系电话:两项信息'),
  ('money', 'facts', '余额与账单:两项信息'),
  ('history', 'facts', '往来记录与在办申请:两项信息'),
  ('contract', 'code', '合同编号与家庭人口等证件信息:验证码或出示证件')
) as t (field, level, basis);

create table identity_check (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact (id),
  account_id bigint not null references account (id),
  how text not null check (how in ('facts', 'code', 'papers')),
  -- Which kinds of facts were compared; never what was said.
  facts text[] not null default '{}',
  passed boolean not null,
  checked_by text not null,
  checked_at timestamptz not null,
  -- Another account was chosen since: the level is another's.
  lapsed_at timestamptz
);
create index identity_check_of on identity_check (contact_id, account_id);

create table identity_code (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact (id),
  account_id bigint not null references account (id),
  code_hash bytea not null,
  sent_at timestamptz not null,
  expires_at timestamptz not null,
  tries int not null default 0,
  spent_at timestamptz
);
create index identity_code_of on identity_code (contact_id, id);

insert into call_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('facts-needed', 2, '本系统规定:核对几项信息'),
  ('fact-tries', 3, '本系统规定:一次联系可核对几次'),
  ('code-digits', 6, '本系统规定:身份核验码位数'),
  ('code-minutes', 5, '本系统规定:身份核验码有效时间'),
  ('code-tries', 3, '本系统规定:一个核验码可试几次'),
  ('codes-most', 3, '本系统规定:一次联系可发几个核验码')
) as t (rule, figure, basis);

alter table contact_event drop constraint contact_event_kind_check;
alter table contact_event add constraint contact_event_kind_check check (kind in ('arrived', 'menu', 'queued', 'offered', 'unanswered',
  'answered', 'returned', 'line-ended', 'abandoned', 'closed', 'call-back-asked', 'called-back', 'reached', 'not-reached', 'announced',
  'held', 'resumed', 'hung-up', 'transferred', 'dialled', 'account-chosen', 'identity-checked'));
