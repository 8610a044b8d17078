-- Terminals that speak their maker's own JSON; and what is put aside becomes something to look at, adopt and release.
alter table terminal
  -- Which mapper reads what it says, and the name that its maker's topics carry; neither where it speaks our contract.
  add column mapper text,
  add column vendor_topic text unique check (vendor_topic ~ '^[^#+[:cntrl:]$/][^#+[:cntrl:]]{0,199}$'
    and vendor_topic !~ '^dianhu(/|$)' and vendor_topic !~ '/$'),
  add constraint terminal_mapper_check check
    ((mapper is null) = (vendor_topic is null) and (mapper is null or protocol = 'mqtt'));

-- Which terminal may tell of which meter is kept in memory like installations are, and forgotten when it changes.
create trigger terminal_changes after insert or update or delete on terminal
  execute function note_installation_change();
create trigger collection_link_changes after insert or update or delete on collection_link
  execute function note_installation_change();
create constraint trigger terminal_changed after insert or update or delete on terminal
  deferrable initially deferred for each row execute function bump_installation_version();
create constraint trigger collection_link_changed after insert or update or delete on collection_link
  deferrable initially deferred for each row execute function bump_installation_version();

alter table mqtt_quarantine
  -- Who told it and of which meter, as the message names them; whether or not there are such.
  add column terminal text,
  add column meter text,
  -- How it can be taken after all: the whole message, one reading or one event of it; 'cut' is not whole.
  add column form text not null default 'cut' check (form in ('message', 'reading', 'event', 'cut')),
  add column latest_at timestamptz,
  -- What shares a place in the quarantine: a terminal, or where it came from.
  add column origin text,
  -- Waits to be taken again, since then and by whose order.
  add column release_at timestamptz,
  add column release_by text;
update mqtt_quarantine set latest_at = arrived_at,
  terminal = case when topic like 'dianhu/v1/%' then left(split_part(topic, '/', 3), 100) end,
  origin = left(source || ' ' || topic, 200);
alter table mqtt_quarantine alter column latest_at set not null, alter column origin set not null;
create index mqtt_quarantine_group on mqtt_quarantine (terminal, meter, reason, id);
create index mqtt_quarantine_meter on mqtt_quarantine (meter) where meter is not null;
create index mqtt_quarantine_release on mqtt_quarantine (id) where release_at is not null;
create index mqtt_quarantine_arrived on mqtt_quarantine (arrived_at);

-- What each origin fills of the quarantine, and what of it was kept no more because it is full.
create table quarantine_origin (
  origin text primary key,
  rows int not null default 0,
  bytes bigint not null default 0,
  refused bigint not null default 0,
  refused_at timestamptz
);
insert into quarantine_origin (origin, rows, bytes)
  select origin, count(*), sum(octet_length(payload)) from mqtt_quarantine group by 1;

create function count_out_of_quarantine() returns trigger language plpgsql as $$
begin
  perform 1 from quarantine_origin where origin in (select origin from gone) order by origin for update;
  update quarantine_origin o set rows = greatest(0, o.rows - g.rows), bytes = greatest(0, o.bytes - g.bytes)
    from (select origin, count(*) as rows, sum(octet_length(payload)) as bytes from gone group by origin) g
    where o.origin = g.origin;
  return null;
end $$;
create trigger quarantine_counted after delete on mqtt_quarantine referencing old table as gone
  for each statement execute function count_out_of_quarantine();

-- How long and how much is kept, by the day from which it holds.
create table quarantine_rule (
  valid_from date primary key,
  days int not null check (days > 0),
  rows_per_origin int not null check (rows_per_origin > 0),
  bytes_per_origin bigint not null check (bytes_per_origin > 0),
  bytes bigint not null check (bytes > 0),
  basis text not null
);
insert into quarantine_rule values
  ('2000-01-01', 90, 20000, 16000000, 1000000000, 'a quarter to find out what a stranger is; no more than a gigabyte of disk for all of them');

-- Meters that a terminal told of though no file joins them to one: taken, and shown.
create table unlinked_meter (
  terminal text not null,
  meter text not null,
  first_at timestamptz not null,
  latest_at timestamptz not null,
  primary key (terminal, meter)
);
