import type { ParameterSet, Said } from '../../db/parameters/set.ts'

const kinds: Record<string, Said> = {
  'log-in-failures': { zh: '登录失败计数', en: 'Counts of failed log-ins' },
  sessions: { zh: '登录会话', en: 'Sessions' },
  'kept-answers': { zh: '重复提交的应答', en: 'Answers kept for repeated requests' },
  'delivered-events': { zh: '内部事件', en: 'Internal events' },
  'ended-application-files': { zh: '撤销或不予受理的申请资料', en: 'Files of applications that came to nothing' },
  'interval-readings': { zh: '15 分钟负荷曲线', en: 'Quarter-hour curves' },
  'phone-codes': { zh: '验证码记录', en: 'Codes sent to phones' },
  'binding-failures': { zh: '绑定失败计数', en: 'Counts of failed bindings' },
  messages: { zh: '短信发送记录', en: 'Short messages' },
  notices: { zh: '给客户的通知', en: 'Notices to customers' },
  'audit-record': { zh: '审计记录', en: 'Audit record' },
  'accounting-books': { zh: '账单、收款等会计凭证和账簿', en: 'Bills, payments and books' },
  'accounting-papers': { zh: '供用电合同等其他会计资料', en: 'Contracts and other papers' },
  'call-recordings': { zh: '通话录音', en: 'Call recordings' },
}
const units: Record<string, Said> = { days: { zh: '天', en: 'days' }, months: { zh: '个月', en: 'months' } }

export const keepingParameters: ParameterSet[] = [
  {
    name: 'retention-rule',
    department: 'app',
    kind: 'limit',
    title: { zh: '数据保存期限', en: 'How long data are kept' },
    about: {
      zh: '每类数据保存多久，从何时算起；到期由每晚的任务清除，法律要求至少保存的不清除。',
      en: 'How long each kind is kept, from when; what is over is erased by night, what the law wants kept is not.',
    },
    tables: ['retention_rule'],
    change: { how: 'two', drafts: ['admin'], releases: ['admin', 'manager'] },
    rows: {
      table: 'retention_rule',
      keys: [{ name: 'kind', title: { zh: '数据', en: 'Kind of data' }, type: 'code', words: kinds }],
      values: [
        { name: 'figure', title: { zh: '期限', en: 'Kept for' }, type: 'integer', least: 1, most: 1200 },
        { name: 'unit', title: { zh: '单位', en: 'Unit' }, type: 'code', words: units, isFixed: true },
        { name: 'counted_from', title: { zh: '起算', en: 'Counted from' }, type: 'text', isFixed: true },
        { name: 'is_least', title: { zh: '至少保存', en: 'At least' }, type: 'flag', isFixed: true },
      ],
      basis: 'legal_basis',
      confirmed: 'confirmed',
      hasEnd: true,
    },
  },
]
