-- Who waits is told where he stands and how long it may take, and may choose to be called back.
alter table contact add column announced_at timestamptz;
alter table contact_event drop constraint contact_event_kind_check;
alter table contact_event add constraint contact_event_kind_check check (kind in ('arrived', 'menu', 'queued', 'offered', 'unanswered',
  'answered', 'returned', 'line-ended', 'abandoned', 'closed', 'call-back-asked', 'called-back', 'reached', 'not-reached', 'announced'));

alter table queue_rule drop constraint queue_rule_rule_check;
alter table queue_rule add constraint queue_rule_rule_check check (rule in ('offer-seconds', 'wrap-up-seconds', 'written-at-once',
  'keep-place-minutes', 'repeat-hours', 'presence-seconds', 'lost-line-minutes', 'answer-seconds',
  'call-back-tries', 'call-back-gap-minutes', 'call-back-ring-seconds', 'announce-first-seconds', 'announce-seconds',
  'call-back-offer-seconds'));
insert into queue_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('announce-first-seconds', 10, '本系统规定:排队多久后首次播报排位与预计等待'),
  ('announce-seconds', 60, '本系统规定:排队播报间隔'),
  ('call-back-offer-seconds', 120, '本系统规定:预计等待多久以上提供回电')
) as t (rule, figure, basis);
