-- How long capacity may be paused in a year, and how large a transformer may be that stands in for another.
insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from, valid_to) values
  ('pause', 'greatest-months-per-year', 6, '供电营业规则第二十四条:一年累计暂停时间不得超过六个月,超过的可申请减容', true, '1996-10-08', null),
  ('temporary-exchange', 'greatest-replacement-percent', 200, '企业内部要求:暂换后的容量不超过原变压器的2倍,更大的应办理增容(待确认)', false, '2000-01-01', null);
