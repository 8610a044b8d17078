-- Rules and limits of increase, relocation, moving and checking a meter, contact and ratio.
insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from, valid_to) values
  ('capacity-increase', 'not-for-temporary-supply', 1, '供电营业规则:临时用电不办理变更用电', true, '1996-10-08', null),
  ('relocation', 'not-for-temporary-supply', 1, '供电营业规则:临时用电不办理变更用电', true, '1996-10-08', null),
  ('relocation', 'arrears-cleared', 1, '供电营业规则第二十六条:迁址按原址终止用电办理,应结清电费', true, '1996-10-08', null),
  ('meter-move', 'not-for-temporary-supply', 1, '供电营业规则:临时用电不办理变更用电', true, '1996-10-08', null);
insert into application_limit (kind, clock, working_days, legal_basis, confirmed, valid_from)
select kind, clock, days, basis, confirmed, valid_from::date
from (values
  (array ['capacity-increase', 'relocation', 'meter-move', 'meter-check', 'contact-change', 'ratio-correction'], 'acceptance', 1,
    '企业内部要求:1个工作日内受理(待确认)', false, '2000-01-01'),
  (array ['capacity-increase'], 'plan-answer', 20, '供电监管办法:供电方案答复,高压单电源20个工作日', true, '2010-01-01'),
  (array ['capacity-increase'], 'design-review', 20, '供电监管办法:受电工程设计审核,高压20个工作日', true, '2010-01-01'),
  (array ['capacity-increase'], 'mid-inspection', 5, '供电监管办法:中间检查,高压5个工作日', true, '2010-01-01'),
  (array ['capacity-increase'], 'final-inspection', 7, '供电监管办法:竣工检验,高压7个工作日', true, '2010-01-01'),
  (array ['capacity-increase'], 'connection', 7, '供电监管办法:装表接电,高压用户7个工作日', true, '2010-01-01'),
  (array ['meter-check'], 'handling', 5, '国家电网公司供电服务“十项承诺”(2022年版)第7条:受理客户计费电能表校验申请后5个工作日内出具检测结果', true, '2022-01-01'),
  (array ['relocation', 'meter-move', 'contact-change', 'ratio-correction'], 'handling', 5,
    '企业内部要求:变更用电5个工作日内办结(待确认)', false, '2000-01-01')
) as rule (kinds, clock, days, basis, confirmed, valid_from)
cross join lateral unnest(kinds) as kind;
