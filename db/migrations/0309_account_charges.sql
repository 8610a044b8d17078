-- What is charged or paid back beside the bills (追补、违约、退补、赔付、违约金) stands in the account's ledger as documents of its own.

-- Money back covers the oldest debt like a payment: what stands below zero is counted apart from what is charged.
alter table account_ledger add column credited_yuan numeric(14, 2) not null default 0 check (credited_yuan >= 0);

create table account_charge (
  id bigint generated always as identity primary key,
  charge_no text not null unique,
  account_id bigint not null references account (id),
  kind text not null check (kind in ('late-fee', 'theft-back-charge', 'breach-charge', 'metering-correction',
    'unmetered-supply', 'outage-compensation', 'appliance-compensation')),
  document text not null default 'charge' check (document in ('charge', 'reversal')),
  -- What the calculation was given, and what it answered beside its lines.
  input jsonb not null,
  result jsonb not null,
  -- Below zero: money back to the customer.
  total_yuan numeric(14, 2) not null check (total_yuan <> 0),
  reason text not null,
  -- 现场检查单、工单号.
  evidence text,
  about_from date not null,
  about_to date not null check (about_to > about_from),
  due_on date not null,
  state text not null default 'draft' check (state in ('draft', 'issued', 'discarded')),
  -- Issued and not reversed; a reversal never stands.
  standing boolean not null default false,
  -- Everything charged to the account up to and including this charge: covered once payments and money back reach it.
  charged_through_yuan numeric(14, 2),
  drafted_by text not null,
  drafted_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  note text,
  reverses_id bigint references account_charge (id),
  -- The payment that brought a late fee about.
  payment_id bigint references payment (id),
  idempotency_key text not null unique,
  check ((state = 'draft') = (decided_at is null)),
  check ((decided_at is null) = (decided_by is null)),
  check (not standing or (state = 'issued' and document = 'charge')),
  check ((document = 'reversal') = (reverses_id is not null)),
  check (standing = (charged_through_yuan is not null)),
  check (payment_id is null or kind = 'late-fee')
);
create sequence account_charge_no;
create index account_charge_account on account_charge (account_id, id);
create index account_charge_open on account_charge (id) where state = 'draft';
create unique index account_charge_reversal on account_charge (reverses_id) where reverses_id is not null;
create unique index account_charge_payment on account_charge (payment_id) where payment_id is not null;

create function refuse_charge_change() returns trigger language plpgsql as $$
declare
  movable constant text[] := case old.state
    when 'draft' then array['state', 'standing', 'charged_through_yuan', 'decided_by', 'decided_at', 'note', 'due_on']
    else array['standing', 'charged_through_yuan'] end;
begin
  if tg_op = 'DELETE' or old.state = 'discarded' or old.document = 'reversal'
     or (old.state = 'issued' and new.standing and not old.standing)
     or to_jsonb(new) - movable is distinct from to_jsonb(old) - movable then
    raise exception 'what a charge says is kept as it was' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger account_charge_kept before update or delete on account_charge for each row execute function refuse_charge_change();

create table account_charge_line (
  charge_id bigint not null references account_charge (id),
  position int not null,
  item text not null,
  quantity numeric(24, 6) not null,
  unit text not null,
  price text,
  unrounded_yuan numeric(30, 10) not null,
  amount_yuan numeric(14, 2) not null,
  formula text not null,
  clause text not null,
  primary key (charge_id, position)
);
create trigger account_charge_line_kept before update or delete on account_charge_line for each row execute function refuse_change();

-- What of which debt a payment covered late: the base of a late fee, which never holds late fees.
create table late_fee_base (
  charge_id bigint not null references account_charge (id),
  position int not null,
  bill_id bigint references bill (id),
  debt_charge_id bigint references account_charge (id),
  amount_yuan numeric(14, 2) not null check (amount_yuan > 0),
  due_on date not null,
  paid_on date not null check (paid_on > due_on),
  primary key (charge_id, position),
  check (num_nonnulls(bill_id, debt_charge_id) = 1)
);
create trigger late_fee_base_kept before update or delete on late_fee_base for each row execute function refuse_change();

-- Who is charged for late payment by himself, at which rates (电费违约金).
create table late_fee_rule (
  account_class text not null check (account_class in ('residential', 'agricultural', 'commercial')),
  automatic boolean not null,
  current_year_rate numeric(8, 6) not null check (current_year_rate >= 0),
  cross_year_rate numeric(8, 6) not null check (cross_year_rate >= 0),
  cross_year_reading text not null check (cross_year_reading in ('split', 'whole')),
  minimum_yuan numeric(8, 2) not null check (minimum_yuan >= 0),
  rule_edition text not null check (rule_edition in ('1996', '2016', '2024')),
  legal_basis text not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (account_class with =, daterange(valid_from, valid_to) with &&)
);
insert into late_fee_rule (account_class, automatic, current_year_rate, cross_year_rate, cross_year_reading, minimum_yuan,
  rule_edition, legal_basis, valid_from, valid_to)
select class, true, case class when 'residential' then 0.001 else 0.002 end,
  case class when 'residential' then 0.001 else 0.003 end, 'split', 1.00, edition, basis, since, until
from unnest(array ['residential', 'agricultural', 'commercial']) as class
cross join (values
  ('1996', '供电营业规则(电力工业部令第8号) 第九十八条', date '1996-10-08', date '2024-06-01'),
  ('2024', '供电营业规则(国家发展改革委令第14号) 电费违约金条款(最低额是否沿用待核)', date '2024-06-01', null)) as e(edition, basis, since, until);

-- Bills below zero have always been money back: they are counted so from now on.
with standing as (
  select id, account_id, sum(greatest(total_yuan, 0)) over (partition by account_id order by period_to, id) as charged
  from bill where standing and state = 'issued'
    and account_id in (select account_id from bill where standing and state = 'issued' and total_yuan < 0))
update bill b set charged_through_yuan = s.charged from standing s where b.id = s.id;
update account_ledger l set credited_yuan = c.credited
from (select account_id, -sum(total_yuan) as credited from bill
  where standing and state = 'issued' and total_yuan < 0 group by account_id) c
where c.account_id = l.account_id;
