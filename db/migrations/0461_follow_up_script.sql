-- What an agent reads out as he asks after something (回访话术), step by step, is dated data: of every kind, or a kind's own in its place.
create table follow_up_script (
  -- Of an order; `contact` of what came of no order; null: of whatever has no steps of its own.
  kind text,
  position int not null check (position between 1 and 20),
  part text not null check (part in ('greeting', 'identity', 'proof', 'question', 'closing')),
  text_zh text not null check (length(text_zh) between 1 and 500),
  text_en text not null check (length(text_en) between 1 and 500),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (coalesce(kind, '') with =, position with =, daterange(valid_from, valid_to) with &&)
);
insert into follow_up_script (kind, position, part, text_zh, text_en, basis, confirmed, valid_from)
select kind, position, part, text_zh, text_en, basis || '（措辞为本系统规定）', false, '2015-01-01' from (values
  (null, 1, 'greeting', '您好，这里是 95598 供电服务热线。', 'Good day, this is 95598, your power company.', '供电服务规范（GB/T 28583）：主动问候'),
  (null, 2, 'identity', '我是坐席，想就您前几天反映的事项做个简短回访，占用您一分钟，方便吗？', 'I am an agent there. May I ask you, for a minute, about what you brought to us the other day?', '供电服务规范（GB/T 28583）：说明身份和来意，征得同意'),
  (null, 3, 'proof', '您登录后可看到本次外呼的校验码，与我报的一致，就是我们打来的。我们不会索要密码、验证码和银行卡号。', 'In your own log-in you see the code of this call: it is us if it is the one I read to you. We never ask for passwords, codes or card numbers.', '个人信息保护法第九条：采取必要措施保障安全'),
  (null, 4, 'question', '您反映的问题解决了吗？', 'Was your matter solved?', '本系统规定：回访内容'),
  (null, 5, 'question', '对这次服务，1 到 5 分您打几分？5 分是非常满意。', 'How satisfied were you, from 1 to 5, where 5 is very satisfied?', '本系统规定：回访内容'),
  (null, 6, 'question', '有什么地方我们可以做得更好？', 'What could we do better?', '本系统规定：回访内容'),
  (null, 7, 'closing', '感谢您的配合，再见。', 'Thank you for your time, and good-bye.', '供电服务规范（GB/T 28583）：礼貌结束'),
  ('complaint', 1, 'greeting', '您好，这里是 95598 供电服务热线。', 'Good day, this is 95598, your power company.', '供电服务规范（GB/T 28583）：主动问候'),
  ('complaint', 2, 'identity', '我是坐席，就您前几天的投诉回访，给您添麻烦了，现在方便吗？', 'I am an agent there, and ring about your complaint of the other day. We are sorry for the trouble. Is this a good moment?', '供电服务规范（GB/T 28583）：说明身份和来意，征得同意'),
  ('complaint', 3, 'proof', '您登录后可看到本次外呼的校验码，与我报的一致，就是我们打来的。我们不会索要密码、验证码和银行卡号。', 'In your own log-in you see the code of this call: it is us if it is the one I read to you. We never ask for passwords, codes or card numbers.', '个人信息保护法第九条：采取必要措施保障安全'),
  ('complaint', 4, 'question', '处理人员联系过您吗？处理结果告诉您了吗？', 'Did somebody contact you, and were you told the outcome?', '本系统规定：投诉回访内容'),
  ('complaint', 5, 'question', '对处理结果，1 到 5 分您打几分？5 分是非常满意。', 'How satisfied are you with the outcome, from 1 to 5, where 5 is very satisfied?', '本系统规定：投诉回访内容'),
  ('complaint', 6, 'question', '还有没有需要我们继续办的？', 'Is there anything left for us to do?', '本系统规定：投诉回访内容'),
  ('complaint', 7, 'closing', '您的意见我会如实记录，感谢您的监督，再见。', 'I record what you said as you said it. Thank you, and good-bye.', '供电服务规范（GB/T 28583）：礼貌结束')
) as t (kind, position, part, text_zh, text_en, basis);
