-- How far the company's mailbox has been read, and by which process now.
create table mailbox_cursor (
  mailbox text primary key,
  -- Numbers of another validity are of other mails; null: it was never read through.
  uid_validity bigint,
  last_uid bigint not null default 0,
  -- One process reads at a time; whoever dies is followed when his lease ends.
  leased_by text,
  leased_until timestamptz,
  check ((leased_by is null) = (leased_until is null))
);
