-- What a crew wrote on site, with or without a network: each entry is taken once, with when and where it was written.
create table crew_entry (
  entry_id uuid primary key,
  work_order_id bigint not null references work_order (id),
  step text not null,
  digest bytea not null,
  -- By the phone's own clock, as far as that was right when it was sent.
  written_at timestamptz not null,
  counted_at timestamptz not null,
  taken_at timestamptz not null,
  sent_by text not null,
  latitude numeric(9, 6) check (latitude between -90 and 90),
  longitude numeric(9, 6) check (longitude between -180 and 180),
  accuracy_m int check (accuracy_m >= 0),
  check ((latitude is null) = (longitude is null) and (latitude is null) = (accuracy_m is null))
);
create index crew_entry_of on crew_entry (work_order_id);

create table order_photo (
  id bigint generated always as identity primary key,
  entry_id uuid not null references crew_entry (entry_id),
  position int not null,
  kind text not null check (kind in ('site', 'signature')),
  media_type text not null check (media_type in ('image/jpeg', 'image/png', 'image/webp')),
  bytes bytea not null,
  sha256 text not null,
  unique (entry_id, position)
);

alter table work_order_entry add column entry_id uuid references crew_entry (entry_id);

alter table desk_rule drop constraint desk_rule_rule_check;
alter table desk_rule add check (rule in ('due-soon-percent', 'most-returns', 'most-refusals', 'call-back-tries',
  'call-back-gap-minutes', 'escalate-minutes', 'reopen-days', 'repeat-days', 'complaints-to-province',
  'late-entry-hours'));
insert into desk_rule (rule, figure, basis, confirmed, valid_from) values
  ('late-entry-hours', 12, '本系统规定:现场无网络时写下的办理步骤,在此时长内补传的按现场时间计,更晚的按上传时间计', false, '2000-01-01');
