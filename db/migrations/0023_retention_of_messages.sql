alter table retention_rule drop constraint retention_rule_kind_check;
alter table retention_rule add constraint retention_rule_kind_check check (kind in (
  'log-in-failures', 'sessions', 'kept-answers', 'delivered-events', 'ended-application-files', 'interval-readings',
  'audit-record', 'accounting-books', 'accounting-papers', 'call-recordings', 'phone-codes', 'binding-failures', 'messages', 'notices'));
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('phone-codes', 30, 'days', '发送', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;天数为本系统规定', false, '2021-11-01'),
  ('binding-failures', 30, 'days', '首次失败', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;天数为本系统规定', false, '2021-11-01'),
  ('messages', 6, 'months', '发送或放弃', false, '通信短信息服务管理规定(工信部令第31号)第二十二条:保存发送记录至少五个月', false, '2015-06-30'),
  ('notices', 24, 'months', '告知', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;期限为本系统规定', false, '2021-11-01');
