-- How long a role may be lent at once: the company's own rule, so that it is dated like others.
create table delegation_rule (
  rule text not null check (rule in ('longest-days')),
  figure int not null check (figure between 1 and 366),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into delegation_rule (rule, figure, basis, confirmed, valid_from) values
  ('longest-days', 180, '本系统规定:一次委托不超过半年,以本企业授权管理制度为准', false, '2000-01-01');
