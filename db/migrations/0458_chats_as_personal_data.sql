-- A customer reads his own chats among his data; and what was asked of the knowledge base has a rule of keeping.
do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''knowledge-questions''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('knowledge-questions', 24, 'months', '提问', false,
   '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;期限为本系统规定', false, '2021-11-01');
insert into personal_data_kind (kind, position, purpose_zh, purpose_en, kept_zh, kept_en, basis, confirmed, valid_from) values
  ('chats', 17, '在线解答您的问题', 'To answer what you ask online', null, null, '供电监管办法关于受理投诉的规定', false, '2021-11-01');
create index knowledge_task_ended on knowledge_task (ended_at) where ended_at is not null;
