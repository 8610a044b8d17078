-- What accounts owed and had in credit in the system before this one (期初欠费, 期初预存), by the document that said so there.

alter table bringing drop constraint bringing_kind_check;
alter table bringing add constraint bringing_kind_check check (kind in ('organisations', 'substations', 'feeders', 'districts',
  'terminals', 'sections', 'customers', 'meters', 'readings', 'balances'));

alter table account_charge drop constraint account_charge_kind_check;
alter table account_charge add constraint account_charge_kind_check check (kind in ('late-fee', 'theft-back-charge',
  'breach-charge', 'metering-correction', 'unmetered-supply', 'outage-compensation', 'appliance-compensation',
  'opening-debt'));

alter table payment drop constraint payment_channel_check;
alter table payment add constraint payment_channel_check check (channel in ('counter-cash', 'counter-card', 'online', 'bank',
  'opening'));

create table opening_balance (
  -- 原单据号.
  document_no text primary key check (length(document_no) between 1 and 60),
  account_id bigint not null references account (id),
  charge_id bigint unique references account_charge (id),
  payment_id bigint unique references payment (id),
  -- 电费年月 of a debt.
  bill_month text check (bill_month ~ '^\d{4}-(0[1-9]|1[0-2])$'),
  note text,
  case_ref text not null,
  brought_by text not null,
  brought_at timestamptz not null,
  check (num_nonnulls(charge_id, payment_id) = 1),
  check ((bill_month is null) = (charge_id is null))
);
create index opening_balance_account on opening_balance (account_id);
create trigger opening_balance_kept before update or delete on opening_balance for each row execute function refuse_change();
