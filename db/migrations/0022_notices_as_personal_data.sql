insert into personal_data_kind (kind, position, purpose_zh, purpose_en, kept_zh, kept_en, basis, confirmed, valid_from) values
  ('notices', 14, '告知账单、交费和申请进度', 'To tell you of bills, payments and progress', '至注销', 'Until the log-in is closed', '个人信息保护法第十九条 最短必要时间', false, '2021-11-01');
