-- A limit may be one of important users alone, and nobody is called back at night.
alter table deadline_rule add column customer_class text check (customer_class = 'important');
alter table deadline_rule drop constraint deadline_rule_once;
alter table deadline_rule add constraint deadline_rule_once exclude using gist
  (kind with =, coalesce(subkind, '') with =, clock with =, coalesce(area, '') with =, coalesce(customer_class, '') with =,
   daterange(valid_from, valid_to) with &&);
insert into deadline_rule (kind, clock, area, customer_class, starts, amount, unit, legal_basis, confirmed, valid_from) values
  ('fault-repair', 'arrive', 'city', 'important', 'opened', 30, 'minutes',
   '地方服务惯例:重要用户 30 分钟到达现场(二手转述,待确认)', false, '2022-01-01');

alter table desk_rule drop constraint desk_rule_rule_check;
alter table desk_rule add check (rule in ('due-soon-percent', 'most-returns', 'most-refusals', 'call-back-tries',
  'call-back-gap-minutes', 'escalate-minutes', 'reopen-days', 'repeat-days', 'complaints-to-province', 'call-back-from',
  'call-back-to'));
insert into desk_rule (rule, figure, basis, confirmed, valid_from) values
  ('call-back-from', 480, '95598 回访惯例:夜间不回访(未见公开条文);时刻为本系统规定', false, '2000-01-01'),
  ('call-back-to', 1260, '95598 回访惯例:夜间不回访(未见公开条文);时刻为本系统规定', false, '2000-01-01');
