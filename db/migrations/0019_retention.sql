-- What is kept for how long, from when on, and by which text; what an account is held for is kept beyond it.
create table retention_rule (
  kind text not null check (kind in ('log-in-failures', 'sessions', 'kept-answers', 'delivered-events', 'ended-application-files',
    'interval-readings', 'audit-record', 'accounting-books', 'accounting-papers', 'call-recordings')),
  figure int not null check (figure > 0),
  unit text not null check (unit in ('days', 'months')),
  counted_from text not null check (counted_from <> ''),
  -- At least so long: nothing of it is erased by itself.
  is_least boolean not null,
  legal_basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, daterange(valid_from, valid_to) with &&)
);
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('log-in-failures', 1, 'days', '最近一次失败', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;天数为本系统规定', false, '2021-11-01'),
  ('sessions', 1, 'days', '会话失效', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;天数为本系统规定', false, '2021-11-01'),
  ('kept-answers', 7, 'days', '请求', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;天数为本系统规定', false, '2021-11-01'),
  ('delivered-events', 6, 'months', '事件发生', false, '内部消息,已由各部门处理;期限为本系统规定', false, '2021-11-01'),
  ('ended-application-files', 24, 'months', '申请撤销或不予受理', false, '个人信息保护法第四十七条:处理目的已实现、无法实现或不再必要的应当删除;期限为本系统规定', false, '2021-11-01'),
  ('interval-readings', 36, 'months', '用电日', false, '个人信息保护法第十九条;负荷曲线用于退补和争议,期限为本系统规定', false, '2021-11-01'),
  ('audit-record', 6, 'months', '操作', true, '网络安全法第二十一条(三):留存相关的网络日志不少于六个月', false, '2017-06-01'),
  ('accounting-books', 360, 'months', '会计年度终了', true, '会计档案管理办法(财政部、国家档案局令第79号)附表:会计凭证、会计账簿保管三十年', false, '2016-01-01'),
  ('accounting-papers', 120, 'months', '会计年度终了', true, '会计档案管理办法(财政部、国家档案局令第79号)附表:其他会计资料保管十年', false, '2016-01-01'),
  ('call-recordings', 24, 'months', '通话', false, '期限为本系统规定;尚未接入录音', false, '2021-11-01');

-- 依法保全: nothing that is about the account is erased while it holds.
create table legal_hold (
  id bigint generated always as identity primary key,
  account_id bigint not null references account (id),
  reason text not null check (reason <> ''),
  placed_by text not null,
  placed_at timestamptz not null,
  lifted_by text,
  lifted_at timestamptz check (lifted_at >= placed_at),
  lift_reason text,
  check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lift_reason is null))
);
create unique index legal_hold_standing on legal_hold (account_id) where lifted_at is null;

-- Append-only but for what the rules of keeping erase, which says so for its own transaction; the audit record never.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and tg_table_name not like 'audit_%' and current_setting('dianhu.erasing', true) = tg_table_name then
    return old;
  end if;
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;
