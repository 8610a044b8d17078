-- A device is in exactly one place at a time, from its receipt to its scrapping; and a meter is exchanged by an order.

create type device_kind as enum ('meter', 'ct', 'pt', 'terminal', 'seal');
alter table device
  add column kind device_kind not null default 'meter',
  -- What it says on the plate of what is not a meter: type, and of a transformer its ratio.
  add column model text,
  add column ratio numeric(10, 4) check (ratio > 0),
  add column made_on date,
  alter column profile drop not null,
  alter column phase drop not null,
  alter column rated_current_a drop not null,
  alter column maximum_current_a drop not null,
  add constraint device_of_its_kind check (case
    when kind = 'meter' then profile is not null and phase is not null and rated_current_a is not null
      and maximum_current_a is not null and ratio is null
    else profile is null and model is not null and (kind in ('ct', 'pt')) = (ratio is not null) end);

-- Where a device is, and the step that brought it there: one row is a place and an act.
create table device_stay (
  id bigint generated always as identity primary key,
  device_id bigint not null references device (id),
  place text not null check (place in ('store', 'person', 'point', 'laboratory', 'scrapped')),
  -- Who answers for it, wherever it is.
  organisation_id bigint not null references organisation (id),
  person text references app_user (username),
  point_id bigint references metering_point (id),
  step text not null check (step in ('receive', 'test', 'check', 'issue', 'install', 'remove', 'return', 'scrap', 'found')),
  valid_from timestamptz not null,
  valid_to timestamptz check (valid_to > valid_from),
  recorded_at timestamptz not null,
  recorded_by text not null,
  reason text not null,
  -- What was moved together, or the case that it was moved for.
  batch text not null,
  check ((place = 'person') = (person is not null)),
  check ((place = 'point') = (point_id is not null)),
  check (place <> 'scrapped' or valid_to is null),
  exclude using gist (device_id with =, tstzrange(valid_from, valid_to) with &&)
);
create unique index device_stay_now on device_stay (device_id) where valid_to is null;
create index device_stay_place on device_stay (place, organisation_id, device_id) where valid_to is null;
create index device_stay_person on device_stay (person) where valid_to is null;
create index device_stay_point on device_stay (point_id) where point_id is not null;
create index device_stay_batch on device_stay (batch);

-- Results of the laboratory (检定). A failed one counts until the next.
create table device_check (
  id bigint generated always as identity primary key,
  device_id bigint not null references device (id),
  checked_at timestamptz not null,
  passed boolean not null,
  -- Null where the kind of device has no end to it.
  valid_until date,
  certificate_no text not null,
  basis text not null,
  recorded_at timestamptz not null,
  recorded_by text not null,
  unique (device_id, checked_at)
);

-- What was installed before there was a store: on its point since then, and given back to the store where it was taken off.
insert into device_stay (device_id, place, organisation_id, point_id, step, valid_from, valid_to, recorded_at, recorded_by, reason, batch)
select i.device_id, p.place, o.organisation_id, case p.place when 'point' then i.point_id end, p.step, p.valid_from, p.valid_to,
  p.valid_from, 'system:migration', '建立资产位置', i.case_ref
from (select *, lead(installed_at) over (partition by device_id order by installed_at) as next_at from installation) i
join metering_point m on m.id = i.point_id
left join account a on a.id = m.account_id
left join transformer_district d on d.id = m.district_id
left join feeder_term f on f.feeder_id = m.feeder_id and f.valid_to is null
left join substation s on s.id = f.substation_id
cross join lateral (select coalesce(a.organisation_id, d.organisation_id, s.organisation_id, (select min(id) from organisation))
  as organisation_id) o
cross join lateral (values ('point', 'install', i.installed_at, i.removed_at), ('store', 'found', i.removed_at, i.next_at))
  as p(place, step, valid_from, valid_to)
where p.valid_from is not null and p.valid_from is distinct from p.valid_to;

insert into device_stay (device_id, place, organisation_id, step, valid_from, recorded_at, recorded_by, reason, batch)
select d.id, 'store', (select min(id) from organisation), 'found', now(), now(), 'system:migration', '建立资产位置', 'migration'
from device d where not exists (select 1 from device_stay s where s.device_id = d.id);

-- A stay is closed once and never rewritten.
create function refuse_stay_rewrite() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.valid_to is not null
     or to_jsonb(new) - 'valid_to' is distinct from to_jsonb(old) - 'valid_to' then
    raise exception 'a stay is only ever closed by valid_to' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
create trigger device_stay_kept before update or delete on device_stay for each row execute function refuse_stay_rewrite();

-- Always somewhere, without a gap; a meter on a point is installed there, and one that is elsewhere is not.
create function check_device_place() returns trigger language plpgsql as $$
declare of_device bigint := (to_jsonb(new) ->> case tg_table_name when 'device' then 'id' else 'device_id' end)::bigint;
begin
  if (select count(*) from device_stay where device_id = of_device and valid_to is null) <> 1
     or exists (select 1 from (select valid_to, lead(valid_from) over (order by valid_from) as next_from
       from device_stay where device_id = of_device) s where next_from is distinct from valid_to) then
    raise exception 'device % is not in one place at every time', of_device using errcode = 'check_violation';
  end if;
  if exists (
    select 1 from device d join device_stay s on s.device_id = d.id and s.valid_to is null
    left join installation i on i.device_id = d.id and i.removed_at is null
    where d.id = of_device and d.kind = 'meter'
      and (s.point_id is distinct from i.point_id or s.place = 'point' and s.valid_from <> i.installed_at)) then
    raise exception 'the place of meter % is not what is installed', of_device using errcode = 'check_violation';
  end if;
  return null;
end $$;
create constraint trigger device_has_a_place after insert on device
  deferrable initially deferred for each row execute function check_device_place();
create constraint trigger device_stay_without_gap after insert on device_stay
  deferrable initially deferred for each row execute function check_device_place();
create constraint trigger installation_has_its_meter after insert on installation
  deferrable initially deferred for each row execute function check_device_place();

create table exchange_order (
  id bigint generated always as identity primary key,
  order_no text not null unique generated always as ('HB' || lpad(id::text, 8, '0')) stored,
  point_id bigint not null references metering_point (id),
  -- The meter that is to be taken off.
  installation_id bigint not null references installation (id),
  origin text not null check (origin in ('repair', 'rotation', 'hand')),
  repair_order_id bigint references repair_order (id),
  reason text not null check (reason <> ''),
  status text not null check (status in ('open', 'assigned', 'submitted', 'archived', 'withdrawn')),
  opened_at timestamptz not null,
  opened_by text not null,
  assigned_to text references app_user (username),
  check ((origin = 'repair') = (repair_order_id is not null)),
  check (status not in ('assigned', 'submitted', 'archived') or assigned_to is not null)
);
create unique index exchange_order_under_way on exchange_order (point_id) where status not in ('archived', 'withdrawn');
create index exchange_order_assigned on exchange_order (assigned_to, id) where status in ('assigned', 'submitted');

create table exchange_step (
  id bigint generated always as identity primary key,
  order_id bigint not null references exchange_order (id),
  at timestamptz not null,
  by text not null,
  kind text not null,
  note text,
  detail jsonb not null default '{}'
);
create index exchange_step_order on exchange_step (order_id);

-- What the installer wrote at the meter, under an id that his phone made: sent twice it is one.
create table exchange_entry (
  id uuid primary key,
  order_id bigint not null references exchange_order (id),
  digest text not null,
  exchanged_at timestamptz not null,
  old_asset_no text not null,
  new_asset_no text not null,
  -- As the meters show them, in Wh, varh or W: {"importTotal": 123000}.
  end_registers jsonb not null,
  start_registers jsonb not null,
  ct numeric(10, 4) not null check (ct > 0),
  pt numeric(10, 4) not null check (pt > 0),
  meter_address text,
  seals text[] not null default '{}',
  remarks text not null default '',
  mismatch_reason text,
  -- What did not fit, for the reviewer.
  findings jsonb not null default '[]',
  sent_by text not null,
  written_at timestamptz not null,
  arrived_at timestamptz not null,
  decision text check (decision in ('approved', 'refused')),
  decided_by text,
  decided_at timestamptz,
  decision_note text,
  -- Two people: nobody reviews what he wrote himself.
  check (decided_by is null or decided_by <> sent_by),
  check ((decision is null) = (decided_by is null) and (decision is null) = (decided_at is null))
);
create unique index exchange_entry_valid on exchange_entry (order_id) where decision is distinct from 'refused';

create table exchange_photo (
  entry_id uuid not null references exchange_entry (id),
  position int not null,
  subject text not null check (subject in ('old-meter', 'new-meter', 'seal', 'site')),
  photo_id bigint not null references reading_photo (id),
  primary key (entry_id, position)
);
