-- A citizen's own way in: a log-in that he opens himself with his phone, what he agreed to, and the codes sent to phones.
alter table app_user
  add column phone_cipher bytea,
  add column phone_hash bytea unique,
  add column phone_tail text,
  add check ((phone_cipher is null) = (phone_hash is null) and (phone_hash is null) = (phone_tail is null));

create table citizen_policy (
  rule text not null check (rule in (
    'code-minutes', 'code-failures', 'code-gap-seconds', 'codes-phone-day', 'codes-address-hour')),
  figure int not null check (figure > 0),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into citizen_policy (rule, figure, basis, confirmed, valid_from) values
  ('code-minutes', 5, 'GB/T 22239-2019 8.1.4.1 身份鉴别;有效分钟数为本系统规定', false, '2019-12-01'),
  ('code-failures', 5, 'GB/T 22239-2019 8.1.4.1 b) 限制非法登录次数;每个验证码可试次数为本系统规定', false, '2019-12-01'),
  ('code-gap-seconds', 60, '通信短信息服务管理规定(工信部令第31号)第十八条 不得擅自多发;间隔为本系统规定', false, '2015-06-30'),
  ('codes-phone-day', 10, '通信短信息服务管理规定(工信部令第31号)第十八条;每个手机号一天的条数为本系统规定', false, '2015-06-30'),
  ('codes-address-hour', 30, 'GB/T 22239-2019 8.1.4.1 b) 登录失败处理;每个网络地址一小时的条数为本系统规定', false, '2019-12-01');

-- Under keyed hashes, and of numbers that nobody has too.
create table phone_code (
  id bigint generated always as identity primary key,
  purpose text not null check (purpose in ('sign-up', 'password', 'phone')),
  phone_hash bytea not null,
  -- Whose number is to be another one.
  user_id bigint references app_user (id),
  -- Null where the message told something else: that the number has a log-in, or has none.
  code_hash bytea,
  address_hash bytea not null,
  asked_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > asked_at),
  failures int not null default 0,
  used_at timestamptz,
  check ((purpose = 'phone') = (user_id is not null))
);
create index phone_code_by_phone on phone_code (phone_hash, asked_at);
create index phone_code_by_address on phone_code (address_hash, asked_at);

-- Each paragraph begins with its heading on a line of its own.
create table privacy_text (
  version text primary key,
  text_zh text not null,
  text_en text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (daterange(valid_from, valid_to) with &&)
);
create table privacy_consent (
  user_id bigint not null references app_user (id),
  version text not null references privacy_text (version),
  given_at timestamptz not null,
  primary key (user_id, version)
);
insert into privacy_text (version, valid_from, text_zh, text_en) values ('2026-11', '2021-11-01',
'我们处理哪些信息
注册时:您的手机号和密码(密码只保存不可还原的摘要)。绑定户号时:户号、绑定码;本人用电的,另核验姓名和证件号码,核验后不另存。使用时:登录的时间、设备的系统和浏览器。

为什么处理
为您登录、查看电费和用电、办理用电业务并保护您的帐号。依据是《个人信息保护法》第十三条:您的同意,以及订立、履行供用电合同所必需。

怎样保存
手机号加密保存,页面上只显示首尾几位;员工查看完整号码须有岗位权限并留痕。注册帐号的信息保存到您注销为止;验证码的记录保存三十天;账单、抄表和审计记录按会计、电力和网络安全的法律规定的期限保存。

提供给谁
短信由受委托的短信服务商发送,只得到手机号和短信内容。除法律规定的机关依法调取外,不提供给其他人。被您绑定的亲友户号,户主可以看到您的手机尾号并可解除。

您的权利
您可以在“我的信息”查看、导出本公司保存的关于您的信息,更正手机号,撤回同意并注销登录。不同意不影响您到营业厅或拨打 95598 办理业务。',
'What we process
When you sign up: your phone number and password (kept only as a digest that cannot be undone). When you bind an account: its number and binding code; if it is your own, your name and identity number are checked and not kept again. When you use it: when you logged in, and the system and browser of the device.

Why
So that you can log in, see bills and usage, apply for what you need, and so that your log-in is safe. The ground is article 13 of the Personal Information Protection Law: your consent, and what the supply contract needs.

How it is kept
The phone number is enciphered and shown in part only; staff who look at the whole of it need the right to, and it is recorded. What belongs to your log-in is kept until you close it; records of codes for thirty days; bills, readings and the audit record as long as accounting, electricity and network-security law ask.

Who is given it
Messages are sent by a contracted carrier, which gets the number and the text alone. Nobody else is given anything but authorities where the law says so. The holder of an account that you bind as another''s sees the last digits of your phone and can remove you.

Your rights
At “My data” you can see and export what this company keeps of you, change your number, withdraw your consent and close your log-in. Without consent you are served at the counter and by 95598 just the same.');
