-- Marks of callers are proposed by agents and confirmed by leads, end by themselves, and say what is to be said and done, step by step.
alter table caller_mark
  -- Of what shows that somebody's life depends on supply: which paper was seen.
  add column evidence text,
  add column contact_id bigint references contact (id) on delete set null,
  add column confirmed_by text,
  add column confirmed_at timestamptz,
  -- Of a proposal: until when it waits for a lead.
  add column expires_at timestamptz,
  add column end_reason text;
update caller_mark set confirmed_by = marked_by, confirmed_at = marked_at, expires_at = marked_at + interval '1 year',
  evidence = case when mark = 'life-support' then reason end;
alter table caller_mark alter column expires_at set not null,
  add check ((confirmed_at is null) = (confirmed_by is null)),
  add check (mark <> 'life-support' or evidence is not null);
create index caller_mark_contact on caller_mark (contact_id) where contact_id is not null;
create index caller_mark_open on caller_mark (expires_at) where ended_at is null;

create table mark_rule (
  rule text not null,
  figure int not null check (figure > 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into mark_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis || '(个人信息保护法第 19 条:保存期限为实现处理目的所必要的最短时间;期限为本系统规定)', false, '2015-01-01' from (values
  ('life-support-days', 365, '依靠供电维持生命的客户:标记最长有效期'),
  ('sensitive-days', 180, '敏感客户:标记最长有效期'),
  ('abusive-days', 90, '辱骂骚扰:标记最长有效期'),
  ('silent-days', 30, '无声电话:标记最长有效期'),
  ('renew-days', 30, '标记到期前多少天起请班长复核续期;依靠供电维持生命的客户到期不自动失效,待班长复核'),
  ('proposal-days', 7, '坐席建议的标记等待班长确认的时间')
) as t (rule, figure, basis);

create table mark_step (
  mark text not null check (mark in ('life-support', 'sensitive', 'abusive', 'silent')),
  position int not null check (position between 1 and 20),
  -- What the agent records when he has done it; the acts of a mark follow on one another.
  act text not null check (act in ('none', 'greet', 'warn', 'end')),
  text_zh text not null,
  text_en text not null,
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (mark with =, position with =, daterange(valid_from, valid_to) with &&)
);
insert into mark_step (mark, position, act, text_zh, text_en, basis, confirmed, valid_from)
select mark, position, act, text_zh, text_en, '本系统规定:特殊来电处理步骤', false, '2015-01-01' from (values
  ('silent', 1, 'greet', '“您好，这里是 95598 供电服务热线，请问有什么可以帮您？”等候几秒，听有无求助的声音。', '“This is 95598, how can I help you?” Wait a few seconds, and listen for anybody who needs help.'),
  ('silent', 2, 'greet', '“您好，我听不到您的声音，请问能听到我说话吗？”', '“I cannot hear you. Can you hear me?”'),
  ('silent', 3, 'greet', '“您好，仍然听不到您的声音。如果有危险不便说话，请敲两下话筒。”', '“I still cannot hear you. If you are in danger and cannot speak, tap the phone twice.”'),
  ('silent', 4, 'end', '“听不到您的声音，我先结束通话，需要帮助请再次拨打 95598。”说完再结束。', '“I cannot hear you and will end the call. Please ring 95598 again if you need help.” Say it, then end.'),
  ('abusive', 1, 'none', '先听是否在报告故障或危险；有的，先受理，不看标记。', 'Listen first whether a fault or a danger is reported: if so it is taken, whatever the mark.'),
  ('abusive', 2, 'warn', '“请您文明用语，我很愿意帮您解决用电问题。”', '“Please speak politely; I am glad to help you with your supply.”'),
  ('abusive', 3, 'warn', '“如果继续使用不文明用语，我将结束本次通话。”', '“If you go on like this I shall end the call.”'),
  ('abusive', 4, 'end', '“很抱歉，本次通话到此结束。”写明经过后结束，班长会收到登记。', '“I am sorry, I end this call.” Write down what happened, then end; the lead is told.'),
  ('sensitive', 1, 'none', '只谈来电人提出的事项，不主动提起过往投诉或纠纷。', 'Keep to what the caller asks; do not bring up earlier complaints or disputes.'),
  ('sensitive', 2, 'none', '不作任何承诺，不评价其他同事和单位。', 'Promise nothing, and judge no colleague and no unit.'),
  ('sensitive', 3, 'none', '超出本岗位的，写明交接说明，转接投诉举报或班长所在技能组。', 'What is beyond your post goes, with a note, to the queue of complaints or of the lead.'),
  ('life-support', 1, 'none', '先问是否停电、备用电源还能用多久；停电的按紧急报修立即登记。', 'Ask first whether supply is out and how long the reserve lasts; an outage is recorded as urgent at once.'),
  ('life-support', 2, 'none', '有生命危险的，请来电人同时拨打 120。', 'If life is in danger, ask the caller to ring 120 as well.')
) as t (mark, position, act, text_zh, text_en);

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'contact_event_kind_check';
  alter table contact_event drop constraint contact_event_kind_check;
  execute 'alter table contact_event add constraint contact_event_kind_check ' || replace(listed, 'ARRAY[', 'ARRAY[''mark-act''::text, ');
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check ' || replace(listed, 'ARRAY[', 'ARRAY[''caller-marks''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('caller-marks', 12, 'months', '标记失效', false, '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;期限为本系统规定', false, '2021-11-01');
insert into personal_data_kind (kind, position, purpose_zh, purpose_en, kept_zh, kept_en, basis, confirmed, valid_from) values
  ('marks', 16, '来电时优先接听', 'To answer your calls first', '标记失效后 12 个月', '12 months after the mark is over', '个人信息保护法第十九条 最短必要时间', false, '2021-11-01');
