-- From when on a figure of a customer's profile counts as high: the figures themselves are read where they are kept.
create table profile_rule (
  rule text not null check (rule in ('months', 'value-high-yuan', 'value-middle-yuan', 'long-years', 'new-years', 'risk-bills')),
  figure int not null check (figure >= 1),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into profile_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('months', 12, '本系统规定:客户画像统计的月数'),
  ('value-high-yuan', 50000, '本系统规定:电费合计达到多少元为高价值'),
  ('value-middle-yuan', 5000, '本系统规定:电费合计达到多少元为中价值'),
  ('long-years', 5, '本系统规定:用电满多少年为长期客户'),
  ('new-years', 1, '本系统规定:用电不满多少年为新客户'),
  ('risk-bills', 2, '本系统规定:未缴账单达到多少张且已逾期为高风险')
) as t (rule, figure, basis);
