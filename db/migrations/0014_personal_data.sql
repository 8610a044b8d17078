-- What the company keeps of a person, why and how long, as he is told of it; and that he took his consent back.
create table personal_data_kind (
  kind text not null,
  position int not null,
  purpose_zh text not null,
  purpose_en text not null,
  kept_zh text not null,
  kept_en text not null,
  basis text not null,
  -- Whether the time stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (kind with =, daterange(valid_from, valid_to) with &&)
);
insert into personal_data_kind (kind, position, purpose_zh, purpose_en, kept_zh, kept_en, basis, confirmed, valid_from) values
  ('identity', 1, '订立供用电合同、核验户主身份', 'The supply contract, and to know its holder', '合同终止后 3 年', '3 years after the contract ends', '民法典第一百八十八条 诉讼时效', false, '2021-11-01'),
  ('contact', 2, '登录、通知停电和电费', 'Logging in, notices of outages and bills', '登录手机号至注销；档案电话至合同终止后 3 年', 'The log-in’s until it is closed, the file’s 3 years after the contract', '个人信息保护法第十九条 最短必要时间', false, '2021-11-01'),
  ('accounts', 3, '履行供用电合同', 'The supply contract', '合同终止后 3 年', '3 years after the contract ends', '民法典第一百八十八条 诉讼时效', false, '2021-11-01'),
  ('bills', 4, '计费、收费与核对', 'Billing, and to check it', '30 年', '30 years', '会计档案管理办法（财政部、国家档案局令第79号）附表一 会计凭证', false, '2016-01-01'),
  ('payments', 5, '收费入账', 'Book-keeping', '30 年', '30 years', '会计档案管理办法（财政部、国家档案局令第79号）附表一 会计凭证', false, '2016-01-01'),
  ('readings', 6, '计量计费、用电分析', 'Metering and billing', '日电量 3 年以上', 'Daily energy at least 3 years', '本公司计量数据保存规定', false, '2021-11-01'),
  ('applications', 7, '办理用电业务', 'What you applied for', '合同终止后 3 年', '3 years after the contract ends', '民法典第一百八十八条 诉讼时效', false, '2021-11-01'),
  ('calls', 8, '受理咨询、报修和投诉', 'Questions, faults and complaints', '3 年', '3 years', '供电服务监管办法 第十三条 受理投诉', false, '2021-11-01'),
  ('work-orders', 9, '派工处理并回访', 'Work on site and its follow-up', '3 年', '3 years', '供电服务监管办法 第十三条 受理投诉', false, '2021-11-01'),
  ('log-ins', 10, '保护登录安全', 'The safety of your log-in', '当前登录至退出；登录留痕不少于 6 个月', 'Sessions until they end, their record 6 months at least', '网络安全法第二十一条 日志不少于六个月', false, '2017-06-01'),
  ('bindings', 11, '查看亲友户号', 'To see accounts of others', '至解除或注销；留痕不少于 6 个月', 'Until unbound, the record 6 months at least', '个人信息保护法第十四条', false, '2021-11-01'),
  ('consents', 12, '证明您的同意', 'To prove your consent', '撤回后 3 年', '3 years after it is withdrawn', '个人信息保护法第十四条', false, '2021-11-01'),
  ('looks', 13, '让您知道谁看过您的电话', 'So that you know who looked at your number', '不少于 3 年', 'At least 3 years', '个人信息保护法第五十四条 合规审计', false, '2021-11-01');

alter table privacy_consent add column withdrawn_at timestamptz check (withdrawn_at >= given_at);
