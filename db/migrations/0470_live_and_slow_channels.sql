-- Only what is written live keeps calls from an agent: a message, the app and mail wait for their answer.
do $$
declare listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'queue_rule_rule_check';
  alter table queue_rule drop constraint queue_rule_rule_check;
  execute 'alter table queue_rule add constraint queue_rule_rule_check ' || replace(listed, 'ARRAY[',
    'ARRAY[''live-chat''::text, ''live-sms''::text, ''live-app''::text, ''live-email''::text, ''slow-at-once''::text, ''pass-over-seconds''::text, ');
end $$;
insert into queue_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('live-chat', 1, '公司内部规定：网页会话是否为即时会话，手上有即时会话时不派来电（1 是，0 否）'),
  ('live-sms', 0, '公司内部规定：短信是否为即时会话（1 是，0 否）'),
  ('live-app', 0, '公司内部规定：App 消息是否为即时会话（1 是，0 否）'),
  ('live-email', 0, '公司内部规定：邮件是否为即时会话（1 是，0 否）'),
  ('slow-at-once', 5, '公司内部规定：一名坐席同时处理的短信、App 消息和邮件数'),
  ('pass-over-seconds', 60, '公司内部规定：坐席未接或转出的文字联系，多久内不再派给同一坐席')
) as t (rule, figure, basis);

alter table contact
  -- As the rule of its day said when it was offered: as long as it is in hand it is counted so.
  add column is_live boolean not null default false;
alter table agent_state
  -- Of those written contacts in hand, the live ones.
  add column live int not null default 0;
update contact set is_live = true where channel = 'chat' and state in ('offered', 'active');
update agent_state s set live = (
  select count(*) from contact c where c.agent_id = s.user_id and c.is_live and c.state in ('offered', 'active'));
alter table agent_state add constraint agent_state_live_check check (live between 0 and written);
