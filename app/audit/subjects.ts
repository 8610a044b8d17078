import { exportedLists } from '../../db/audit-acts.ts'
import type { Ctx } from '../../db/context.ts'
import { listNamed, listSubjectsOf, type Named } from './sql/subjects.ts'

export type Both = { zh: string; en: string }
export type Thing = { label: Both; to: string | null }

const lists: Record<string, readonly [zh: string, en: string]> = exportedLists

/** What each kind of subject is called, before its number or name. */
const kinds: Record<string, readonly [zh: string, en: string]> = {
  'access-review': ['权限复核', 'access review'],
  account: ['户号', 'account'],
  'agency-price': ['代理购电价格', 'agency price'],
  alarm: ['告警', 'alarm'],
  application: ['申请', 'application'],
  'audit-order': ['稽查工单', 'audit order'],
  backup: ['备份', 'backup'],
  bill: ['账单', 'bill'],
  'bill-check': ['待审核账单', 'held bills'],
  'bill-run': ['出账批次', 'bill run'],
  bringing: ['数据导入', 'bringing'],
  charge: ['追补单', 'charge'],
  'check-rule': ['审核规则', 'check rule'],
  contact: ['联系', 'contact'],
  customer: ['客户', 'customer'],
  delegation: ['委托', 'delegation'],
  'device-batch': ['计量资产批次', 'batch of devices'],
  'exchange-order': ['换表单', 'exchange order'],
  generation: ['分布式光伏', 'plant'],
  installation: ['装拆', 'installation'],
  list: ['清单', 'list'],
  mail: ['信箱邮件', 'mail'],
  merge: ['合并', 'merger'],
  month: ['月份', 'month'],
  name: ['不存在的用户名', 'a name that nobody has'],
  organisation: ['单位', 'unit'],
  'parameter-change': ['参数修改', 'change of a parameter'],
  payment: ['收款', 'payment'],
  payouts: ['付款', 'payout'],
  'planned-work': ['计划工作', 'planned work'],
  point: ['计量点', 'metering point'],
  price: ['电价版本', 'price version'],
  quarantine: ['隔离报文', 'quarantine'],
  'reading-plan': ['抄表计划', 'reading plan'],
  'repair-order': ['检修单', 'repair order'],
  retention: ['保存期限', 'retention'],
  'review-limit': ['复核阈值', 'review limit'],
  section: ['抄表段', 'reading section'],
  'special-reading': ['特抄单', 'special reading'],
  'supply-reminder': ['到期提醒', 'reminder'],
  terminal: ['终端', 'terminal'],
  timetable: ['分时时段', 'timetable'],
  unit: ['单位', 'unit'],
  user: ['用户', 'user'],
  'vee-decision': ['异常处理', 'decision'],
  'vee-rule': ['校验规则', 'validation rule'],
  'work-calendar': ['工作日历', 'work calendar'],
  'work-order': ['工单', 'work order'],
  'promised-call': ['约定回电', 'promised call'],
  'caller-mark': ['来电人标记', 'mark of a caller'],
  'desk-notice': ['必读通知', 'notice for the desk'],
  storm: ['大面积停电', 'large outage'],
  'call-days': ['历史话务量', 'calls of former days'],
  roster: ['排班', 'roster'],
  absence: ['请假', 'absence'],
  'shift-exchange': ['换班', 'exchange of shifts'],
  'quality-draw': ['抽检批次', 'draw'],
  'follow-up': ['回访', 'follow-up'],
  'quality-sheet': ['质检单', 'sheet'],
  'hand-over': ['交班单', 'hand-over'],
  'menu-flow': ['导航版本', 'menu version'],
  'quick-phrases': ['常用语', 'quick phrases'],
  knowledge: ['知识文章', 'knowledge article'],
  'knowledge-task': ['知识任务', 'knowledge task'],
}

/** Pages of the kinds whose things are found by their own key. */
const pages: Record<string, (key: string) => string> = {
  'access-review': (key) => `/office/access-reviews/${key}`,
  alarm: () => '/grid/alarms',
  'planned-work': () => '/grid/planned-work',
  'audit-order': () => '/office/audit',
  'bill-check': () => '/office/held',
  'bill-run': (key) => `/office/runs/${key}`,
  bringing: (key) => `/office/bringing/${key}`,
  'check-rule': () => '/office/check-rules',
  delegation: () => '/office/delegations',
  'exchange-order': (key) => `/grid/exchanges/${key}`,
  merge: () => '/office/duplicates',
  'parameter-change': () => '/office/parameters/changes',
  point: (key) => `/grid/meters/${key}`,
  price: (key) => `/office/prices/${encodeURIComponent(key)}`,
  'reading-plan': (key) => `/grid/reading/plans/${key}`,
  'repair-order': (key) => `/grid/collection/repairs/${key}`,
  retention: () => '/office/retention',
  'special-reading': () => '/grid/reading/special',
  terminal: (key) => `/grid/terminals/${key}`,
  unit: () => '/office/organisations',
  user: (key) => `/office/users?q=${encodeURIComponent(key)}`,
  'vee-rule': () => '/grid/exceptions',
  'work-calendar': () => '/office/work-calendar',
}

/** What each subject is called by whoever reads: by number and name where it is his to see, else by its key. */
export async function describeSubjects(ctx: Ctx, subjects: string[]): Promise<Map<string, Thing>> {
  const asked = [...new Set(subjects)]
  const named = await listNamed(ctx, asked)
  return new Map(asked.map((subject) => [subject, describe(subject, named.get(subject))]))
}

function describe(subject: string, named: Named | undefined): Thing {
  const [kind = '', ...rest] = subject.split(':')
  const key = rest.join(':')
  const [zh, en] = kinds[kind] ?? [kind, kind]
  const list = kind === 'list' ? lists[key] : undefined
  if (list) return { label: { zh: list[0], en: list[1] }, to: null }
  const called = named?.label ?? key
  // A customer is known by the accounts that he holds.
  if (kind === 'customer' && named) return { label: { zh: `户号 ${called}`, en: `account ${called}` }, to: named.to }
  const to = named?.to ?? pages[kind]?.(key) ?? null
  return { label: { zh: `${zh} ${called}`.trim(), en: `${en} ${called}`.trim() }, to }
}

/** The subjects under which anything of an account, an application or a user is on the record. Undefined: nothing was asked. */
export async function findSubjects(ctx: Ctx, about: string | undefined): Promise<string[] | undefined> {
  if (!about) return undefined
  if (about.includes(':')) return [about]
  const plain = about.replaceAll(/\s/g, '')
  return [...(await listSubjectsOf(ctx, plain)), `user:${plain}`, `application:${plain}`]
}
