-- Customers ask in other words than the articles have: more words that mean the same, more ways to ask, and an article that was missing.
insert into knowledge_synonym (words, changed_by, changed_at)
select string_to_array(words, ' '), 'system:dianhu', '2026-12-01' from (values
  ('材料 资料 证件 手续'),
  ('电费 用电费 电费钱'),
  ('抄表 抄电表'),
  ('更名 改名'),
  ('临时用电 临时接电'),
  ('代扣 自动扣费 自动扣款 自动扣 托收'),
  ('掌上 手机上 手机app 手机客户端'),
  ('忘记 忘了 不记得'),
  ('走快 走得快 走得太快 走太快 跑得快')
) as t (words)
where not exists (select from knowledge_synonym s, unnest(s.words) as w(word) where word = any(string_to_array(t.words, ' ')));
update knowledge_synonym set words = words || array['拉闸']
where '跳闸' = any(words) and not exists (select from knowledge_synonym s where '拉闸' = any(s.words));

-- What somebody of the company has changed or released meanwhile stays as it is.
update knowledge_version v set questions = v.questions || m.more
from (values
  (7, array['屋里的电线坏了']),
  (9, array['雷打坏了电器', '打雷把电视打坏了']),
  (11, array['交了钱什么时候来电', '补交了电费怎么还没电']),
  (12, array['电费没交会拉闸吗', '忘交电费会停电吗']),
  (13, array['欠费要收滞纳金吗']),
  (14, array['手机上交电费', '支付宝交电费', '银行自动扣电费', '开通代扣']),
  (18, array['电费怎么比上个月多', '电费为什么这么高', '一档二档三档怎么分', '人口多能多给电量吗']),
  (22, array['家里电容量不够想换大', '家庭增容']),
  (25, array['过户要带什么材料', '电表过给别人']),
  (30, array['店里用电变成商业电价']),
  (33, array['屋顶装光伏']),
  (34, array['充电桩装表要什么材料']),
  (38, array['户号忘了怎么查'])
) as m (id, more)
where v.article_id = m.id and v.number = 1 and v.submitted_by = 'system:dianhu' and v.state = 'submitted' and v.revision = 1;

insert into knowledge_article (id) values (53);
insert into knowledge_version (id, article_id, number, state, category, title, questions, body, source, is_public, valid_from, review_on,
  drafters, changed_at, submitted_by)
values (53, 53, 1, 'submitted', 'bills-price', '电费怎样算',
  array['电费怎么算', '电费是怎么来的', '一度电多少钱', '电价是多少', '电费计算方法'],
  '电费按**用电量**乘以**电价**计算：

- 用电量是本期抄表示数减上期示数，装有互感器的再乘倍率。
- **居民**：全年用电量分三档，超过一档的部分价格更高；办理了峰谷分时的，各时段价格不同。
- **工商业**：到户电价由代理购电（或市场交易）价格、线损费用、输配电价、系统运行费和政府性基金及附加组成；两部制用户另有容（需）量电费，达到条件的还有功率因数调整电费。
- **农业**：执行目录价格。

各类电价由各省公布，您的账单每一行都写明电量、单价和依据；客户端可以查每一期账单。',
  '供电营业规则（国家发展改革委令第 14 号，2024 年 6 月 1 日施行）；各省电价文件；本系统电价目录', true, '2024-06-01', '2027-11-30',
  '{system:dianhu}', '2026-12-01T00:00+08', 'system:dianhu');

-- Where two articles fit alike the assistant does not choose.
do $$
declare listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'chat_rule_rule_check';
  alter table chat_rule drop constraint chat_rule_rule_check;
  execute 'alter table chat_rule add constraint chat_rule_rule_check ' || replace(listed, 'ARRAY[', 'ARRAY[''alike-percent''::text, ');
end $$;
insert into chat_rule (rule, figure, basis, confirmed, valid_from) values
  ('alike-percent', 90, '公司内部规定：第二篇文章的切题程度达到第一篇的多少时，助手不自行选择而转人工', false, '2015-01-01');
