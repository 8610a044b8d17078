-- What another hotline handed in (热线转办): its contact keeps that hotline's number and clock beside the company's own.
create table hand_in (
  contact_id bigint primary key references contact (id) on delete cascade,
  hotline text not null check (hotline in ('12345', '12398', 'other')),
  -- Of one that is not listed: how it is called.
  hotline_name text check (length(hotline_name) between 2 and 40),
  their_no text not null check (length(their_no) between 2 and 64),
  -- The words in which it was handed in.
  said text not null check (length(said) between 2 and 2000),
  handed_at timestamptz not null,
  due_at timestamptz not null check (due_at > handed_at),
  -- The hotline said when it is due; else it was counted by `hand_in_rule`.
  is_due_said boolean not null,
  replied_at timestamptz,
  reply text,
  version int not null default 1,
  check ((hotline = 'other') = (hotline_name is not null)),
  check ((replied_at is null) = (reply is null))
);
create unique index hand_in_number on hand_in (hotline, coalesce(hotline_name, ''), their_no);
create index hand_in_open on hand_in (due_at) where replied_at is null;
create index hand_in_replied on hand_in (replied_at) where replied_at is not null;

create table hand_in_event (
  id bigint generated always as identity primary key,
  contact_id bigint not null references hand_in (contact_id) on delete cascade,
  at timestamptz not null,
  actor text not null,
  act text not null check (act in ('handed-in', 'replied', 'returned', 'extended', 'warning', 'breach')),
  note text,
  -- From then on.
  due_at timestamptz not null,
  -- Under what number the hotline took the reply or granted more time.
  their_ref text
);
create index hand_in_event_of on hand_in_event (contact_id, id);
create trigger hand_in_event_append_only before update or delete on hand_in_event
  for each row execute function refuse_change();

create table hand_in_rule (
  rule text not null check (rule in ('12345-working-days', '12398-working-days', 'other-working-days', 'warn-percent')),
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into hand_in_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('12345-working-days', 5, '本系统规定:转办件未写明时限的,按此工作日数回复;各地热线规定不一,待补依据'),
  ('12398-working-days', 5, '本系统规定:转办件未写明时限的,按此工作日数回复;待补依据'),
  ('other-working-days', 5, '本系统规定:转办件未写明时限的,按此工作日数回复'),
  ('warn-percent', 20, '本系统规定:剩余时长占比低于此值即提醒')
) as t (rule, figure, basis);
