-- Plants that feed in, change of voltage, meters exchanged within a case, and two sources.

-- 热备用、冷备用、同时供电: how the other source waits.
alter table supply_source
  add column standby text check (standby in ('hot', 'cold', 'simultaneous')),
  add check (standby is null or role = 'standby'),
  add exclude using gist (receiving_point_id with =, role with =, tstzrange(valid_from, valid_to) with &&);
-- 母线段 of the substation, where somebody told it.
alter table feeder_term add column bar text;

alter table application_claim
  drop constraint application_claim_fact_check,
  add constraint application_claim_fact_check
    check (fact in ('all', 'capacity', 'customer', 'class', 'price', 'demand', 'meter'));
alter table application_change
  drop constraint application_change_thing_check,
  add constraint application_change_thing_check check (thing in ('account', 'point', 'transformer', 'source'));

insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from, valid_to) values
  ('distributed-pv', 'pv-220v-up-to-kw', 8, 'GB/T 33593:8千瓦及以下可接入220伏(条文待确认)', false, '2017-05-12', null),
  ('distributed-pv', 'pv-380v-up-to-kw', 400, 'GB/T 33593:8千瓦至400千瓦可接入380伏(条文待确认)', false, '2017-05-12', null),
  ('distributed-pv', 'pv-10kv-up-to-kw', 6000, 'GB/T 33593:400千瓦至6兆瓦可接入10千伏(条文待确认)', false, '2017-05-12', null),
  ('distributed-pv', 'not-for-temporary-supply', 1, '供电营业规则(1996)第十二条:临时用电不办理变更用电', true, '1996-10-08', '2024-06-01'),
  ('distributed-pv', 'not-for-temporary-supply', 1, '供电营业规则(2024)临时用电条款:除更名及联系信息外不办理变更用电', false, '2024-06-01', null),
  ('voltage-change', 'not-for-temporary-supply', 1, '供电营业规则(1996)第十二条:临时用电不办理变更用电', true, '1996-10-08', '2024-06-01'),
  ('voltage-change', 'not-for-temporary-supply', 1, '供电营业规则(2024)临时用电条款:除更名及联系信息外不办理变更用电', false, '2024-06-01', null),
  ('voltage-change', 'arrears-cleared', 1, '企业内部要求:改压前结清电费(待确认)', false, '2000-01-01', null),
  ('voltage-change', 'capacity-not-exceeded', 1, '供电营业规则第三十三条:改压且超过原容量的,超过部分按增容手续办理(条文待确认)', false, '1996-10-08', null),
  ('high-voltage-dual', 'sources-apart', 1, 'GB/T 29328:重要电力用户的多路电源应取自不同变电站或同一变电站的不同母线(条文待确认)', false, '2013-06-01', null),
  ('voltage-change', 'sources-apart', 1, 'GB/T 29328:重要电力用户的多路电源应取自不同变电站或同一变电站的不同母线(条文待确认)', false, '2013-06-01', null),
  ('capacity-increase', 'sources-apart', 1, 'GB/T 29328:重要电力用户的多路电源应取自不同变电站或同一变电站的不同母线(条文待确认)', false, '2013-06-01', null);
insert into application_limit (kind, clock, working_days, legal_basis, confirmed, valid_from) values
  ('distributed-pv', 'acceptance', 1, '企业内部要求:1个工作日内受理(待确认)', false, '2000-01-01'),
  ('distributed-pv', 'plan-answer', 20, '国家电网公司分布式电源并网服务:接入方案20个工作日内答复(多点并网30个,待确认)', false, '2013-11-01'),
  ('distributed-pv', 'design-review', 10, '国家电网公司分布式电源并网服务:设计文件10个工作日内答复(待确认)', false, '2013-11-01'),
  ('distributed-pv', 'grid-connection', 10, '国家电网公司分布式电源并网服务:受理并网验收申请后10个工作日内完成装表、验收与并网(待确认)', false, '2013-11-01'),
  ('voltage-change', 'acceptance', 1, '企业内部要求:1个工作日内受理(待确认)', false, '2000-01-01'),
  ('voltage-change', 'plan-answer', 20, '供电监管办法:供电方案答复,高压单电源20个工作日', true, '2010-01-01'),
  ('voltage-change', 'design-review', 20, '供电监管办法:受电工程设计审核,高压20个工作日', true, '2010-01-01'),
  ('voltage-change', 'mid-inspection', 5, '供电监管办法:中间检查,高压5个工作日', true, '2010-01-01'),
  ('voltage-change', 'final-inspection', 7, '供电监管办法:竣工检验,高压7个工作日', true, '2010-01-01'),
  ('voltage-change', 'connection', 7, '供电监管办法:装表接电,高压用户7个工作日', true, '2010-01-01');

-- 项目备案文件.
alter table attachment
  drop constraint attachment_kind_check,
  add constraint attachment_kind_check check (kind in ('identity', 'property', 'load-list', 'name-change', 'design',
    'completion', 'project-filing', 'authorisation', 'other', 'site-photo', 'sketch'));
alter table contract_template
  drop constraint contract_template_code_check,
  add constraint contract_template_code_check check (code in ('household', 'low-voltage', 'high-voltage', 'generation'));

-- 购售电合同: what is fed in is bought; the text is a sample.
insert into contract_template (code, version, title, clauses, basis, confirmed, valid_from) values
  ('generation', 1, '分布式光伏购售电合同', jsonb_build_array(
    jsonb_build_object('title', '发电项目', 'text',
      '发电人的项目位于{address},装机容量为{plant},以{supply}接入电网,上网方式为{feedIn}。发电人不得擅自增加装机容量或改变接入方式。'),
    jsonb_build_object('title', '计量', 'text',
      '上网电量以并网计量点电能表的反向有功示数计量。{generationMeter}{meters}计量装置由购电人安装、维护和检定;任何一方有异议,可以申请校验。'),
    jsonb_build_object('title', '上网电价与结算', 'text',
      '上网电价按国家和省级价格主管部门的规定执行,按月结算,单独付款,不与用电电费相抵;补贴以国家公布的项目名录为准。发电人的用电按{price}计收。'),
    jsonb_build_object('title', '并网运行', 'text',
      '发电设施应当具备防孤岛保护,停电检修时发电人应当配合断开并网点。高于低压接入的,调度事项另签并网调度协议。{dispatch}'),
    jsonb_build_object('title', '产权分界与维护责任', 'text',
      '双方以产权分界点划分维护管理责任,产权分界点见接入方案;分界点电网侧由购电人维护,发电侧由发电人维护。'),
    jsonb_build_object('title', '违约责任', 'text', '任何一方违反本合同的,依照《中华人民共和国民法典》《电力法》承担责任。'),
    jsonb_build_object('title', '合同的生效与终止', 'text', '本合同自双方签字或者盖章之日起生效;发电人销户的,自手续办结之日起终止。'),
    jsonb_build_object('title', '争议解决', 'text', '双方发生争议的,协商解决;协商不成的,可以向项目所在地人民法院起诉。')),
    '民法典合同编;可再生能源法(合同文本为示范文本,待确认)', false, '2024-06-01');
