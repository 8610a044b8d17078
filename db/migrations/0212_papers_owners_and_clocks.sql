-- Of a number among the papers only its last places are kept: who somebody is stands with the applicant, enciphered.
create function pg_temp.masked(papers jsonb) returns jsonb language sql as $$
  select coalesce(jsonb_agg(case
    when p ? 'number' and p ->> 'kind' = 'identity'
      then p || jsonb_build_object('number', regexp_replace(p ->> 'number', '.(?=.{4})', '*', 'g'))
    when (p ->> 'number') ~ '(^|\D)\d{17}[\dXx](\D|$)'
      then p || jsonb_build_object('number', regexp_replace(p ->> 'number', '\d{14}(?=\d{3}[\dXx](\D|$))', '**************', 'g'))
    else p end order by n), '[]')
  from jsonb_array_elements(papers) with ordinality as e(p, n)
$$;
update application set papers = pg_temp.masked(papers) where papers @> '[{"kind": "identity"}]';
drop trigger application_step_kept on application_step;
update application_step set data = jsonb_set(data, '{papers}', pg_temp.masked(data -> 'papers'))
where step = 'accept' and jsonb_typeof(data -> 'papers') = 'array';
create trigger application_step_kept before update or delete on application_step
  for each row execute function refuse_change();

-- A paper counts by its file, or by the clerk who had it in hand; of applications on their way, who accepted them.
update application p set papers = (
  select coalesce(jsonb_agg(e || jsonb_build_object('seenBy', coalesce(s.actor, p.submitted_by)) order by n), '[]')
  from jsonb_array_elements(p.papers) with ordinality as x(e, n))
from application q left join lateral (
  select actor from application_step where application_id = q.id and step = 'accept' and state = 'done'
  order by id desc limit 1) s on true
where q.id = p.id and (s.actor is not null or p.customer_id is null);

-- How long a paper may be waited for (容缺受理), in days from the acceptance; 0: never.
create table deferral_limit (
  -- Null: every other.
  paper text,
  days int not null check (days >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (coalesce(paper, '') with =, daterange(valid_from, valid_to) with &&)
);
insert into deferral_limit (paper, days, basis, confirmed, valid_from) values
  (null, 30, '企业内部要求:容缺资料30日内补齐(待确认)', false, '2000-01-01'),
  ('identity', 0, '企业内部要求:“一证受理”须有申请人身份证明,不得容缺(待确认)', false, '2000-01-01');

-- Who applies for a change of his account, also at the counter; who takes an account over is told by his identity.
alter table application add column applicant_id bigint references customer (id);
create index application_applicant on application (applicant_id);
update application p set applicant_id = t.customer_id
from account_term t
where p.identity_id is null and p.kind not in ('cut-over', 'section-change') and t.account_id = p.account_ids[1]
  and t.known_to is null and t.valid_from <= (p.submitted_at at time zone 'Asia/Shanghai')::date
  and (t.valid_to is null or (p.submitted_at at time zone 'Asia/Shanghai')::date < t.valid_to);

-- A limit may hang on how the account is supplied already: an increase of a household is not one of a factory.
alter table application_limit
  -- Null: every supply that has no limit of its own.
  add column supply text check (supply in ('low-residential', 'low-other', 'high')),
  drop constraint application_limit_kind_clock_daterange_excl,
  add exclude using gist (kind with =, clock with =, coalesce(supply, '') with =, daterange(valid_from, valid_to) with &&);
insert into application_limit (kind, clock, supply, working_days, legal_basis, confirmed, valid_from) values
  ('capacity-increase', 'plan-answer', 'low-residential', 3, '供电监管办法:供电方案答复,居民用户3个工作日', true, '2010-01-01'),
  ('capacity-increase', 'plan-answer', 'low-other', 8, '供电监管办法:供电方案答复,其他低压用户8个工作日', true, '2010-01-01'),
  ('capacity-increase', 'design-review', 'low-residential', 8, '供电监管办法:受电工程设计审核,低压8个工作日', true, '2010-01-01'),
  ('capacity-increase', 'design-review', 'low-other', 8, '供电监管办法:受电工程设计审核,低压8个工作日', true, '2010-01-01'),
  ('capacity-increase', 'mid-inspection', 'low-residential', 3, '供电监管办法:中间检查,低压3个工作日', true, '2010-01-01'),
  ('capacity-increase', 'mid-inspection', 'low-other', 3, '供电监管办法:中间检查,低压3个工作日', true, '2010-01-01'),
  ('capacity-increase', 'final-inspection', 'low-residential', 5, '供电监管办法:竣工检验,低压5个工作日', true, '2010-01-01'),
  ('capacity-increase', 'final-inspection', 'low-other', 5, '供电监管办法:竣工检验,低压5个工作日', true, '2010-01-01'),
  ('capacity-increase', 'connection', 'low-residential', 3, '供电监管办法:装表接电,居民用户3个工作日', true, '2010-01-01'),
  ('capacity-increase', 'connection', 'low-other', 5, '供电监管办法:装表接电,其他低压用户5个工作日', true, '2010-01-01'),
  ('capacity-increase', 'whole-process', 'low-residential', 5, '国家电网公司供电服务“十项承诺”(2022年版)第6条:低压居民全过程办电5个工作日(增容是否适用待确认)', false, '2022-01-01'),
  ('capacity-increase', 'whole-process', 'low-other', 6, '国家电网公司供电服务“十项承诺”(2022年版)第6条:低压非居民全过程办电6个工作日(增容是否适用待确认)', false, '2022-01-01'),
  ('capacity-increase', 'whole-process', null, 22, '国家电网公司供电服务“十项承诺”(2022年版)第6条:高压单电源22个工作日(增容是否适用待确认)', false, '2022-01-01'),
  ('voltage-change', 'whole-process', null, 22, '国家电网公司供电服务“十项承诺”(2022年版)第6条:高压单电源22个工作日(改压是否适用待确认)', false, '2022-01-01'),
  ('distributed-pv', 'whole-process', null, 40, '企业内部要求:接入方案、设计审查、并网各时限之和40个工作日(待确认)', false, '2013-11-01');
