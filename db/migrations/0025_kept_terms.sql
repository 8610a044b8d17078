-- How long what the company keeps of a person is kept is said by the rules of keeping alone; what had no rule has one.
alter table retention_rule drop constraint retention_rule_kind_check;
alter table retention_rule add constraint retention_rule_kind_check check (kind in (
  'log-in-failures', 'sessions', 'kept-answers', 'delivered-events', 'ended-application-files', 'interval-readings',
  'audit-record', 'accounting-books', 'accounting-papers', 'call-recordings', 'phone-codes', 'binding-failures', 'messages', 'notices',
  'customer-file', 'daily-readings', 'lapsed-application-files', 'calls', 'work-orders', 'consents', 'ended-bindings'));
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('customer-file', 36, 'months', '供用电合同终止', true, '民法典第一百八十八条:诉讼时效三年;以合同终止起算为本系统规定', false, '2021-11-01'),
  ('daily-readings', 36, 'months', '用电日', true, '民法典第一百八十八条:诉讼时效三年,电量用于退补和争议;期限为本系统规定', false, '2021-11-01'),
  ('lapsed-application-files', 24, 'months', '容缺资料应补交之日', false, '个人信息保护法第四十七条:处理目的无法实现的应当删除;期限为本系统规定', false, '2021-11-01'),
  ('calls', 36, 'months', '联系结束', false, '民法典第一百八十八条:诉讼时效三年;供电监管办法关于受理投诉的规定;期限为本系统规定', false, '2021-11-01'),
  ('work-orders', 36, 'months', '工单办结', false, '民法典第一百八十八条:诉讼时效三年;供电监管办法关于受理投诉的规定;期限为本系统规定', false, '2021-11-01'),
  ('consents', 36, 'months', '撤回同意', false, '个人信息保护法第十四条、第五十四条;期限为本系统规定', false, '2021-11-01'),
  ('ended-bindings', 6, 'months', '解除绑定', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;期限为本系统规定', false, '2021-11-01');

-- Only what no rule says: until one leaves, beside the term.
alter table personal_data_kind alter column kept_zh drop not null, alter column kept_en drop not null,
  add check ((kept_zh is null) = (kept_en is null));
update personal_data_kind set kept_zh = null, kept_en = null
where kept_zh in ('合同终止后 3 年', '30 年', '日电量 3 年以上', '3 年', '撤回后 3 年', '不少于 3 年');
update personal_data_kind set kept_zh = '登录手机号至注销', kept_en = 'The phone of the log-in until it is closed'
where kind = 'contact' and kept_zh = '登录手机号至注销；档案电话至合同终止后 3 年';
update personal_data_kind set kept_zh = '当前登录至退出', kept_en = 'A session until it ends'
where kind = 'log-ins' and kept_zh = '当前登录至退出；登录留痕不少于 6 个月';
update personal_data_kind set kept_zh = '至解除或注销', kept_en = 'Until it is undone or the log-in is closed'
where kind = 'bindings' and kept_zh = '至解除或注销；留痕不少于 6 个月';
insert into personal_data_kind (kind, position, purpose_zh, purpose_en, kept_zh, kept_en, basis, confirmed, valid_from) values
  ('messages', 15, '向您的手机发送验证码和通知', 'To send codes and notices to your phone', null, null, '通信短信息服务管理规定(工信部令第31号)', false, '2021-11-01');
