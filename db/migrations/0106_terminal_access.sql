-- Who may speak for a terminal at the broker. Secrets are 128 random bits, so a plain digest of one cannot be guessed.
create table terminal_credential (
  terminal_id bigint primary key references terminal (id),
  secret_digest bytea not null,
  issued_at timestamptz not null,
  issued_by text not null
);
