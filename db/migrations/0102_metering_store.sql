-- What a city's readings need: a number that tells when installations changed, and packed days.

-- What is known of installations may be kept in memory until it changes, so that a batch asks one row, not all.

create table installation_version (
  only_row boolean primary key default true check (only_row),
  -- Tells databases apart that have the same name.
  store uuid not null default gen_random_uuid(),
  version bigint not null
);
insert into installation_version (version) values (1);

-- A transaction that is changing installations sees its own changes, and may yet be rolled back.
create function note_installation_change() returns trigger language plpgsql as $$
begin
  perform set_config('dianhu.changes_installations', pg_current_xact_id()::text, true);
  return null;
end $$;

-- At the very end of the transaction, once, so that archive transactions hold each other up only while they commit.
create function bump_installation_version() returns trigger language plpgsql as $$
begin
  if current_setting('dianhu.bumped_installations', true) is distinct from pg_current_xact_id()::text then
    perform set_config('dianhu.bumped_installations', pg_current_xact_id()::text, true);
    update installation_version set version = version + 1;
  end if;
  return null;
end $$;

create trigger installation_changes after insert or update or delete on installation
  execute function note_installation_change();
create trigger installation_register_changes after insert or update or delete on installation_register
  execute function note_installation_change();
create trigger device_changes after insert or update or delete on device
  execute function note_installation_change();

create constraint trigger installation_changed after insert or update or delete on installation
  deferrable initially deferred for each row execute function bump_installation_version();
create constraint trigger installation_register_changed after insert or update or delete on installation_register
  deferrable initially deferred for each row execute function bump_installation_version();
create constraint trigger device_changed after insert or update or delete on device
  deferrable initially deferred for each row execute function bump_installation_version();

-- Days that are past changing, a row for each point and day: a third of the room. Arrays hold a reading each, in order
-- of time; a column that no reading filled is null. Written from interval_reading by the packing job, and written back
-- there when a late reading comes.
create table interval_day (
  point_id bigint not null,
  day date not null,
  -- Of every reading of the day; null where it was exchanged on it, and then in installation_ids.
  installation_id bigint,
  installation_ids bigint[],
  -- Number of the quarter hour in the day, from 0.
  slot smallint[] not null,
  -- Milliseconds: from the start of the interval, from there to the reading, from there to the arrival.
  measured_ms int[] not null,
  read_lag_ms bigint[] not null,
  arrived_lag_ms bigint[] not null,
  -- Null where all are measured.
  quality smallint[],
  -- Registers as what they stand above the least of the day.
  import_wh_least bigint, sharp_wh_least bigint, peak_wh_least bigint, flat_wh_least bigint,
  valley_wh_least bigint, deep_valley_wh_least bigint, export_wh_least bigint, q1_varh_least bigint,
  q2_varh_least bigint, q3_varh_least bigint, q4_varh_least bigint,
  import_wh bigint[], sharp_wh bigint[], peak_wh bigint[], flat_wh bigint[], valley_wh bigint[],
  deep_valley_wh bigint[], export_wh bigint[], q1_varh bigint[], q2_varh bigint[], q3_varh bigint[],
  q4_varh bigint[],
  u_a real[], u_b real[], u_c real[], i_a real[], i_b real[], i_c real[], i_n real[], p_w real[], p_a real[],
  p_b real[], p_c real[], q_var real[], q_a real[], q_b real[], q_c real[], pf real[], f_hz real[],
  angle_a real[], angle_b real[], angle_c real[], thd_u_a real[], thd_u_b real[], thd_u_c real[],
  thd_i_a real[], thd_i_b real[], thd_i_c real[],
  primary key (point_id, day)
) partition by range (day);

-- Days of which some points are packed.
create table packed_day (
  day date primary key,
  points bigint not null default 0,
  rows bigint not null default 0,
  packed_at timestamptz not null
);

create view interval_unpacked as
select d.point_id, d.day,
  d.day::timestamp at time zone 'Asia/Shanghai' + u.slot * interval '15 minutes' as at,
  coalesce(u.installation_id, d.installation_id) as installation_id,
  d.day::timestamp at time zone 'Asia/Shanghai' + u.slot * interval '15 minutes' + u.measured_ms * interval '1 ms' as measured_at,
  d.day::timestamp at time zone 'Asia/Shanghai' + u.slot * interval '15 minutes'
    + (u.measured_ms + u.read_lag_ms) * interval '1 ms' as read_at,
  d.day::timestamp at time zone 'Asia/Shanghai' + u.slot * interval '15 minutes'
    + (u.measured_ms + u.read_lag_ms + u.arrived_lag_ms) * interval '1 ms' as arrived_at,
  coalesce(u.quality, 0::smallint) as quality,
  d.import_wh_least + u.import_wh as import_wh, d.sharp_wh_least + u.sharp_wh as sharp_wh,
  d.peak_wh_least + u.peak_wh as peak_wh, d.flat_wh_least + u.flat_wh as flat_wh,
  d.valley_wh_least + u.valley_wh as valley_wh, d.deep_valley_wh_least + u.deep_valley_wh as deep_valley_wh,
  d.export_wh_least + u.export_wh as export_wh, d.q1_varh_least + u.q1_varh as q1_varh,
  d.q2_varh_least + u.q2_varh as q2_varh, d.q3_varh_least + u.q3_varh as q3_varh,
  d.q4_varh_least + u.q4_varh as q4_varh,
  u.u_a, u.u_b, u.u_c, u.i_a, u.i_b, u.i_c, u.i_n, u.p_w, u.p_a, u.p_b, u.p_c, u.q_var, u.q_a, u.q_b, u.q_c,
  u.pf, u.f_hz, u.angle_a, u.angle_b, u.angle_c, u.thd_u_a, u.thd_u_b, u.thd_u_c, u.thd_i_a, u.thd_i_b,
  u.thd_i_c
from interval_day d
cross join lateral unnest(d.slot, d.installation_ids, d.measured_ms, d.read_lag_ms, d.arrived_lag_ms, d.quality,
    d.import_wh, d.sharp_wh, d.peak_wh, d.flat_wh, d.valley_wh, d.deep_valley_wh, d.export_wh, d.q1_varh,
    d.q2_varh, d.q3_varh, d.q4_varh, d.u_a, d.u_b, d.u_c, d.i_a, d.i_b, d.i_c, d.i_n, d.p_w, d.p_a, d.p_b,
    d.p_c, d.q_var, d.q_a, d.q_b, d.q_c, d.pf, d.f_hz, d.angle_a, d.angle_b, d.angle_c, d.thd_u_a, d.thd_u_b,
    d.thd_u_c, d.thd_i_a, d.thd_i_b, d.thd_i_c) as u(
    slot, installation_id, measured_ms, read_lag_ms, arrived_lag_ms, quality, import_wh, sharp_wh, peak_wh,
    flat_wh, valley_wh, deep_valley_wh, export_wh, q1_varh, q2_varh, q3_varh, q4_varh, u_a, u_b, u_c, i_a, i_b,
    i_c, i_n, p_w, p_a, p_b, p_c, q_var, q_a, q_b, q_c, pf, f_hz, angle_a, angle_b, angle_c, thd_u_a, thd_u_b,
    thd_u_c, thd_i_a, thd_i_b, thd_i_c);

-- A point's interval rows over [from_at, to_at), wherever they are kept.
create function interval_rows(of_point bigint, from_at timestamptz, to_at timestamptz) returns setof interval_reading
language sql stable as $$
  select
    point_id, at, installation_id, measured_at, read_at, arrived_at, quality, import_wh, sharp_wh, peak_wh,
    flat_wh, valley_wh, deep_valley_wh, export_wh, q1_varh, q2_varh, q3_varh, q4_varh, u_a, u_b, u_c, i_a, i_b,
    i_c, i_n, p_w, p_a, p_b, p_c, q_var, q_a, q_b, q_c, pf, f_hz, angle_a, angle_b, angle_c, thd_u_a, thd_u_b,
    thd_u_c, thd_i_a, thd_i_b, thd_i_c
  from interval_reading where point_id = of_point and at >= from_at and at < to_at
  union all
  select
    point_id, at, installation_id, measured_at, read_at, arrived_at, quality, import_wh, sharp_wh, peak_wh,
    flat_wh, valley_wh, deep_valley_wh, export_wh, q1_varh, q2_varh, q3_varh, q4_varh, u_a, u_b, u_c, i_a, i_b,
    i_c, i_n, p_w, p_a, p_b, p_c, q_var, q_a, q_b, q_c, pf, f_hz, angle_a, angle_b, angle_c, thd_u_a, thd_u_b,
    thd_u_c, thd_i_a, thd_i_b, thd_i_c
  from interval_unpacked
  where point_id = of_point and at >= from_at and at < to_at
    and day between (from_at at time zone 'Asia/Shanghai')::date and (to_at at time zone 'Asia/Shanghai')::date
$$;
