-- The desk reads a meter while its customer is on the line; how often within how long is dated data, so that none is asked in a loop.
create table desk_meter_asking (
  point_id bigint primary key references metering_point (id) on delete cascade,
  began_at timestamptz not null,
  times int not null check (times > 0)
);

insert into call_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('meter-asks', 3, '本系统规定：坐席在限定时间内对同一块表最多召测几次'),
  ('meter-asks-seconds', 120, '本系统规定：坐席召测次数按多长时间计')
) as t (rule, figure, basis);
