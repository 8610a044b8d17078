-- Whose call an agent ends is asked to press a key before his line is let go: whether, in which words and with which keys is dated data.
alter table satisfaction drop constraint satisfaction_way_check,
  add constraint satisfaction_way_check check (way in ('call', 'message', 'own', 'chat', 'keys'));

-- How far the question of a call is. The score itself stands with all others; whoever reads this does not learn it.
create table key_rating (
  contact_id bigint primary key references contact (id) on delete cascade,
  language text not null check (language in ('zh', 'en')),
  asked_at timestamptz not null,
  -- How often it was said to him.
  asks int not null check (asks > 0),
  -- The command to the engine of which it is to be heard what became; what is heard of another counts for nothing.
  awaits bigint,
  -- Of whom nothing is heard until then, his line is let go.
  expires_at timestamptz not null,
  state text not null check (state in ('asking', 'thanking', 'over')),
  outcome text check (outcome in ('answered', 'silent', 'hung-up', 'unheard')),
  check ((state = 'asking') = (outcome is null))
);
create index key_rating_open on key_rating (expires_at) where state <> 'over';
create index key_rating_at on key_rating (asked_at);

create table key_rating_rule (
  rule text not null check (rule in ('asked', 'times', 'seconds', 'again-days')),
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into key_rating_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('asked', 1, '本系统规定：坐席结束通话后是否请客户按键评价'),
  ('times', 2, '本系统规定：评价提示音最多播报次数'),
  ('seconds', 6, '本系统规定：播报后等待按键的时间'),
  ('again-days', 7, '本系统规定：同一客户多少天内不重复请其按键评价')
) as t (rule, figure, basis);

create table key_rating_key (
  key text not null check (key ~ '^[0-9]$'),
  score int not null check (score between 1 and 5),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (key with =, daterange(valid_from, valid_to) with &&)
);
insert into key_rating_key (key, score, basis, confirmed, valid_from)
select n::text, n, '本系统规定：按键与满意度分值的对应', false, '2015-01-01' from generate_series(1, 5) n;

create table key_rating_words (
  part text not null check (part in ('question', 'again', 'thanks')),
  text_zh text not null check (length(text_zh) between 1 and 300),
  text_en text not null check (length(text_en) between 1 and 300),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (part with =, daterange(valid_from, valid_to) with &&)
);
insert into key_rating_words (part, text_zh, text_en, basis, confirmed, valid_from)
select part, text_zh, text_en, '本系统规定：按键评价的播报内容', false, '2015-01-01' from (values
  ('question', '请您对本次服务评价：非常满意请按 5，满意请按 4，一般请按 3，不满意请按 2，非常不满意请按 1。',
    'Please rate this call: press 5 for very satisfied, 4 for satisfied, 3 for fair, 2 for dissatisfied, 1 for very dissatisfied.'),
  ('again', '没有收到您的评价。', 'We did not receive your rating.'),
  ('thanks', '感谢您的评价，再见。', 'Thank you for your rating, and good-bye.')
) as t (part, text_zh, text_en);

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'contact_event_kind_check';
  alter table contact_event drop constraint contact_event_kind_check;
  execute 'alter table contact_event add constraint contact_event_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''keys-asked''::text, ''keys-ended''::text, ');
end $$;
