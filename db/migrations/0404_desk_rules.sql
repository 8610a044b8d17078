-- From when on a clock of the desk says that it is due soon: the company's own rule, so that it is dated like others.
create table desk_rule (
  rule text not null check (rule in ('due-soon-percent')),
  figure int not null check (figure between 0 and 100),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into desk_rule (rule, figure, basis, confirmed, valid_from) values
  ('due-soon-percent', 20, '本系统规定:剩余时间不足时限的五分之一时提醒', false, '2000-01-01');
