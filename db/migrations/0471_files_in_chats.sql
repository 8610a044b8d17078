-- A customer may show what he means: how many files a conversation takes, and how large, is dated data.
do $$
declare listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'chat_rule_rule_check';
  alter table chat_rule drop constraint chat_rule_rule_check;
  execute 'alter table chat_rule add constraint chat_rule_rule_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''files-a-chat''::text, ''file-image-kib''::text, ''file-pdf-kib''::text, ');
end $$;
insert into chat_rule (rule, figure, basis, confirmed, valid_from) values
  ('files-a-chat', 10, '公司内部规定：一次会话中客户最多发送的文件个数', false, '2015-01-01'),
  ('file-image-kib', 5120, '公司内部规定：会话中单张图片不超过此大小，0 为不收', false, '2015-01-01'),
  ('file-pdf-kib', 8192, '公司内部规定：会话中单个 PDF 不超过此大小，0 为不收', false, '2015-01-01');
