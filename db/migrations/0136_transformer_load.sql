-- How each transformer was loaded on each civil day, by the meters at its district's head; in % of its rating.
create table transformer_day (
  district_id bigint not null references transformer_district (id),
  day date not null,
  rating_kva numeric(12, 3) not null,
  monitored_min smallint not null check (monitored_min between 0 and 1440),
  mean_percent real not null,
  peak_percent real not null,
  peak_at timestamptz not null,
  heavy_min smallint not null,
  over_min smallint not null,
  -- Without a break; a stretch that began the evening before counts whole.
  longest_heavy_min smallint not null,
  longest_over_min smallint not null,
  reverse_min smallint not null,
  primary key (district_id, day),
  check (over_min <= heavy_min and heavy_min <= monitored_min and longest_over_min <= longest_heavy_min)
);

create table transformer_rule (
  rule text not null check (rule in ('heavy-percent', 'over-percent', 'lasting-minutes', 'light-percent', 'monitored-percent')),
  figure int not null check (figure between 1 and 1440),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into transformer_rule (rule, figure, basis, confirmed, valid_from) values
  ('heavy-percent', 80, '配电网运维惯例：负载率 80% 至 100% 且持续 2 小时以上为重载', false, '2000-01-01'),
  ('over-percent', 100, '配电网运维惯例：负载率 100% 以上且持续 2 小时以上为过载', false, '2000-01-01'),
  ('lasting-minutes', 120, '配电网运维惯例：持续 2 小时以上', false, '2000-01-01'),
  ('light-percent', 20, '配电网运维惯例：当月最大负载率低于 20% 为轻载', false, '2000-01-01'),
  ('monitored-percent', 80, '本系统规定：监测时间不足 80% 时不判为轻载或正常', false, '2000-01-01');
