-- Calls that an agent makes to a customer, with a code by which the customer knows that it is the company who rings.
alter table contact
  add column direction text not null default 'in' check (direction in ('in', 'out')),
  -- Shown in the customer's own log-in while the call is on.
  add column proof_code text,
  add check (direction = 'out' or proof_code is null);
create index contact_ringing_out on contact (account_id) where direction = 'out' and state = 'active' and line_ended_at is null;

alter table contact_event drop constraint contact_event_kind_check;
alter table contact_event add constraint contact_event_kind_check check (kind in ('arrived', 'menu', 'queued', 'offered', 'unanswered',
  'answered', 'returned', 'line-ended', 'abandoned', 'closed', 'call-back-asked', 'called-back', 'reached', 'not-reached', 'announced',
  'held', 'resumed', 'hung-up', 'transferred', 'dialled'));

create table call_rule (
  rule text not null,
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into call_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  -- Minutes of the civil day.
  ('call-from', 480, '本系统规定:外呼时段开始;紧急情况写明原因可不受限'),
  ('call-until', 1260, '本系统规定:外呼时段结束;紧急情况写明原因可不受限'),
  ('ring-seconds', 40, '本系统规定:外呼振铃时长'),
  ('proof-digits', 4, '本系统规定:外呼校验码位数'),
  ('proof-lead-seconds', 8, '本系统规定:校验码先于振铃显示的时间')
) as t (rule, figure, basis);
