-- What regulations say of a change beside numbers, by edition: who pays for the work, and what becomes of the base charge.

-- An application that came in before the edition of 2024 is judged by the articles of 1996.
update statutory_rule set
  clause = regexp_replace(clause, '^供电营业规则(?=第|:)', '供电营业规则(1996)'),
  valid_to = '2024-06-01'
where clause ~ '^供电营业规则(第|:)' and valid_to is null;
insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from) values
  ('temporary-reduction', 'whole-transformers-only', 1, '供电营业规则(2024)减容条款:减容须是整台或整组变压器(条号与条文待确认)', false, '2024-06-01'),
  ('permanent-reduction', 'whole-transformers-only', 1, '供电营业规则(2024)减容条款:减容须是整台或整组变压器(条号与条文待确认)', false, '2024-06-01'),
  ('temporary-reduction', 'greatest-months', 24, '供电营业规则(2024)减容条款:非永久性减容期限最长不超过二年(条号与条文待确认)', false, '2024-06-01'),
  ('pause', 'whole-transformers-only', 1, '供电营业规则(2024)暂停条款:暂停须是整台或整组变压器(条号与条文待确认)', false, '2024-06-01'),
  ('pause', 'least-days', 15, '供电营业规则(2024)暂停条款:每次暂停不少于十五天(条号与条文待确认)', false, '2024-06-01'),
  ('pause', 'greatest-months', 6, '供电营业规则(2024)暂停条款:一年累计暂停不超过六个月,超过的可申请减容(条号与条文待确认)', false, '2024-06-01'),
  ('pause', 'greatest-months-per-year', 6, '供电营业规则(2024)暂停条款:一年累计暂停不超过六个月,超过的可申请减容(条号与条文待确认)', false, '2024-06-01'),
  ('temporary-exchange', 'notice-working-days', 5, '供电营业规则(2024)暂换条款:提前五个工作日申请(是否仍单列、条号与条文待确认)', false, '2024-06-01'),
  ('temporary-exchange', 'greatest-months-10kv', 2, '供电营业规则(2024)暂换条款:10千伏及以下的不超过二个月(是否仍单列、条号与条文待确认)', false, '2024-06-01'),
  ('temporary-exchange', 'greatest-months-35kv', 3, '供电营业规则(2024)暂换条款:35千伏及以上的不超过三个月(是否仍单列、条号与条文待确认)', false, '2024-06-01'),
  ('temporary-removal', 'notice-working-days', 5, '供电营业规则(2024)暂拆条款:提前五个工作日申请(条号与条文待确认)', false, '2024-06-01'),
  ('temporary-removal', 'restore-within-months', 6, '供电营业规则(2024)暂拆条款:暂拆最长六个月,期间保留供电容量(条号与条文待确认)', false, '2024-06-01'),
  ('reinstallation', 'restore-within-months', 6, '供电营业规则(2024)暂拆条款:超过暂拆时间要求复装的,按新装办理(条号与条文待确认)', false, '2024-06-01'),
  ('rename', 'arrears-cleared', 1, '供电营业规则(2024)更名条款:先结清债务(条号与条文待确认)', false, '2024-06-01'),
  ('transfer', 'arrears-cleared', 1, '供电营业规则(2024)过户条款:原用电人先结清债务(条号与条文待确认)', false, '2024-06-01'),
  ('split', 'arrears-cleared', 1, '供电营业规则(2024)分户条款:先结清债务(条号与条文待确认)', false, '2024-06-01'),
  ('split', 'capacity-shared', 1, '供电营业规则(2024)分户条款:原用电容量由分户者分割,需要增容的另行办理(条号与条文待确认)', false, '2024-06-01'),
  ('merge', 'arrears-cleared', 1, '供电营业规则(2024)并户条款:先结清债务(条号与条文待确认)', false, '2024-06-01'),
  ('closing', 'arrears-cleared', 1, '供电营业规则(2024)销户条款:停止全部用电并结清电费(条号与条文待确认)', false, '2024-06-01'),
  ('relocation', 'arrears-cleared', 1, '供电营业规则(2024)迁址条款:原址按终止用电办理,结清电费(条号与条文待确认)', false, '2024-06-01'),
  ('voltage-change', 'capacity-not-exceeded', 1, '供电营业规则(2024)改压条款:超过原容量的部分按增容办理(条号与条文待确认)', false, '2024-06-01'),
  ('temporary-unmetered', 'charged-by-agreement', 1, '供电营业规则(2024)临时用电条款:未装用电计量装置的,按用电容量、约定的每日使用时数和使用期限计收电费(条号与条文待确认)', false, '2024-06-01');
insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from)
select kind, 'not-for-temporary-supply', 1, '供电营业规则(2024)临时用电条款:除更名及联系信息外不办理变更用电', false, '2024-06-01'
from unnest(array ['capacity-increase', 'relocation', 'meter-move']) as kind;

-- 工程费用与基本电费: said to who asks before he does, and true of what billing charges.
create table statutory_statement (
  kind text not null,
  about text not null check (about in ('work-cost', 'base-charge')),
  code text not null,
  text_zh text not null,
  text_en text not null,
  clause text not null,
  -- False: its text is not at hand, to be confirmed.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  check (code in ('company', 'applicant', 'by-ownership') and about = 'work-cost' or code in ('remitted', 'by-remainder',
    'resumed', 'by-replacement', 'ended', 'ended-and-begun', 'unchanged', 'by-part', 'joined', 'by-new-terms')
    and about = 'base-charge'),
  exclude using gist (kind with =, about with =, daterange(valid_from, valid_to) with &&)
);
create table pg_temp.said (
  kinds text[], about text, code text, zh text, en text, clause_1996 text, confirmed_1996 boolean, clause_2024 text,
  confirmed_2024 boolean);
insert into pg_temp.said values
  (array ['permanent-reduction', 'temporary-reduction', 'reduction-restoration', 'pause', 'pause-restoration'], 'work-cost', 'by-ownership',
    '加封、启封由供电企业办理，不收费；拆装、更换用户自有变压器等设备的费用由申请人承担。',
    'The company seals and unseals without charge; the applicant pays for work on his own transformers.',
    '企业内部要求:加封、启封不收费,用户资产的工程由用户承担(待确认)', false,
    '企业内部要求:加封、启封不收费,用户资产的工程由用户承担(待确认)', false),
  (array ['temporary-exchange', 'exchange-restoration'], 'work-cost', 'applicant',
    '暂换的变压器及换装的费用由申请人承担；检验不收费。',
    'The applicant pays for the transformer that stands in and for putting it up; the inspection is free.',
    '企业内部要求:用户资产的工程由用户承担(待确认)', false, '企业内部要求:用户资产的工程由用户承担(待确认)', false),
  (array ['relocation'], 'work-cost', 'applicant',
    '新址用电引起的工程费用由申请人承担；新址不在原供电点的，按新装办理。',
    'The applicant pays for the works at the new address; where it lies at another point of supply, it is a new connection.',
    '供电营业规则(1996)第二十六条:新址用电引起的工程费用(条文待确认)', false,
    '供电营业规则(2024)迁址条款:新址用电引起的工程费用(条号与条文待确认)', false),
  (array ['meter-move'], 'work-cost', 'applicant',
    '移表所需的费用由申请人承担。', 'The applicant pays for moving the meter.',
    '供电营业规则(1996)移表条款:移表所需的费用由用户承担', true,
    '供电营业规则(2024)移表条款:移表所需的费用(条号与条文待确认)', false),
  (array ['temporary-removal', 'reinstallation'], 'work-cost', 'company',
    '拆下、装回供电企业的电能表不收费；申请人自有线路、设备的费用由申请人承担。',
    'The company takes its meter down and puts it back without charge; the applicant pays for his own lines.',
    '企业内部要求:拆装供电企业的计量装置不收费(待确认)', false, '企业内部要求:拆装供电企业的计量装置不收费(待确认)', false),
  (array ['rename', 'transfer'], 'work-cost', 'company',
    '没有现场工程，办理不收费。', 'There is no work on the site; nothing is charged.',
    '企业内部要求:更名、过户不收费(待确认)', false, '企业内部要求:更名、过户不收费(待确认)', false),
  (array ['split'], 'work-cost', 'applicant',
    '分户引起的工程费用由分户者承担；新装的电能表由供电企业提供。',
    'Who splits the account pays for the works; the company provides the meters.',
    '供电营业规则(1996)第三十条:分户引起的工程费用(条文待确认)', false,
    '供电营业规则(2024)分户条款:分户引起的工程费用(条号与条文待确认)', false),
  (array ['merge'], 'work-cost', 'applicant',
    '并户引起的工程费用由申请人承担；并户后的线路经检验合格后重新装表计费。',
    'The applicant pays for the works; the joined lines are inspected and metered anew.',
    '供电营业规则(1996)第三十一条:并户引起的工程费用由并户者承担', true,
    '供电营业规则(2024)并户条款:并户引起的工程费用(条号与条文待确认)', false),
  (array ['closing'], 'work-cost', 'company',
    '拆表、销户不收费。', 'Taking the meter down and closing the account are free.',
    '企业内部要求:拆表、销户不收费(待确认)', false, '企业内部要求:拆表、销户不收费(待确认)', false),
  (array ['voltage-change'], 'work-cost', 'applicant',
    '原址原容量改压的，工程费用由申请人承担；超过原容量的部分按增容办理。',
    'Within the present capacity the applicant pays for the works; what lies above it is an increase.',
    '供电营业规则(1996)改压条款:原址原容量改压的工程费用由用户承担', true,
    '供电营业规则(2024)改压条款:改压的工程费用(条号与条文待确认)', false),
  (array ['class-change'], 'work-cost', 'company',
    '需要换装供电企业电能表的，不收费；申请人自有线路、设备的改造费用由申请人承担。',
    'Where the company''s meter is exchanged, that is free; the applicant pays for his own lines.',
    '企业内部要求:拆装供电企业的计量装置不收费(待确认)', false, '企业内部要求:拆装供电企业的计量装置不收费(待确认)', false),
  (array ['permanent-reduction'], 'base-charge', 'by-remainder',
    '自加封或拆除之日起，停用的容量不再计收，按剩余容量、实际天数计收基本电费；剩余容量达不到两部制标准的，改按单一制。',
    'From the day of the seal only the capacity that is left is charged, by days; too little of it for two parts is charged in one.',
    '供电营业规则(1996)第二十三条:自设备加封之日起减收基本电费', true,
    '供电营业规则(2024)减容条款:减容后的容(需)量电费(条号与条文待确认)', false),
  (array ['temporary-reduction'], 'base-charge', 'remitted',
    '自加封之日起按实际天数减收停用容量的基本电费，启封之日起恢复计收。',
    'From the day of the seal the stopped capacity is not charged, by days, until the day on which it is unsealed.',
    '供电营业规则(1996)第二十三条:自设备加封之日起减收,启封之日起恢复计收', true,
    '供电营业规则(2024)减容条款:减容期间的容(需)量电费(条号与条文待确认)', false),
  (array ['reduction-restoration'], 'base-charge', 'resumed',
    '自启封之日起，按实际天数恢复计收这部分容量的基本电费。',
    'From the day on which it is unsealed the capacity is charged again, by days.',
    '供电营业规则(1996)第二十三条:启封之日起恢复计收基本电费', true,
    '供电营业规则(2024)减容条款:减容恢复后的容(需)量电费(条号与条文待确认)', false),
  (array ['pause-restoration'], 'base-charge', 'resumed',
    '自启封之日起，按实际天数恢复计收这部分容量的基本电费；实际暂停不足十五天的，照收停用期间的基本电费。',
    'From the day on which it is unsealed the capacity is charged again, by days; a pause of less than 15 days is charged in full.',
    '供电营业规则(1996)第二十四条:启封之日起恢复计收,不足十五天的不扣减', true,
    '供电营业规则(2024)暂停条款:暂停恢复后的容(需)量电费(条号与条文待确认)', false),
  (array ['temporary-exchange'], 'base-charge', 'by-replacement',
    '自换装之日起，按换上的变压器容量计收基本电费。',
    'From the day of the exchange the capacity of the transformer that stands in is charged.',
    '供电营业规则(1996)第二十五条:两部制用户自暂换之日起按替换后的容量计收', true,
    '供电营业规则(2024)暂换条款:暂换后的容(需)量电费(是否仍单列、条号与条文待确认)', false),
  (array ['exchange-restoration'], 'base-charge', 'by-replacement',
    '自换回之日起，按原变压器容量计收基本电费。',
    'From the day on which it is back the capacity of the original transformer is charged.',
    '供电营业规则(1996)第二十五条:自更换之日起按更换后的容量计收(条文待确认)', false,
    '供电营业规则(2024)暂换条款:恢复后的容(需)量电费(是否仍单列、条号与条文待确认)', false),
  (array ['relocation'], 'base-charge', 'ended-and-begun',
    '原址按实际天数计收到终止用电之日；新址自送电之日起计收。',
    'At the old address it is charged by days until supply ends; at the new one from the day of energising.',
    '供电营业规则(1996)基本电费条款:新装、终止当月按实用天数计收(条文待确认)', false,
    '供电营业规则(2024)容(需)量电费条款:新装、终止当月按实用天数计收(条号与条文待确认)', false),
  (array ['meter-move', 'rename', 'transfer'], 'base-charge', 'unchanged',
    '用电容量不变，基本电费不变。', 'The capacity stays, and so does the base charge.',
    '供电营业规则(1996)变更用电:用电容量不变的业务,基本电费不变(条文待确认)', false,
    '供电营业规则(2024)变更用电:用电容量不变的业务,容(需)量电费不变(条号与条文待确认)', false),
  (array ['temporary-removal'], 'base-charge', 'ended',
    '自拆表之日起至复装送电之日止，不计收基本电费。',
    'Nothing is charged from the day on which the meter is taken down until it is put back.',
    '供电营业规则(1996)第二十八条:暂拆期间(条文待确认)', false,
    '供电营业规则(2024)暂拆条款:暂拆期间的容(需)量电费(条号与条文待确认)', false),
  (array ['reinstallation'], 'base-charge', 'resumed',
    '自复装送电之日起恢复计收基本电费。', 'It is charged again from the day on which the meter is put back.',
    '供电营业规则(1996)第二十八条:复装(条文待确认)', false,
    '供电营业规则(2024)暂拆条款:复装后的容(需)量电费(条号与条文待确认)', false),
  (array ['split'], 'base-charge', 'by-part',
    '分户后各户按各自的用电性质和容量计费；按两部制计费的户不办理分户。',
    'Each part is charged by its own class and capacity; an account that is charged in two parts is not split.',
    '供电营业规则(1996)第三十条:分户后分别计费(条文待确认)', false,
    '供电营业规则(2024)分户条款:分户后分别计费(条号与条文待确认)', false),
  (array ['merge'], 'base-charge', 'joined',
    '被并户按实际天数计收到并户之日，并户后按一户计费。',
    'The accounts that end are charged by days until then; afterwards there is one account.',
    '供电营业规则(1996)第三十一条:并户后重新装表计费', true,
    '供电营业规则(2024)并户条款:并户后按一户计费(条号与条文待确认)', false),
  (array ['closing'], 'base-charge', 'ended',
    '按实际天数计收到最后用电日，此后不再计收。', 'It is charged by days until the last day of use, and no more.',
    '供电营业规则(1996)基本电费条款:终止用电当月按实用天数计收,不足24小时按一天计', true,
    '供电营业规则(2024)容(需)量电费条款:按当月日历天数折算每日电费', true),
  (array ['voltage-change'], 'base-charge', 'by-new-terms',
    '自改压送电之日起，按新电压等级的电价计收。', 'From the day of the change the price of the new voltage counts.',
    '供电营业规则(1996)改压条款:按改压后的电压等级计价(条文待确认)', false,
    '供电营业规则(2024)改压条款:按改压后的电压等级计价(条号与条文待确认)', false),
  (array ['class-change'], 'base-charge', 'by-new-terms',
    '自改类之日起，按新的用电类别计收；新类别不执行两部制的，不再计收基本电费。',
    'From the day of the change the new class counts; a class of one part has no base charge.',
    '供电营业规则(1996)改类条款:自改类之日起按新类别计价(条文待确认)', false,
    '供电营业规则(2024)改类条款:自改类之日起按新类别计价(条号与条文待确认)', false);
insert into statutory_statement (kind, about, code, text_zh, text_en, clause, confirmed, valid_from, valid_to)
select kind, about, code, zh, en, clause, confirmed, valid_from::date, valid_to::date
from pg_temp.said
cross join lateral unnest(kinds) as kind
cross join lateral (values
  (clause_1996, confirmed_1996, '1996-10-08', '2024-06-01'),
  (clause_2024, confirmed_2024, '2024-06-01', null)
) as edition (clause, confirmed, valid_from, valid_to);
drop table pg_temp.said;
insert into statutory_statement (kind, about, code, text_zh, text_en, clause, confirmed, valid_from, valid_to) values
  ('pause', 'base-charge', 'remitted',
    '自加封之日起按实际天数减收停用容量的基本电费，启封之日起恢复计收；实际暂停不足十五天的照收；新装、增容未满二年的，停用期间按50%计收。',
    'From the day of the seal the stopped capacity is not charged, by days; a pause of less than 15 days is, and capacity of less than two years is half charged.',
    '供电营业规则(1996)第二十四条:自设备加封之日起减收,不足十五天的不扣减', true, '1996-10-08', '2016-07-01'),
  ('pause', 'base-charge', 'remitted',
    '自加封之日起按实际天数减收停用容量的基本电费，启封之日起恢复计收；实际暂停不足十五天的照收。',
    'From the day of the seal the stopped capacity is not charged, by days; a pause of less than 15 days is charged in full.',
    '供电营业规则(1996)第二十四条,经发改办价格〔2016〕1583号修改:自设备加封之日起减收,不足十五天的不扣减', true, '2016-07-01', '2024-06-01'),
  ('pause', 'base-charge', 'remitted',
    '自加封之日起按实际天数减收停用容量的基本电费，启封之日起恢复计收；实际暂停不足十五天的照收。',
    'From the day of the seal the stopped capacity is not charged, by days; a pause of less than 15 days is charged in full.',
    '供电营业规则(2024)暂停条款:暂停期间的容(需)量电费(条号与条文待确认)', false, '2024-06-01', null);

-- Files by which somebody did a step or took it elsewhere; they are of the same application.
alter table application_event add unique (id, application_id);
alter table attachment add unique (id, application_id);
create table application_event_attachment (
  event_id bigint not null,
  attachment_id bigint not null,
  application_id bigint not null,
  primary key (event_id, attachment_id),
  foreign key (event_id, application_id) references application_event (id, application_id),
  foreign key (attachment_id, application_id) references attachment (id, application_id)
);
create index application_event_attachment_application on application_event_attachment (application_id);
create trigger application_event_attachment_kept before update or delete on application_event_attachment
  for each row execute function refuse_change();
