-- What agents must read: notices of a unit in versions, and who has read which.
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
