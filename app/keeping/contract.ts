import { z } from 'zod'
import { accountNoShape } from '../../db/customers/contract.ts'

/** What the kinds of data are called that a rule of keeping names. */
export const keptKinds = {
  'log-in-failures': { zh: '登录失败计数', en: 'Counts of failed log-ins' },
  sessions: { zh: '登录会话', en: 'Sessions' },
  'kept-answers': { zh: '重复提交的应答', en: 'Answers kept for repeated requests' },
  'delivered-events': { zh: '内部事件', en: 'Internal events' },
  'ended-application-files': { zh: '撤销或不予受理的申请资料', en: 'Files of applications that came to nothing' },
  'interval-readings': { zh: '15 分钟负荷曲线', en: 'Quarter-hour curves' },
  'terminal-events': { zh: '终端事件', en: 'Events of terminals' },
  'phone-codes': { zh: '验证码记录', en: 'Codes sent to phones' },
  'binding-failures': { zh: '绑定失败计数', en: 'Counts of failed bindings' },
  messages: { zh: '短信发送记录', en: 'Short messages' },
  notices: { zh: '给客户的通知', en: 'Notices to customers' },
  'audit-record': { zh: '审计记录', en: 'Audit record' },
  'accounting-books': { zh: '账单、收款等会计凭证和账簿', en: 'Bills, payments and books' },
  'accounting-papers': { zh: '供用电合同等其他会计资料', en: 'Contracts and other papers' },
  'customer-file': { zh: '客户档案', en: 'Customer file' },
  'daily-readings': { zh: '日电量', en: 'Daily energy' },
  'lapsed-application-files': { zh: '容缺资料逾期未补的申请资料', en: 'Files of applications whose papers never came' },
  calls: { zh: '来电与咨询', en: 'Calls' },
  'work-orders': { zh: '工单', en: 'Work orders' },
  'caller-marks': { zh: '来电人标记', en: 'Marks of callers' },
  'desk-notices': { zh: '必读通知与阅读记录', en: 'Notices for the desk, and who read them' },
  'service-matters': { zh: '重要服务事项报备', en: 'Service matters' },
  rosters: { zh: '排班、请假与在岗记录', en: 'Rosters, absences and attendance' },
  'quality-sheets': { zh: '质检单', en: 'Sheets of quality' },
  'hand-overs': { zh: '交接班记录', en: 'Hand-overs' },
  'knowledge-questions': { zh: '知识库提问与缺口', en: 'What was asked of the knowledge base' },
  'mail-attachments': { zh: '来信与会话附件', en: 'Files of mail and chats' },
  consents: { zh: '已撤回的同意', en: 'Consents withdrawn' },
  'ended-bindings': { zh: '已解除的绑定', en: 'Bindings undone' },
  'call-recordings': { zh: '通话录音', en: 'Call recordings' },
}

/** From when on they are kept, in English; in Chinese the rule says it (`counted_from`). */
export const keptFromEn: Partial<Record<keyof typeof keptKinds, string>> = {
  'customer-file': 'the end of the supply contract',
  'accounting-books': 'the end of the accounting year',
  'daily-readings': 'the day of use',
  'ended-application-files': 'the day on which the application came to nothing',
  calls: 'the end of the call',
  'caller-marks': 'the day on which the mark was over',
  'work-orders': 'the day on which it was done',
  'audit-record': 'the act',
  'ended-bindings': 'the day on which it was undone',
  consents: 'the day on which it was withdrawn',
  notices: 'the day on which it was told',
  messages: 'the day on which it was sent or given up',
}

const reason = z.string().trim().min(2, '请写明理由').max(200)

const rule = z.object({
  kind: z.string(),
  figure: z.number(),
  unit: z.enum(['days', 'months']),
  countedFrom: z.string(),
  /** At least so long: nothing of it is erased by itself. */
  isLeast: z.boolean(),
  legalBasis: z.string(),
  confirmed: z.boolean(),
  /** What was earlier is over. */
  before: z.iso.datetime(),
  /** Rows that are over and would be erased next; null where nothing is erased. `isMore`: counted so far only. */
  due: z.number().nullable(),
  isMore: z.boolean(),
  latest: z.object({ at: z.iso.datetime(), erased: z.number() }).nullable(),
})

export const retention = z.object({
  rules: z.array(rule),
  /** Accounts of which nothing is erased: held, or needed by something open. */
  keptAccounts: z.number(),
})
export type Retention = z.infer<typeof retention>

export const legalHold = z.object({
  id: z.number(),
  accountNo: z.string(),
  unit: z.string(),
  reason: z.string(),
  placedBy: z.string(),
  placedAt: z.iso.datetime(),
  liftedBy: z.string().nullable(),
  liftedAt: z.iso.datetime().nullable(),
  liftReason: z.string().nullable(),
})
export type LegalHold = z.infer<typeof legalHold>
export const legalHolds = z.object({ items: z.array(legalHold) })
export type LegalHolds = z.infer<typeof legalHolds>

/** POST /api/keeping/holds */
export const newHold = z.strictObject({ accountNo: accountNoShape, reason })
/** POST /api/keeping/holds/{id}/lifting */
export const holdLifting = z.strictObject({ reason })
