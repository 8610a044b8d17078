-- Until when it was agreed that a paused transformer stands still (停用期满日); the base charge goes on behind it, restored or not.
alter table customer_transformer_term add column agreed_until date;
update customer_transformer_term t set agreed_until = (p.form ->> 'to')::date
from application p
where t.case_ref = 'application:' || p.application_no and p.kind = 'pause' and t.state = 'paused' and p.form ->> 'to' is not null;

update statutory_statement set
  text_zh = regexp_replace(text_zh, '。$', '；期满未恢复的，自期满之日起恢复计收。'),
  text_en = regexp_replace(text_en, '\.$', '; once the agreed time is over it is charged again, restored or not.')
where kind = 'pause' and about = 'base-charge';
