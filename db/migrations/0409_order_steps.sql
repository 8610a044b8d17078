-- A work order goes its way by steps: dispatched, accepted or refused, done, audited, called back and closed, or returned.
alter table work_order drop constraint work_order_status_check;
alter table work_order add check
  (status in ('open', 'dispatched', 'accepted', 'reviewing', 'finished', 'closed', 'cancelled'));
-- When power is to be back, as told to the customer.
alter table work_order add column estimated_at timestamptz;
drop index work_order_unfinished;
create index work_order_unfinished on work_order (opened_at) where status not in ('closed', 'cancelled');

-- What came of a call-back.
alter table work_order_entry add column outcome text check (outcome in ('satisfied', 'dissatisfied', 'unreached'));
create index work_order_entry_of on work_order_entry (work_order_id, id);

alter table desk_rule drop constraint desk_rule_rule_check;
alter table desk_rule drop constraint desk_rule_figure_check;
alter table desk_rule add check
  (rule in ('due-soon-percent', 'most-returns', 'most-refusals', 'call-back-tries', 'call-back-gap-minutes'));
alter table desk_rule add check (figure between 0 and 100000);
insert into desk_rule (rule, figure, basis, confirmed, valid_from) values
  ('most-returns', 2, '本系统规定:回单最多退回两次,再有异议升级督办', false, '2000-01-01'),
  ('most-refusals', 2, '本系统规定:一张工单最多拒接两次,其后由派单人协调', false, '2000-01-01'),
  ('call-back-tries', 3, '95598 回访惯例:至少三次未联系上方可办结(未见公开条文,待确认)', false, '2000-01-01'),
  ('call-back-gap-minutes', 120, '95598 回访惯例:两次之间不少于两小时(未见公开条文,待确认)', false, '2000-01-01');
