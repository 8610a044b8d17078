-- What terminals tell of themselves (ERC records of Q/GDW 1376.1 that name no meter), with a term of its own.
create table terminal_event (
  id bigint generated always as identity primary key,
  terminal_id bigint not null references terminal (id),
  at timestamptz not null,
  code text not null,
  -- The fields of the record as they were told.
  detail jsonb not null,
  -- A record has its minute only: two changes of one minute differ in what they say.
  fingerprint text not null,
  arrived_at timestamptz not null,
  unique (terminal_id, at, code, fingerprint)
);
create index terminal_event_age on terminal_event (at);

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''terminal-events''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('terminal-events', 36, 'months', '事件发生', false,
   '网络安全法第二十一条(三)要求日志不少于六个月;终端事件用于追溯停电与控制,期限为本系统规定', false, '2021-11-01');
