-- Bounds of alarms, and the hours by which a curve divides where a meter has no registers for them: dated like other rules.
create table alarm_rule (
  rule text not null check (rule in ('voltage-back-permille', 'drift-raise-seconds', 'drift-clear-seconds')),
  figure int not null check (figure between 0 and 86400),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into alarm_rule (rule, figure, basis, confirmed, valid_from) values
  ('voltage-back-permille', 10, '本系统规定:电压回到限值以内 1% 后告警解除,避免反复告警', false, '2000-01-01'),
  ('drift-raise-seconds', 300, 'DL/T 448-2016 电能表时钟误差超过 5 min 应处理;以各省采集运维规定为准', false, '2000-01-01'),
  ('drift-clear-seconds', 60, '本系统规定:时钟偏差回到 1 分钟以内告警解除', false, '2000-01-01');

create table period_hours (
  account_class text not null check (account_class in ('residential', 'agricultural', 'commercial')),
  -- The whole day in order: '00:00-06:00 valley, 06:00-22:00 peak, 22:00-24:00 valley'.
  spans text not null,
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (account_class with =, daterange(valid_from, valid_to) with &&)
);
insert into period_hours (account_class, spans, basis, confirmed, valid_from) values
  ('residential', '00:00-06:00 valley, 06:00-22:00 peak, 22:00-24:00 valley',
   '上海市居民分时:6时至22时峰,22时至次日6时谷(市发展改革委电价表) Shanghai residential time of use', false, '2000-01-01');
