-- What a leaving lead hands over and the next one takes, item by item: an open item travels from shift to shift until it is done.
create table shift_rule (
  rule text not null check (rule in ('early-from', 'early-minutes', 'middle-from', 'middle-minutes', 'night-from', 'night-minutes',
    'day-from', 'day-minutes', 'take-minutes', 'due-hours')),
  figure int not null check (figure >= 0),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into shift_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('early-from', 480, '本系统规定:早班 8:00 起'), ('early-minutes', 480, '本系统规定:早班 8 小时'),
  ('middle-from', 960, '本系统规定:中班 16:00 起'), ('middle-minutes', 480, '本系统规定:中班 8 小时'),
  ('night-from', 0, '本系统规定:夜班 0:00 起'), ('night-minutes', 480, '本系统规定:夜班 8 小时'),
  ('day-from', 540, '本系统规定:行政班 9:00 起'), ('day-minutes', 480, '本系统规定:行政班 8 小时'),
  ('take-minutes', 30, '本系统规定:班次开始后多久仍未接班即提示'),
  ('due-hours', 2, '本系统规定:多少小时内到期的工单列入交班')
) as t (rule, figure, basis);

create table hand_over (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation (id),
  -- The shift that ends, by the civil day on which it began.
  shift_on date not null,
  shift text not null check (shift in ('early', 'middle', 'night')),
  state text not null check (state in ('draft', 'signed', 'taken')),
  drawn_by text not null,
  drawn_at timestamptz not null,
  signed_by text,
  signed_at timestamptz,
  -- The first who decides an item: nobody else takes the shift then.
  taken_by text check (taken_by <> signed_by),
  taken_at timestamptz,
  version int not null default 1,
  unique (organisation_id, shift_on, shift),
  check ((signed_by is null) = (signed_at is null) and (signed_by is null) = (state = 'draft')),
  check ((taken_at is null) = (state <> 'taken') and (taken_at is null or taken_by is not null))
);

create table hand_over_item (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation (id),
  kind text not null check (kind in ('order', 'call-back', 'unwritten', 'storm', 'absent', 'note', 'free')),
  -- The thing that it is about, where the system found it: it is one item as long as it is open.
  subject text,
  -- What it is called: a number, an area, a colleague; never a customer.
  label text not null default '',
  -- What a person wrote.
  note text,
  is_urgent boolean not null default false,
  until timestamptz,
  account_id bigint references account (id),
  -- An order may be erased before what was said of it: its number stays in subject and label.
  work_order_id bigint references work_order (id) on delete set null,
  -- Who took it last.
  held_by text,
  opened_by text not null,
  opened_at timestamptz not null,
  done_by text,
  done_at timestamptz,
  check ((done_by is null) = (done_at is null)),
  check ((kind in ('note', 'free')) = (note is not null)),
  check ((kind in ('note', 'free')) = (subject is null))
);
create unique index hand_over_item_open on hand_over_item (organisation_id, kind, subject) where done_at is null and subject is not null;
create index hand_over_item_of_order on hand_over_item (work_order_id) where work_order_id is not null;
create index hand_over_item_to_do on hand_over_item (organisation_id) where done_at is null;

create table hand_over_line (
  hand_over_id bigint not null references hand_over (id),
  item_id bigint not null references hand_over_item (id),
  -- Refused, it goes back to who signed, who (or somebody above) upholds it or takes it back.
  state text not null check (state in ('offered', 'accepted', 'refused', 'upheld', 'withdrawn')),
  decided_by text,
  decided_at timestamptz,
  decided_reason text,
  primary key (hand_over_id, item_id),
  check ((state = 'offered') = (decided_at is null) and (decided_at is null) = (decided_by is null))
);
create index hand_over_line_of_item on hand_over_line (item_id);
create index hand_over_line_refused on hand_over_line (hand_over_id) where state = 'refused';

create table hand_over_event (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation (id),
  hand_over_id bigint references hand_over (id),
  item_id bigint references hand_over_item (id),
  at timestamptz not null,
  actor text not null,
  act text not null check (act in ('drawn', 'gathered', 'added', 'signed', 'accepted', 'refused', 'upheld', 'withdrawn', 'taken', 'done')),
  note text
);
create index hand_over_event_of on hand_over_event (hand_over_id);
create index hand_over_event_of_item on hand_over_event (item_id);
create trigger hand_over_event_append_only before update or delete on hand_over_event
  for each row execute function refuse_change();

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''hand-overs''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('hand-overs', 36, 'months', '接班', false, '与工单同期限;期限为本系统规定', false, '2021-11-01');
