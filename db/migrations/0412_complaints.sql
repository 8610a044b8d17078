-- Whom a complaint or a report is about: neither that person nor that unit gets to read it. Whether somebody complains again. And
-- orders of one matter that are done as one.
alter table work_order add column complained_unit_id bigint references organisation (id);
alter table work_order add column complained_username text;
alter table work_order add check (complained_unit_id is null and complained_username is null or kind in ('complaint', 'report'));
-- The closed complaint of the same matter before it, and how many there were.
alter table work_order add column repeat_of bigint references work_order (id) on delete set null;
alter table work_order add column repeats int not null default 0 check (repeats >= 0);
-- Brought on by another hotline, after the company had been told.
alter table work_order add column is_escalated boolean not null default false;
create index work_order_repeat on work_order (repeat_of) where repeat_of is not null;

alter table desk_rule drop constraint desk_rule_rule_check;
alter table desk_rule add check (rule in ('due-soon-percent', 'most-returns', 'most-refusals', 'call-back-tries',
  'call-back-gap-minutes', 'escalate-minutes', 'reopen-days', 'repeat-days', 'complaints-to-province'));
insert into desk_rule (rule, figure, basis, confirmed, valid_from) values
  ('repeat-days', 60, '重复投诉:同一客户同一事项在办结后再次投诉(95598 业务管理办法转述);期限为本系统规定', false, '2000-01-01'),
  ('complaints-to-province', 3, '同一事项投诉三次及以上由省公司督办(95598 业务管理办法转述,原文未见)', false, '2000-01-01');

-- Done with another order, and what it was until then: so that it can be taken out again.
alter table work_order add column merged_into bigint references work_order (id) on delete set null;
alter table work_order add column merged_from text check (merged_from in ('open', 'dispatched', 'accepted'));
alter table work_order add check (merged_into <> id);
create index work_order_merged on work_order (merged_into) where merged_into is not null;
alter table work_order drop constraint work_order_status_check;
alter table work_order add constraint work_order_status_check check
  (status in ('open', 'dispatched', 'accepted', 'reviewing', 'finished', 'closed', 'cancelled', 'merged'));
alter table work_order add check ((status = 'merged') = (merged_from is not null));
drop index work_order_unfinished;
create index work_order_unfinished on work_order (opened_at) where status not in ('closed', 'cancelled', 'merged');
drop index work_order_ended;
create index work_order_ended on work_order (finished_at) where status in ('closed', 'cancelled', 'merged');
