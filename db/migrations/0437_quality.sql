-- Calls that are recorded, the sheet by which they are judged, who judged what, and what an agent had to say to it.
-- The command by which a caller is told that his call is recorded: one that was not told so is not.
alter table contact add column recording_told_by bigint;

create table quality_rule (
  rule text not null check (rule in ('record-calls', 'sample-percent', 'new-agent-percent', 'new-agent-days', 'long-call-minutes',
    'short-call-seconds', 'pass-points', 'appeal-days')),
  figure int not null check (figure >= 0),
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (rule with =, daterange(valid_from, valid_to) with &&)
);
insert into quality_rule (rule, figure, basis, confirmed, valid_from)
select rule, figure, basis, false, '2015-01-01' from (values
  ('record-calls', 1, '本系统规定:人工通话全程录音,接通前告知'),
  ('sample-percent', 5, '本系统规定:每名坐席抽检比例'),
  ('new-agent-percent', 20, '本系统规定:新坐席抽检比例'),
  ('new-agent-days', 90, '本系统规定:首次接听后多少天内视为新坐席'),
  ('long-call-minutes', 10, '本系统规定:超过多少分钟的通话必检'),
  ('short-call-seconds', 15, '本系统规定:不足多少秒的通话必检'),
  ('pass-points', 85, '本系统规定:质检合格分'),
  ('appeal-days', 3, '本系统规定:结果公布后多少天内可以申诉')
) as t (rule, figure, basis);

-- 质检表: what is judged, for how many points; a fatal item that is missed leaves none (一票否决). A call goes by the items of its day.
create table quality_item (
  code text not null,
  title_zh text not null,
  title_en text not null,
  points int not null check (points between 0 and 100),
  is_fatal boolean not null,
  basis text not null,
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);
insert into quality_item (code, title_zh, title_en, points, is_fatal, basis, confirmed, valid_from)
select code, zh, en, points, fatal, '供电服务规范(GB/T 28583);分值为本系统规定', false, '2015-01-01' from (values
  ('greeting', '开头语与结束语规范', 'Greeting and farewell', 10, false),
  ('identity', '核对客户身份与户号', 'Whose account it is, made sure', 15, false),
  ('listening', '倾听与沟通，不抢话', 'Listens and does not interrupt', 15, false),
  ('knowledge', '业务解答准确', 'Answers are right', 25, false),
  ('record', '工单与记录完整准确', 'Record and order are complete', 20, false),
  ('follow-up', '承诺清楚，时限交代到位', 'What is promised, and by when', 15, false),
  ('rudeness', '无辱骂、推诿、挂断客户', 'No abuse, no putting off, no hanging up', 0, true),
  ('privacy', '未泄露客户信息', 'Nothing told to whom it does not concern', 0, true)
) as t (code, zh, en, points, fatal);

create table quality_draw (
  id bigint generated always as identity primary key,
  organisation_id bigint not null references organisation (id),
  from_on date not null,
  to_on date not null check (to_on > from_on),
  -- With the rules of the day and this, anybody draws the same again.
  seed text not null,
  calls int not null,
  drawn_by text not null,
  drawn_at timestamptz not null,
  exclude using gist (organisation_id with =, daterange(from_on, to_on) with &&)
);

create table quality_sheet (
  id bigint generated always as identity primary key,
  draw_id bigint not null references quality_draw (id),
  contact_id bigint not null unique references contact (id),
  agent_id bigint not null references app_user (id),
  -- Why it was drawn.
  reasons text[] not null,
  state text not null check (state in ('open', 'judged', 'appealed', 'final')),
  judged_by text,
  judged_at timestamptz,
  score int check (score between 0 and 100),
  is_fatal boolean not null default false,
  -- What he is to do better.
  advice text,
  appealed_at timestamptz,
  appeal text,
  decided_by text check (decided_by <> judged_by),
  decided_at timestamptz,
  verdict text check (verdict in ('upheld', 'changed')),
  decision_reason text,
  check ((state = 'open') = (judged_at is null) and (judged_at is null) = (score is null) and (judged_at is null) = (judged_by is null)),
  check ((state = 'final') = (decided_at is not null))
);
create index quality_sheet_of_agent on quality_sheet (agent_id, judged_at);
create index quality_sheet_to_do on quality_sheet (draw_id) where state in ('open', 'appealed');

create table quality_mark (
  sheet_id bigint not null references quality_sheet (id),
  code text not null,
  points int not null check (points >= 0),
  most int not null check (most >= points),
  -- Of a fatal item: whether it was missed.
  is_missed boolean not null default false,
  note text,
  primary key (sheet_id, code)
);

do $$
declare
  listed text;
begin
  select pg_get_constraintdef(oid) into listed from pg_constraint where conname = 'retention_rule_kind_check';
  alter table retention_rule drop constraint retention_rule_kind_check;
  execute 'alter table retention_rule add constraint retention_rule_kind_check '
    || replace(listed, 'ARRAY[', 'ARRAY[''quality-sheets''::text, ');
end $$;
insert into retention_rule (kind, figure, unit, counted_from, is_least, legal_basis, confirmed, valid_from) values
  ('quality-sheets', 24, 'months', '质检评定', false, '与通话录音同期限;期限为本系统规定', false, '2021-11-01');
update retention_rule set legal_basis = '个人信息保护法第十九条:保存期限为实现处理目的所必要的最短时间;期限为本系统规定'
where kind = 'call-recordings' and legal_basis = '期限为本系统规定;尚未接入录音';
