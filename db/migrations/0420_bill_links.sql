-- A bill that an agent sent to the customer's phone as he talked to him: once for a contact and a bill.
create table bill_link (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact (id),
  bill_id bigint not null references bill (id),
  message_id bigint references message (id) on delete set null,
  phone_tail text not null,
  sent_by text not null,
  sent_at timestamptz not null,
  unique (contact_id, bill_id)
);
create index bill_link_message on bill_link (message_id) where message_id is not null;
