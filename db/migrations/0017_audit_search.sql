-- The record is searched by who acted and for whom, by what was done and to what, and by unit and time, in a table of millions.
-- Of entries from before it was kept there is no unit: they are the whole company's.
alter table audit_entry add column unit text;

create index audit_entry_actor on audit_entry (actor, id);
create index audit_entry_action on audit_entry (action, id);
create index audit_entry_unit on audit_entry (unit, id);
create index audit_entry_lenders on audit_entry using gin ((detail -> 'onBehalfOf')) where detail ? 'onBehalfOf';

-- From when on a look at the record asks for attention; the figures are the house's.
create table oversight_rule (
  rule text not null check (rule in ('reveal-multiple', 'reveal-least')),
  figure int not null check (figure > 0),
  basis text not null,
  -- Whether the figure stands in the text that is named, and the text was at hand.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into oversight_rule (rule, figure, basis, confirmed, valid_from) values
  ('reveal-multiple', 3, '个人信息保护法第五十一条:合理确定个人信息处理的操作权限;与同岗位中位数的倍数为本系统规定', false, '2021-11-01'),
  ('reveal-least', 20, '个人信息保护法第五十一条:合理确定个人信息处理的操作权限;起算次数为本系统规定', false, '2021-11-01');
