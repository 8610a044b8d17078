-- What customers bring to the desk is analysed: when a matter counts as brought again, and which accounts bring one often.
create table reason_rule (
  rule text not null check (rule in ('repeat-days', 'frequent-times', 'frequent-days')),
  figure int not null check (figure >= 1),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into reason_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('repeat-days', 30, '本系统规定:同一户同一子类多少天内再次反映计为重复'),
  ('frequent-times', 3, '本系统规定:同一户同一子类反映多少次列为频繁'),
  ('frequent-days', 60, '本系统规定:频繁诉求统计的天数')
) as t (rule, figure, basis);

create index work_order_opened on work_order (opened_at);
