-- An alarm that is told again while it is open is counted, not kept twice; a person may end one whose recovery nobody tells of.
alter table alarm
  add column repeats int not null default 0 check (repeats >= 0),
  -- When it was told of last; null while it was told once.
  add column last_at timestamptz check (last_at > occurred_at),
  add column cleared_by text,
  add column clear_reason text,
  add check ((repeats = 0) = (last_at is null)),
  add check ((cleared_by is null) = (clear_reason is null)),
  add check (cleared_by is null or cleared_at is not null);
