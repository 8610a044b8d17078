-- Papers and pictures of applications are kept here, each content once; what may come in, and how large, is dated data.
create table attachment_limit (
  -- A media type, with the bytes of one file, or `files` of one application.
  name text not null,
  value int not null check (value > 0),
  basis text not null,
  -- False: to be confirmed.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  exclude using gist (name with =, daterange(valid_from, valid_to) with &&)
);
insert into attachment_limit (name, value, basis, confirmed, valid_from) values
  ('image/jpeg', 5242880, '企业内部要求:照片单个不超过5兆(待确认)', false, '2000-01-01'),
  ('image/png', 5242880, '企业内部要求:照片单个不超过5兆(待确认)', false, '2000-01-01'),
  ('image/webp', 5242880, '企业内部要求:照片单个不超过5兆(待确认)', false, '2000-01-01'),
  ('application/pdf', 8388608, '企业内部要求:文件单个不超过8兆(待确认)', false, '2000-01-01'),
  ('files', 60, '企业内部要求:每份申请不超过60个文件(待确认)', false, '2000-01-01');

create table stored_file (
  sha256 bytea primary key check (length(sha256) = 32),
  media_type text not null,
  bytes bytea not null check (length(bytes) > 0),
  check (sha256(bytes) = sha256)
);
alter table stored_file alter column bytes set storage external;

create table attachment (
  id bigint generated always as identity primary key,
  application_id bigint not null references application (id),
  kind text not null check (kind in ('identity', 'property', 'load-list', 'name-change', 'design', 'completion',
    'authorisation', 'other', 'site-photo', 'sketch')),
  sha256 bytea not null references stored_file (sha256),
  name text not null check (length(name) between 1 and 120),
  -- What a customer brought is his to see; what the office added, once it was opened to him.
  open_to_customer boolean not null,
  added_by text not null,
  added_by_name text not null,
  added_at timestamptz not null,
  unique (application_id, sha256)
);

-- Texts of the supply contract (供用电合同), dated and numbered; `{name}` is filled in from what was agreed.
create table contract_template (
  code text not null check (code in ('household', 'low-voltage', 'high-voltage')),
  version int not null,
  title text not null,
  clauses jsonb not null check (jsonb_typeof(clauses) = 'array'),
  basis text not null,
  -- False: to be confirmed by the company's lawyers.
  confirmed boolean not null,
  valid_from date not null,
  valid_to date check (valid_to > valid_from),
  primary key (code, version),
  exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);
insert into contract_template (code, version, title, clauses, basis, confirmed, valid_from)
select code, 1, title, jsonb_build_array(
  jsonb_build_object('title', '用电地址、性质与容量', 'text',
    '用电人的用电地址为{address},用电性质为{class}。合同约定容量为{capacity},用电人不得擅自超过约定容量用电。{temporary}'),
  jsonb_build_object('title', '供电方式', 'text', '供电人以{supply}方式向用电人供电。{transformers}' || extra),
  jsonb_build_object('title', '用电计量', 'text',
    '计量方式为{mode}。{meters}用电计量装置由供电人安装、维护和检定;任何一方对计量有异议,可以申请校验,校验期间先按原计量结果结清电费。'),
  jsonb_build_object('title', '电价与电费结算', 'text',
    '电价按政府价格主管部门批准的电价执行,本合同执行的电价为{price}。{base}电价调整时按调整后的电价执行。用电人应当在账单载明的期限内足额交付电费;逾期未交的,按国家规定承担电费违约金。'),
  jsonb_build_object('title', '产权分界与维护责任', 'text',
    '双方以供用电设施产权分界点划分维护管理责任,产权分界点见供电方案;分界点电源侧由供电人维护,负荷侧由用电人维护。'),
  jsonb_build_object('title', '供电人的义务', 'text',
    '供电人应当按照国家规定的供电质量标准和约定安全供电;因检修、依法限电等原因需要停电的,应当按照规定事先通知用电人。'),
  jsonb_build_object('title', '用电人的义务', 'text',
    '用电人应当按照国家有关规定和约定安全、节约用电,不得转供电、窃电或者违约用电;变更用电应当事先向供电人办理手续。'),
  jsonb_build_object('title', '违约责任', 'text', '任何一方违反本合同的,依照《中华人民共和国民法典》《电力法》《供电营业规则》承担责任。'),
  jsonb_build_object('title', '合同的生效与终止', 'text', '本合同自双方签字或者盖章之日起生效;用电人销户或者过户的,自手续办结之日起终止。'),
  jsonb_build_object('title', '争议解决', 'text', '双方发生争议的,协商解决;协商不成的,可以向用电地人民法院起诉。')
), '民法典第六百四十八条至第六百五十六条;供电营业规则(合同文本为示范文本,待确认)', false, date '2024-06-01'
from (values
  ('household', '居民供用电合同', ''),
  ('low-voltage', '低压供用电合同', '用电人自备电源的,应当与电网可靠闭锁,不得向电网倒送电。'),
  ('high-voltage', '高压供用电合同', '用电人自备电源的,应当与电网可靠闭锁;受电设施应当经检验合格后投入运行,调度事项另签调度协议。功率因数考核标准为{powerFactor}。')
) as text (code, title, extra);

-- What a contract said each time it was drawn up; the latest is what was signed.
create table contract_draft (
  application_id bigint not null references application (id),
  version int not null,
  template_code text not null,
  template_version int not null,
  terms jsonb not null,
  drafted_at timestamptz not null,
  drafted_by text not null,
  primary key (application_id, version),
  foreign key (template_code, template_version) references contract_template (code, version)
);
create trigger contract_draft_kept before update or delete on contract_draft
  for each row execute function refuse_change();

-- What an archived application changed in the customer file, field by field, as it was read there before and after.
create table application_change (
  application_id bigint not null references application (id),
  position int not null,
  account_no text,
  thing text not null check (thing in ('account', 'point', 'transformer')),
  name text,
  field text not null,
  before text,
  after text,
  valid_from date not null,
  primary key (application_id, position)
);
create trigger application_change_kept before update or delete on application_change
  for each row execute function refuse_change();

-- How much of a transformer may be promised, before its largest load is taken off (可开放容量).
insert into scheme_limit (name, value, basis, confirmed, valid_from) values
  ('openCapacityShare', 0.8, '可开放容量按额定容量的80%扣除最大负荷计算(企业标准,待确认)', false, '1996-10-08');
