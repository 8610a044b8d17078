-- Export and reactive energy are estimated and edited as import is; and the store's own seals are told from others on an exchange.

alter table curve_change add column channel text not null default 'import'
  check (channel in ('import', 'export', 'q1', 'q2', 'q3', 'q4'));
alter table curve_value add column channel text not null default 'import'
  check (channel in ('import', 'export', 'q1', 'q2', 'q3', 'q4'));
drop index curve_value_current;
create unique index curve_value_current on curve_value (point_id, channel, at) where superseded_at is null;

-- A validated day of a channel beside import; only of points whose meters have its register. Slots as in point_day.
create table point_day_channel (
  point_id bigint not null,
  day date not null,
  channel text not null check (channel in ('export', 'q1', 'q2', 'q3', 'q4')),
  energy_wh bigint,
  measured smallint not null, interpolated smallint not null, estimated smallint not null, edited smallint not null,
  missing smallint not null, suspect smallint not null,
  slots_wh bytea not null,
  primary key (point_id, day, channel)
);

-- Seals of an entry that the store did not know when it was sent: kept as text. Until now none was looked up.
alter table exchange_entry add column unknown_seals text[] not null default '{}';
update exchange_entry set unknown_seals = seals;
