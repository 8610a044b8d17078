-- What agents must read: notices of a unit in versions, and who has read which. And who listens to whose call.
create table desk_notice (
  id bigint generated always as identity primary key,
  -- Of this unit and those below it.
  organisation_id bigint not null references organisation (id),
  withdrawn_by text,
  withdrawn_at timestamptz,
  withdrawn_because text,
  check ((withdrawn_at is null) = (withdrawn_by is null))
);

create table desk_notice_version (
  notice_id bigint not null references desk_notice (id),
  number int not null check (number > 0),
  title text not null,
  body text not null,
  roles text[] not null check (cardinality(roles) > 0),
  -- Empty: whatever they can do.
  skills text[] not null,
  -- To be read before one says that a call may come.
  is_mandatory boolean not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null check (valid_to > valid_from),
  written_by text not null,
  written_at timestamptz not null,
  primary key (notice_id, number)
);

create table desk_notice_reading (
  notice_id bigint not null,
  number int not null,
  user_id bigint not null references app_user (id),
  read_at timestamptz not null,
  primary key (notice_id, number, user_id),
  foreign key (notice_id, number) references desk_notice_version (notice_id, number)
);
create index desk_notice_reading_of on desk_notice_reading (user_id);

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check ' || replace(listed, 'ARRAY[', 'ARRAY[''desk-notices''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('desk-notices', 36, 'months', '通知失效', false, '必读通知及阅读记录;期限为本系统规定', false, '2021-11-01');

create table call_listening (
  id bigint generated always as identity primary key,
  contact_id bigint not null references contact (id) on delete cascade,
  lead_id bigint not null references app_user (id),
  -- He hears both, is heard by the agent alone, or by both.
  how text not null check (how in ('listen', 'whisper', 'barge')),
  reason text not null,
  -- Whether the agent is told, by the rule of its time.
  is_told boolean not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  end_cause text check (end_cause in ('lead', 'call', 'shield', 'engine')),
  check ((ended_at is null) = (end_cause is null))
);
create unique index call_listening_of_call on call_listening (contact_id) where ended_at is null;
create unique index call_listening_of_lead on call_listening (lead_id) where ended_at is null;
create index call_listening_contact on call_listening (contact_id);

insert into call_rule (rule, figure, basis, confirmed, valid_from) values
  ('listen-told', 1, '本系统规定:班长监听、耳语时是否告知坐席(1 告知,0 不告知);强插总是告知', false, '2015-01-01');

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'contact_event_kind_check';
  alter table contact_event drop constraint contact_event_kind_check;
  execute 'alter table contact_event add constraint contact_event_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''monitored''::text, ''unmonitored''::text, ');
end $$;
