import type { Role } from '../../db/context.ts'
import { billingGuides, fieldGuides, meteringGuides } from './guides-of-departments.ts'

export type Step = readonly [to: string, title: string, inEnglish: string, text: string, textInEnglish: string]

const own: Step = [
  '/office/security',
  '登录与安全',
  'Your log-in',
  '改密码、登记动态口令、看谁在用您的账号。',
  'Change the password, enrol a second factor, see who uses your log-in.',
]
const lend: Step = [
  '/office/delegations',
  '休假委托',
  'Leave',
  '休假前把岗位委托给同事，主任同意后按日生效。',
  'Lend your role to a colleague for the days you are away.',
]

/** What each role does each day, and where: three to five steps, which the printed card says too. */
export const guides: Record<Role, readonly Step[]> = {
  ...billingGuides,
  ...meteringGuides,
  ...fieldGuides,
  customer: [
    [
      '/',
      '看余额和用电',
      'Balance and use',
      '首页是余额、最近的账单和用电情况。',
      'The first page: balance, latest bill, use.',
    ],
    ['/my/usage', '看哪天用得多', 'Use by day', '按天、按小时看用电曲线。', 'Your use by day and hour.'],
    [
      '/my/bills',
      '看账单',
      'Bills',
      '每一行怎么算出来的都写在账单里，可下载 PDF。',
      'Every line says how it was made; as PDF too.',
    ],
    [
      '/my/applications',
      '办电',
      'Apply',
      '新装、增容、过户等在网上申请，随时看进度。',
      'Ask for supply or a change, and see how far it is.',
    ],
  ],
  agent: [
    [
      '/desk',
      '接来电',
      'Answer calls',
      '来电时客户档案自动打开，先看有没有停电、欠费。',
      'The caller’s file opens by itself; look for outage and arrears first.',
    ],
    [
      '/desk/orders',
      '看在途工单',
      'Open orders',
      '快到时限的排在前面；办不了的转班长。',
      'Those that are due come first; hand on what you cannot do.',
    ],
    [
      '/desk/knowledge',
      '查知识',
      'Knowledge',
      '用客户的原话检索；没有找到的记为缺口。',
      'Search in the caller’s words; note what is not found.',
    ],
    [
      '/desk/security',
      '登录与安全',
      'Your log-in',
      '改密码，看谁在用您的账号。',
      'Change the password, see who uses your log-in.',
    ],
  ],
  lead: [
    [
      '/desk/orders',
      '盯时限',
      'Watch the clocks',
      '先看超时和快超时的工单，催办或改派。',
      'Late and nearly late orders first.',
    ],
    ['/desk', '看排队', 'The queue', '没人接的来电从这里接。', 'Take calls that nobody answers.'],
    [
      '/desk/knowledge/tasks',
      '补知识',
      'Mend the knowledge',
      '分派缺口和复审；别人写的文章由您复核。',
      'Assign gaps and reviews; release what others wrote.',
    ],
    [
      '/desk/security',
      '登录与安全',
      'Your log-in',
      '改密码，看谁在用您的账号。',
      'Change the password, see who uses your log-in.',
    ],
  ],
  dispatcher: [
    ['/grid', '看全网', 'The network', '先看告警和失电的台区。', 'Alarms and districts without supply first.'],
    [
      '/grid/alarms',
      '处理告警',
      'Alarms',
      '确认告警，判断是停电还是通信断。',
      'Acknowledge; tell outage from silence.',
    ],
    [
      '/desk/orders',
      '派抢修',
      'Send a crew',
      '把报修工单派给抢修队，盯到场时限。',
      'Give fault orders to a crew and watch the arrival.',
    ],
  ],
  crew: [
    [
      '/desk/orders',
      '接抢修单',
      'Take an order',
      '接单、到场、恢复各点一次，时限按这三次计。',
      'Accept, arrive, restore: each is a clock.',
    ],
    [
      '/desk/security',
      '登录与安全',
      'Your log-in',
      '改密码，看谁在用您的账号。',
      'Change the password, see who uses your log-in.',
    ],
    [
      '/desk/orders',
      '写处理结果',
      'Write what was done',
      '故障原因和处理结果写清楚，客户会看到。',
      'Say the cause and what was done; the customer reads it.',
    ],
  ],
  quality: [
    [
      '/desk/orders',
      '抽查工单',
      'Look at orders',
      '看答复是否清楚、时限是否按时。',
      'Whether the answer is clear and in time.',
    ],
    [
      '/grid/exceptions',
      '看数据异常',
      'Exceptions',
      '哪些读数被判异常、怎么处理的。',
      'What was judged wrong, and what was done.',
    ],
    [
      '/office/parameters?department=callcenter',
      '工单时限',
      'Deadlines',
      '各类工单的时限和依据，可起草修改。',
      'Deadlines and their basis; draft a change.',
    ],
  ],
  intake: [
    [
      '/office/applications',
      '受理申请',
      'Take applications',
      '新申请先查资料，齐了就受理，缺的容缺。',
      'Look at the papers; take it in, or say what is missing.',
    ],
    [
      '/office/application-reminders',
      '到期提醒',
      'Ending soon',
      '临时用电、暂停到期前联系客户。',
      'Call before a temporary supply or a pause ends.',
    ],
    [
      '/office/duplicates',
      '客户查重',
      'Duplicates',
      '同一个人建了两份档案的，合并。',
      'One person with two files: merge them.',
    ],
    ['/office/work-calendar', '工作日历', 'Work calendar', '时限按这里的工作日算。', 'Limits count by these days.'],
    lend,
  ],
  manager: [
    [
      '/office/applications-waiting',
      '待我处理',
      'Waiting for me',
      '升级上来的申请先处理。',
      'What was escalated comes first.',
    ],
    [
      '/office/application-statistics',
      '看达标率',
      'Clocks kept',
      '业扩时限达标率和哪一步慢。',
      'Which share was kept, and which step is slow.',
    ],
    [
      '/office/held',
      '待审核账单',
      'Held bills',
      '大额、突增的账单放行或退回。',
      'Let large or jumping bills go, or send them back.',
    ],
    [
      '/office/parameters/changes',
      '放行参数修改',
      'Release changes',
      '看清测算影响和依据再放行，自己起草的由别人放行。',
      'See the effect and the basis; another releases what you drafted.',
    ],
    [
      '/office/delegations',
      '审批委托',
      'Delegations',
      '同事休假的委托由您同意。',
      'You agree to what colleagues lend.',
    ],
  ],
  auditor: [
    [
      '/office/audit',
      '营销稽查',
      'Audit',
      '每晚查出的问题和处理结果。',
      'What the night found, and what became of it.',
    ],
    ['/office/permissions', '权限一览', 'Permissions', '谁能做什么、凭什么。', 'Who may do what, and why.'],
    [
      '/office/parameters?state=recent',
      '最近改过的参数',
      'Changed rules',
      '谁改的、依据什么、谁放行的。',
      'Who changed what, by which text, released by whom.',
    ],
    ['/office/users', '用户', 'Users', '新增、停用、双人复核岗位。', 'Added, disabled, guarded roles.'],
  ],
  admin: [
    [
      '/office/users',
      '管用户',
      'Users',
      '新增、停用、设一次性密码；双人复核岗位由另一位管理员同意。',
      'Add, disable, set a password; guarded roles take two.',
    ],
    ['/office/organisations', '组织机构', 'Units', '省、市、县、所一级一级建。', 'Province, city, county, station.'],
    [
      '/office/bringing',
      '数据导入',
      'Bring data in',
      '先试导入看错误，再由另一人放行。',
      'Look through a sheet first; another releases it.',
    ],
    [
      '/office/parameters?department=app',
      '登录策略',
      'Log-in policy',
      '密码、锁定、动态口令的规定，两位管理员一起改。',
      'Rules of passwords and codes, changed by two.',
    ],
    own,
  ],
}
