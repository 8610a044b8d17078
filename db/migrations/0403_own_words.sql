-- What somebody said himself is found by the phone that he said it from, and the work that came of it by the contact; a report is for colleagues.
create index contact_phone on contact (phone_hash) where phone_hash is not null;
create index work_order_contact on work_order (contact_id) where contact_id is not null;
-- Whoever holds the account is not told that somebody reported him.
update timeline_entry e set internal = true from work_order w
where e.kind = 'work-order' and not e.internal and w.kind = 'report' and w.id = (e.detail ->> 'workOrderId')::bigint;
-- What is over is found by when it ended.
create index contact_ended on contact (closed_at) where state in ('closed', 'abandoned');
create index work_order_ended on work_order (finished_at) where status in ('closed', 'cancelled');
