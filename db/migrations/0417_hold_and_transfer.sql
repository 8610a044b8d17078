-- What an agent does with a line: holds it, ends it, gives it to a colleague with a note. A call that was transferred stays one contact.
alter table contact
  -- The line is held since.
  add column held_at timestamptz,
  -- Of a call that was transferred: in which queue it asked for a person, where it counts; and who gave it away the latest.
  add column asked_skill text,
  add column transferred_by bigint references app_user (id);

create table contact_transfer (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact (id),
  at timestamptz not null,
  from_agent_id bigint not null references app_user (id),
  -- To a queue, or to this colleague who was ready.
  skill text not null,
  to_agent_id bigint references app_user (id),
  note text not null
);
create index contact_transfer_of on contact_transfer (contact_id, id);

alter table contact_event drop constraint contact_event_kind_check;
alter table contact_event add constraint contact_event_kind_check check (kind in ('arrived', 'menu', 'queued', 'offered', 'unanswered',
  'answered', 'returned', 'line-ended', 'abandoned', 'closed', 'call-back-asked', 'called-back', 'reached', 'not-reached', 'announced',
  'held', 'resumed', 'hung-up', 'transferred'));
-- How many each agent has answered counts from the record: a call that he transferred is another's by then.
create index contact_event_answered on contact_event (agent_id, at) where kind = 'answered';

alter table priority_rule drop constraint priority_rule_rule_check;
alter table priority_rule add constraint priority_rule_rule_check check (rule in ('life-support', 'important-user', 'open-order',
  'called-before', 'district-outage', 'other-hotline', 'transferred'));
insert into priority_rule (rule, figure, basis, confirmed, valid_from) values
  ('transferred', 86400, '本系统规定:转接的来电排在所转队列最前', false, '2015-01-01');
