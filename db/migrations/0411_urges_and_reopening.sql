-- A customer who asks again is an urge of the order that he has, told with the contact in which he asked; what was closed may be
-- taken up again.
alter table work_order_entry add column contact_id bigint references contact (id);
create index work_order_entry_contact on work_order_entry (contact_id) where contact_id is not null;

alter table desk_rule drop constraint desk_rule_rule_check;
alter table desk_rule add check (rule in ('due-soon-percent', 'most-returns', 'most-refusals', 'call-back-tries',
  'call-back-gap-minutes', 'escalate-minutes', 'reopen-days'));
insert into desk_rule (rule, figure, basis, confirmed, valid_from) values
  ('reopen-days', 30, '本系统规定:办结后三十日内客户有异议的,原工单重新办理', false, '2000-01-01');
