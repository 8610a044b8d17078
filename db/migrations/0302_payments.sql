-- A payment is recorded once, whatever the line does: its key is unique, and the same key never pays another sum.
create table payment (
  id bigint generated always as identity primary key,
  receipt_no text not null unique,
  account_id bigint not null references account (id),
  amount_yuan numeric(14, 2) not null check (amount_yuan > 0),
  -- Everything paid to the account up to and including this payment.
  paid_through_yuan numeric(14, 2) not null,
  channel text not null check (channel in ('counter-cash', 'counter-card', 'online', 'bank')),
  note text,
  paid_at timestamptz not null,
  recorded_by text not null,
  idempotency_key text not null unique
);
create sequence payment_receipt;
create index payment_account on payment (account_id, id);
create trigger payment_kept before update or delete on payment for each row execute function refuse_change();
