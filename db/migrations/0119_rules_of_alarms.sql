-- What raises an alarm: for each kind its two thresholds, how long each must hold, how grave it is, whether it is on. Dated.

create table alarm_kind_rule (
  kind text not null,
  enabled boolean not null,
  -- Null: as the catalogue says.
  severity text check (severity in ('info', 'warning', 'critical')),
  -- Of kinds that readings are measured for; the others are told by meters and terminals.
  raise_at numeric(12, 4) check (raise_at >= 0),
  clear_at numeric(12, 4) check (clear_at >= 0),
  raise_minutes int check (raise_minutes between 0 and 10080),
  clear_minutes int check (clear_minutes between 0 and 10080),
  least_load numeric(12, 4) check (least_load >= 0),
  basis text not null,
  -- Whether the figures stand in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  check ((raise_at is null) = (clear_at is null)),
  exclude using gist (kind with =, daterange(valid_from, valid_to) with &&)
);

insert into alarm_kind_rule (kind, enabled, severity, raise_at, clear_at, raise_minutes, clear_minutes, least_load, basis, confirmed, valid_from) values
  ('voltage-high', true, 'warning', 100, 99, 0, 0, null, 'GB/T 12325-2008:220 V 供电电压上限 +7%;恢复系数 0.99 为本系统规定 The limit is the standard’s, the recovery our own', false, '2000-01-01'),
  ('voltage-low', true, 'warning', 100, 101, 0, 0, null, 'GB/T 12325-2008:220 V 供电电压下限 -10%;恢复系数 1.01 为本系统规定 The limit is the standard’s, the recovery our own', false, '2000-01-01'),
  ('voltage-very-high', true, 'critical', 107.5, 106.5, 0, 15, null, 'Q/GDW 1376.1 F26 电压上上限;约 253 V,中性线断开的征兆,数值为本系统规定 Upper-upper limit, our own figure', false, '2000-01-01'),
  ('voltage-very-low', true, 'critical', 90, 91.5, 15, 15, null, 'Q/GDW 1376.1 F26 电压下下限;约 178 V,数值为本系统规定 Lower-lower limit, our own figure', false, '2000-01-01'),
  ('voltage-unbalance', true, 'info', 15, 12, 30, 30, null, 'Q/GDW 1376.1 F26 三相电压不平衡限值:(最大-最小)/最大,数值由运行单位定 (greatest − least) / greatest, set by the company', false, '2000-01-01'),
  ('voltage-loss', true, 'critical', 78, 85, 15, 15, 1, 'Q/GDW 1354 失压:低于参比电压 78% 且有电流,85% 返回 From practice, no text at hand', false, '2000-01-01'),
  ('phase-loss', true, 'critical', 60, 85, 15, 15, 0.5, 'Q/GDW 1354 断相:低于参比电压 60% 且无电流 From practice, no text at hand', false, '2000-01-01'),
  ('all-voltage-loss', true, 'critical', 60, 85, 0, 15, 5, 'Q/GDW 1354 全失压:各相低于 60% 而有电流 From practice, no text at hand', false, '2000-01-01'),
  ('current-loss', true, 'critical', 0.1, 0.5, 60, 15, 5, 'Q/GDW 1354 失流:一相几乎无电流而别的相有负荷;按最大电流折算 From practice, as shares of the maximum current', false, '2000-01-01'),
  ('current-unbalance', true, 'info', 60, 50, 60, 30, 20, 'Q/GDW 1376.1 F26 三相电流不平衡限值:(最大-最小)/最大,轻载不判 (greatest − least) / greatest, not at light load', false, '2000-01-01'),
  ('reverse-flow', true, 'warning', 1, 0.2, 15, 15, null, 'DL/T 645-2007 潮流反向;数值为本系统规定,有上网示数的计量点不判 Our own figure, not where generation is let in', false, '2000-01-01'),
  ('overcurrent', true, 'warning', 120, 108, 15, 15, null, 'Q/GDW 1354 过流:最大电流的 1.2 倍,恢复系数 0.9 From practice, no text at hand', false, '2000-01-01'),
  ('overload', true, 'warning', 100, 95, 15, 15, 10, '供电营业规则(2024)第一百零一条:擅自超过合同约定容量用电;Q/GDW 1376.1 F26 视在功率限值 More than the contract capacity', false, '2000-01-01'),
  ('power-factor-low', true, 'info', 0.8, 0.85, 60, 60, 20, '功率因数调整电费办法(83)水电财字215号标准值最低 0.80;按瞬时值提示,不作计费依据 A hint of momentary values, no basis of a bill', false, '2000-01-01'),
  ('harmonics-high', true, 'warning', 100, 90, 30, 30, null, 'GB/T 14549-1993 电压总谐波畸变率限值 The limit of the voltage’s total distortion', false, '2000-01-01'),
  ('runaway', true, 'critical', 300, 150, 30, 30, 20, 'Q/GDW 1376.1 F59 电能表飞走阈值;示数增量与功率之比,数值由运行单位定 What was counted beside what the power says', false, '2000-01-01'),
  ('meter-stopped', true, 'critical', 5, 50, 60, 15, 2, 'Q/GDW 1376.1 F59 电能表停走阈值(×15 min);有功率而示数不走 What was counted beside what the power says', false, '2000-01-01'),
  ('meter-stale', true, 'warning', null, null, 45, null, null, '本系统规定:三个采集周期(45 分钟)没有数据 Three quarter hours without a reading', false, '2000-01-01');

-- The bounds that stood so far go on; a voltage comes back by a recovery coefficient now.
insert into alarm_kind_rule (kind, enabled, severity, raise_at, clear_at, raise_minutes, clear_minutes, basis, confirmed, valid_from, valid_to)
select 'clock-drift', true, 'warning', r.figure, least(r.figure, c.figure), 0, 0, r.basis, r.confirmed,
  greatest(r.valid_from, c.valid_from), least(r.valid_to, c.valid_to)
from alarm_rule r join alarm_rule c on c.rule = 'drift-clear-seconds' and daterange(c.valid_from, c.valid_to) && daterange(r.valid_from, r.valid_to)
where r.rule = 'drift-raise-seconds';
drop table alarm_rule;

-- Since when a point has held what would raise an alarm, or end one, where that has to last. Written as it begins and ends.
create table alarm_pending (
  point_id bigint not null references metering_point (id) on delete cascade,
  kind text not null,
  toward text not null check (toward in ('raise', 'clear')),
  since timestamptz not null,
  primary key (point_id, kind)
);
