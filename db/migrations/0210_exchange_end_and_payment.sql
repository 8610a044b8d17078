-- The end of a temporary exchange, and how an account pays.

-- 银行代扣: from whose account; shown by its last four digits.
alter table payer
  add column bank_name text,
  add column bank_account_cipher bytea,
  add column bank_account_tail text check (bank_account_tail ~ '^\d{4}$'),
  add check ((kind = 'collection') = (bank_account_cipher is not null)),
  add check ((bank_account_cipher is null) = (bank_name is null) and (bank_account_cipher is null) = (bank_account_tail is null));
-- Of a bank account that is to be paid from; as a phone number it is read by the archive alone.
alter table application add column bank_account_cipher bytea;

insert into statutory_rule (kind, rule, value, clause, confirmed, valid_from, valid_to) values
  ('exchange-restoration', 'not-for-temporary-supply', 1, '供电营业规则(1996)第十二条:临时用电不办理变更用电', true, '1996-10-08', '2024-06-01'),
  ('exchange-restoration', 'not-for-temporary-supply', 1, '供电营业规则(2024)临时用电条款:除更名及联系信息外不办理变更用电', false, '2024-06-01', null);
insert into application_limit (kind, clock, working_days, legal_basis, confirmed, valid_from) values
  ('exchange-restoration', 'acceptance', 1, '企业内部要求:1个工作日内受理(待确认)', false, '2000-01-01'),
  ('exchange-restoration', 'handling', 5, '供电营业规则变更用电各条:受理后五日内办理(按工作日,待确认)', false, '1996-10-08'),
  ('payment-change', 'acceptance', 1, '企业内部要求:1个工作日内受理(待确认)', false, '2000-01-01'),
  ('payment-change', 'handling', 5, '企业内部要求:变更用电5个工作日内办结(待确认)', false, '2000-01-01');
