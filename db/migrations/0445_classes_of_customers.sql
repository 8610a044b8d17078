-- A limit may be one of important users alone.
alter table deadline_rule add column customer_class text check (customer_class = 'important');
alter table deadline_rule drop constraint deadline_rule_once;
alter table deadline_rule add constraint deadline_rule_once exclude using gist
  (kind with =, coalesce(subkind, '') with =, clock with =, coalesce(area, '') with =, coalesce(customer_class, '') with =,
   daterange(valid_from, valid_to) with &&);
insert into deadline_rule (kind, clock, area, customer_class, starts, amount, unit, legal_basis, confirmed, valid_from) values
  ('fault-repair', 'arrive', 'city', 'important', 'opened', 30, 'minutes',
   '地方服务惯例:重要用户 30 分钟到达现场(二手转述,待确认)', false, '2022-01-01');
