-- How many calls each half hour of a day had, for forecasts: counted by the system, or brought from the one before it; and the rules of staffing.
create table call_day (
  on_day date primary key,
  -- From midnight, by the time at which a caller asked for a person.
  calls int[] not null check (array_length(calls, 1) = 48 and 0 <= all (calls)),
  source text not null check (source in ('counted', 'brought')),
  entered_by text not null,
  entered_at timestamptz not null
);

create table staffing_rule (
  rule text not null check (rule in ('target-percent', 'shrinkage-percent', 'history-weeks', 'trial-days', 'day-most-minutes',
    'week-most-minutes', 'week-rest-days', 'rest-between-minutes', 'adherence-percent')),
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into staffing_rule (rule, figure, basis, confirmed, valid_from) values
  ('target-percent', 80, '95598 运营指标:20 秒人工接通率;比例为本系统规定', false, '2015-01-01'),
  ('shrinkage-percent', 30, '本系统规定:培训、会议、休息、请假占用工时的比例', false, '2015-01-01'),
  ('history-weeks', 10, '本系统规定:预测所用的历史周数', false, '2015-01-01'),
  ('trial-days', 28, '本系统规定:用最近多少天检验预测', false, '2015-01-01'),
  ('day-most-minutes', 480, '劳动法第三十六条:每日工作时间不超过八小时', true, '1995-05-01'),
  ('week-most-minutes', 2640, '劳动法第三十六条:平均每周工作时间不超过四十四小时(此处按每周计,较平均为严)', true, '1995-05-01'),
  ('week-rest-days', 1, '劳动法第三十八条:每周至少休息一日', true, '1995-05-01'),
  ('rest-between-minutes', 660, '本系统规定:两个班次之间至少休息 11 小时', false, '2015-01-01'),
  ('adherence-percent', 90, '本系统规定:在岗时间占排班时间的比例低于此值时提示', false, '2015-01-01');
