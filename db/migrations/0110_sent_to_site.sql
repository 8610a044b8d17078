-- What a rule found and a person sent to site has its repair order; a register that a review sends back is called by itself.

alter table vee_finding add column repair_order_id bigint references repair_order (id);
create index vee_finding_repair on vee_finding (repair_order_id) where repair_order_id is not null;

alter table repair_step drop constraint repair_step_kind_check,
  add constraint repair_step_kind_check check (kind in
    ('opened', 'assigned', 'noted', 'cause-changed', 'close-refused', 'closed', 'reopened', 'finding-added'));

-- Calls made by themselves: when the next one is due, how many there were, and when they were given up.
alter table special_reading
  add column attempts int not null default 0,
  add column next_call_at timestamptz,
  add column given_up_at timestamptz;
create index special_reading_calls on special_reading (next_call_at) where status = 'open' and next_call_at is not null;
