-- A register value that cannot be true and is shown again unchanged is one row, not one for each reading.
alter table reading_suspect
  add column until_at timestamptz check (until_at > measured_at),
  add column times integer not null default 1 check (times > 0);
