-- Alarms that share a cause at one place of the network are one alarm on the board; it covers them, and each keeps its own life.
alter table alarm
  add column district_id bigint references transformer_district (id),
  add column feeder_id bigint references feeder (id),
  add column substation_id bigint references substation (id),
  -- Raised or ended since the grouping looked last.
  add column to_group boolean not null default false,
  drop constraint alarm_check,
  add check (num_nonnulls(point_id, terminal_id, district_id, feeder_id, substation_id) = 1);
update alarm set to_group = true where cleared_at is null;
alter table alarm alter column to_group set default true;
-- One open group of a kind at a place, whoever raises it.
create unique index alarm_open_district on alarm (district_id, kind) where cleared_at is null and district_id is not null;
create unique index alarm_open_feeder on alarm (feeder_id, kind) where cleared_at is null and feeder_id is not null;
create unique index alarm_open_substation on alarm (substation_id, kind) where cleared_at is null and substation_id is not null;
create index alarm_to_group on alarm (id) where to_group;
create index alarm_open on alarm (id) where cleared_at is null;

create function note_alarm_end() returns trigger language plpgsql as $$
begin
  new.to_group := true;
  return new;
end $$;
create trigger alarm_ended before update of cleared_at on alarm for each row
  when (old.cleared_at is null and new.cleared_at is not null) execute function note_alarm_end();

-- Beside the alarm and not on it: who ends an alarm and who groups it do not wait for each other.
create table alarm_cover (
  alarm_id bigint primary key references alarm (id) on delete cascade,
  group_id bigint not null references alarm (id) on delete cascade,
  joined_at timestamptz not null,
  check (alarm_id <> group_id)
);
create index alarm_cover_group on alarm_cover (group_id);

create table alarm_group_rule (
  rule text not null check (rule in ('window-seconds', 'silence-seconds', 'proofs', 'district-points', 'district-permille',
    'feeder-districts', 'feeder-permille', 'substation-feeders', 'substation-permille', 'voltage-window-seconds',
    'voltage-points', 'voltage-permille', 'recovered-permille')),
  figure int not null check (figure between 0 and 86400),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into alarm_group_rule (rule, figure, basis, confirmed, valid_from) values
  ('window-seconds', 300, '本系统规定：5 分钟内的停电上报视为同一原因；以本单位配网抢修规定为准', false, '2000-01-01'),
  ('silence-seconds', 1800, '本系统规定：采集中断在最后一次数据之后一个采集周期内发生，按两个 15 min 周期计', false, '2000-01-01'),
  ('proofs', 2, '本系统规定：至少两只表报告失电才判停电，只有采集中断的判通信故障', false, '2000-01-01'),
  ('district-points', 3, '本系统规定：三户及以上判台区停电，少于三户按单户处理', false, '2000-01-01'),
  ('district-permille', 300, '本系统规定：并非每只表都能在失电后上报，三成上报即判台区停电', false, '2000-01-01'),
  ('feeder-districts', 2, '本系统规定：两个及以上台区同时停电判线路停电', false, '2000-01-01'),
  ('feeder-permille', 300, '本系统规定：线路上三成台区停电判线路停电，分支线停电亦计', false, '2000-01-01'),
  ('substation-feeders', 2, '本系统规定：两条及以上线路同时停电判变电站停电', false, '2000-01-01'),
  ('substation-permille', 600, '本系统规定：变电站六成出线停电判变电站停电', false, '2000-01-01'),
  ('voltage-window-seconds', 1800, '本系统规定：电压随 15 min 采集周期发现，按两个周期计', false, '2000-01-01'),
  ('voltage-points', 5, '本系统规定：五户及以上同时越限判台区电压异常', false, '2000-01-01'),
  ('voltage-permille', 300, '本系统规定：三成用户越限判台区电压异常', false, '2000-01-01'),
  ('recovered-permille', 900, '本系统规定：九成恢复即判恢复，其余按单户处理', false, '2000-01-01');
