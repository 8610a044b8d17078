import { png } from '../intake/files.ts'

/** How each route that writes to a thing named by its address is limited; one that stands here with no rule fails the matrix. */
export type Writing =
  /** Its parameters, by the names of `Things`, in order; `body` over what its shape gives. */
  | { of: string; body?: Record<string, unknown>; unproved?: string }
  /** The same to everybody who may call it. */
  | { free: string }

type Body = Record<string, unknown>
const of = (names: string, body?: Body): Writing => ({ of: names, ...(body ? { body } : {}) })
/** Nobody of the own county is served with what there is: that another is refused is all that is proved. */
const unproved = (names: string, because: string, body?: Body): Writing => ({
  of: names,
  unproved: because,
  ...(body ? { body } : {}),
})
const free = (because: string): Writing => ({ free: because })

const at = '2026-03-09T00:00:00+08:00'
const application = (url: string, body?: Body): [string, Writing] => [
  `POST /api/intake/applications/:id/${url}`,
  of('application', body),
]
const user = (url: string, body?: Body): [string, Writing] => [`POST /api/people/users/:id/${url}`, of('user', body)]
const order = (url: string, body: Body = {}): [string, Writing] => [
  `POST /api/callcenter/work-orders/:id/${url}`,
  of('order', { version: 1, note: '已处理', ...body }),
]
const clock = (act: string): [string, Writing] => [
  `POST /api/callcenter/work-orders/:id/clock-${act}`,
  of('order', { version: 1, clock: 'arrive', reason: '客户要求改期' }),
]
const price = (method: string, url: string): [string, Writing] => [
  `${method} /api/billing/price-versions/:version${url}`,
  free('全公司同一电价目录'),
]
const slots = { day: '2026-03-08', slots: [{ at: '2026-03-08T00:15:00+08:00', energyWh: 100 }] }

export const writings: Record<string, Writing> = {
  'DELETE /api/session/standing/:id': unproved('uuid', '只有本人自己的会话,见 own-sessions.test.ts'),
  'PUT /api/citizens/bindings/:accountNo': free('凭账单上的绑定码,见 citizen-bindings.test.ts'),
  'DELETE /api/citizens/bindings/:id': unproved('account', '只有本人和户主的绑定,见 citizen-bindings.test.ts'),
  'PUT /api/citizens/accounts/:accountNo/nickname': of('accountNo', { nickname: '老家' }),
  'POST /api/parameters/changes/:id/release': free('全公司同一参数'),
  'POST /api/parameters/changes/:id/withdrawal': free('全公司同一参数'),
  'POST /api/parameters/changes/:id/revocation': free('全公司同一参数'),
  'POST /api/system/parked-events/:subscriber/:eventId/reruns': free('运维所见的内部事件,只有编号'),
  'POST /api/customers/accounts/:accountNo/phone-reveals': of('accountNo'),
  ...Object.fromEntries([
    user('changes', { roles: ['agent'] }),
    user('disabling'),
    user('enabling'),
    user('one-time-password', { password: 'Yicixing-2026' }),
    user('second-factor-reset'),
    application('steps', { step: 'accept', version: 1, data: { papersSeen: true } }),
    application('corrections', { version: 1, form: { to: '南墙外' } }),
    application('returns', { step: 'survey', to: 'accept', version: 1 }),
    application('withdrawal', { version: 1 }),
    application('refusal', { version: 1 }),
    application('suspension', { version: 1, code: 'customer' }),
    application('resumption', { version: 1 }),
    application('assignments', { version: 1, step: 'accept', holder: null }),
    application('papers', { version: 1, papers: [{ kind: 'identity', number: '1' }] }),
    application('attachments', { kind: 'identity', name: 'a.png', base64: png(9).toString('base64') }),
    application('accounts/sheets', {
      version: 1,
      sheet: 'accounts',
      base64: Buffer.from('户名\n').toString('base64'),
      dryRun: false,
    }),
    application('contract-drafts'),
    application('escalation', { version: 1 }),
    application('handover', { version: 1 }),
    application('migration', { version: 1 }),
    application('migration/decision', { version: 1, decision: 'rejected' }),
    application('messages'),
    application('messages/reading', { throughId: 1 }),
    ...['answer', 'dispatch', 'acceptance', 'refusal', 'departure', 'arrival', 'restoration', 'contact', 'result'].map(
      (step) => order(step),
    ),
    ['POST /api/callcenter/work-orders/:id/merger', of('order', { version: 1, intoId: 1 })],
    ['POST /api/callcenter/work-orders/:id/merger-undo', of('order', { version: 1 })],
    [
      'POST /api/callcenter/work-orders/:id/tasks',
      of('order', { version: 1, handler: 'crew', description: '核对', dueAt: '2026-03-10T09:30:00+08:00' }),
    ],
    ...(['acceptance', 'refusal', 'result', 'cancellation'] as const).map((act): [string, Writing] => [
      `POST /api/callcenter/order-tasks/:id/${act}`,
      of('task', { version: 1, note: '不属本所' }),
    ]),
    [
      'POST /api/callcenter/work-orders/:id/crew-entries',
      of('order', {
        phoneNow: at,
        entry: { entryId: '00000000-0000-4000-8000-000000000009', writtenAt: at, step: 'acceptance', photos: [] },
      }),
    ],
    clock('pause'),
    clock('resumption'),
    order('estimate', { estimatedAt: at }),
    order('call-back', { outcome: 'satisfied' }),
    ...['audit', 'closure', 'return', 'urge', 'supervision', 'reopening', 'transfer', 'cancellation'].map((step) =>
      order(step),
    ),
    price('PUT', ''),
    price('POST', '/review'),
    price('POST', '/publication'),
    price('POST', '/withdrawal'),
    price('POST', '/replays'),
  ]),
  'POST /api/intake/applications/:id/matches': unproved('application', '没有疑似同一客户'),
  'POST /api/intake/applications/:id/field-entries': of('application', {
    writtenAt: at,
    obstacle: { step: 'survey', reason: '无人在家' },
  }),
  'POST /api/keeping/holds/:id/lifting': of('hold'),
  'POST /api/people/role-requests/:id/decision': of('roleRequest'),
  'POST /api/people/organisations/:id/renaming': of('organisation'),
  'POST /api/people/organisations/:id/removal': of('organisation'),
  'POST /api/people/delegations/:id/decision': of('delegation'),
  'POST /api/people/delegations/:id/ending': of('delegation'),
  'POST /api/people/access-reviews/:id/decisions': of('review'),
  'POST /api/people/customer-log-ins/:accountNo/second-factor-reset': of('accountNo'),
  'PUT /api/intake/attachments/:id/opening': of('attachment'),
  'POST /api/intake/reminders/:id/closing': of('reminder'),
  'POST /api/intake/merges/:id/undo': of('merge'),
  'POST /api/metering/points/:id/readings': of('point'),
  'POST /api/metering/alarms/:id/acknowledgement': of('alarm'),
  'POST /api/metering/alarms/:id/repair': of('alarm'),
  'POST /api/metering/planned-works/:id/extension': of('plannedWork', { toAt: '2030-01-02T00:00:00+08:00' }),
  'POST /api/metering/planned-works/:id/withdrawal': of('plannedWork'),
  'POST /api/metering/repairs/:id/assignment': of('repair', { to: 'acquisition-X' }),
  'POST /api/metering/repairs/:id/notes': of('repair'),
  'POST /api/metering/repairs/:id/closure': of('repair'),
  'POST /api/metering/points/:id/clock-settings': of('point'),
  'POST /api/metering/points/:id/questions': of('point'),
  'POST /api/metering/terminals/:id/questions': of('mqttTerminal'),
  'POST /api/metering/points/:id/curve-proposals': of('point', slots),
  'POST /api/metering/points/:id/curve-edits': of('point', slots),
  'POST /api/metering/points/:id/site-readings': of('point', {
    day: '2026-03-09',
    measuredAt: at,
    registersWh: { importTotal: 1_000_000 },
    photo: { mediaType: 'image/png', base64: png(64, 64).toString('base64') },
  }),
  'POST /api/metering/points/:id/register-estimates': of('point', { day: '2026-03-09' }),
  'POST /api/metering/register-exceptions/:id/decision': of('standIn'),
  'POST /api/metering/points/:id/register-verdicts': unproved('point', '没有存疑示数', { role: 'importTotal', at }),
  'POST /api/metering/register-verdicts/:id/undoing': of('verdict'),
  'PUT /api/metering/terminals/:id/mapper': of('mqttTerminal', { speaks: null }),
  'POST /api/metering/terminals/:id/credential': of('mqttTerminal'),
  'DELETE /api/metering/terminals/:id/credential': of('mqttTerminal'),
  'POST /api/metering/exchanges/:id/assignment': of('exchange', { to: 'installer-X' }),
  'POST /api/metering/exchanges/:id/withdrawal': of('exchange'),
  'POST /api/metering/exchanges/:id/entries': of('exchange', { writtenAt: at, exchangedAt: at }),
  'POST /api/metering/exchanges/:id/review': of('exchange', { entryId: '00000000-0000-4000-8000-000000000001' }),
  'PUT /api/metering/points/:id/section': of('point', { from: '2026-04-01' }),
  'POST /api/metering/reading-plans/:id/refreshment': of('plan'),
  'POST /api/metering/reading-plans/:id/acceptances': of('plan'),
  'POST /api/metering/reading-plans/:id/returns': of('plan'),
  'PUT /api/metering/reading-plans/:id/reader': of('plan', { reader: 'reader-X' }),
  'POST /api/metering/special-readings/:id/recall': of('special'),
  'POST /api/metering/special-readings/:id/review': of('special', { verdict: 'cancel', note: '不再需要' }),
  'POST /api/billing/parked/:id/reruns': of('parked'),
  'POST /api/billing/parked/:id/demand': of('parked'),
  'POST /api/billing/parked/:id/power-factor-standard': of('parked'),
  'PUT /api/billing/check-rules/:code': free('全公司同一审核规则'),
  'POST /api/billing/audit-orders/:id/decision': of('auditOrder'),
  'POST /api/billing/correction-tasks/:id/dismissal': of('correctionTask'),
  'POST /api/billing/charges/:id/issue': of('charge'),
  'POST /api/billing/charges/:id/discard': of('charge'),
  'POST /api/billing/charges/:id/reversal': of('charge'),
  'POST /api/billing/market-terms/:id/end': of('marketTerm', { on: '2026-04-01' }),
  'POST /api/billing/feed-in/plants/:id/end': of('plant', { on: '2026-04-01' }),
  'PUT /api/billing/agency-prices/:region/:month': free('公布的代理购电价格'),
  'DELETE /api/callcenter/calls/:callId': free('电话系统所报的通话,来电时还不知是谁'),
  ...Object.fromEntries(
    ['PUT :version', 'DELETE :version', 'POST :version/release', 'POST :version/trials'].map(
      (route): [string, Writing] => [route.replace(' ', ' /api/callcenter/menu-flows/'), free('全公司同一语音导航')],
    ),
  ),
  'POST /api/callcenter/quality-sheets/:id/judgement': unproved('qualitySheet', '须评全当日各项,见 quality.test.ts'),
  'POST /api/callcenter/quality-sheets/:id/appeal': unproved('qualitySheet', '只有被评坐席可申诉,见 quality.test.ts'),
  'POST /api/callcenter/quality-sheets/:id/decision': unproved('qualitySheet', '须已申诉,见 quality.test.ts'),
  'PUT /api/callcenter/recordings/:id/listening': unproved('recording', '电话平台须有这段录音,见 quality.test.ts'),
  'POST /api/callcenter/follow-ups/:id/ringing': unproved('followUp', '须先领取,见 follow-up.test.ts'),
  'POST /api/callcenter/follow-ups/:id/outcome': unproved('followUp', '须先领取并拨打,见 follow-up.test.ts', {
    outcome: 'answered',
    score: 4,
  }),
  'PUT /api/callcenter/own-ratings/:subjectNo': of('orderNo', { score: 4 }),
  'PUT /api/callcenter/rosters/:weekOn': free('只及本单位的排班'),
  'POST /api/callcenter/rosters/:weekOn/suggestion': free('只及本单位的排班'),
  'POST /api/callcenter/rosters/:weekOn/publication': free('只及本单位的排班'),
  'POST /api/callcenter/absences/:id/decision': of('absence', { verdict: 'granted' }),
  'POST /api/callcenter/shift-exchanges/:id/agreement': unproved(
    'shiftExchange',
    '只有被请求的本人可同意,见 rosters.test.ts',
  ),
  'POST /api/callcenter/shift-exchanges/:id/decision': unproved('shiftExchange', '须双方已确认,见 rosters.test.ts', {
    verdict: 'granted',
  }),
  'POST /api/callcenter/hand-overs/:id/items': of('handOver'),
  'POST /api/callcenter/hand-overs/:id/signing': of('handOver', { version: 1 }),
  'POST /api/callcenter/hand-overs/:id/items/:itemId/acceptance': unproved(
    'handOver handOverItem',
    '须已由另一名班长签字,见 hand-overs.test.ts',
  ),
  'POST /api/callcenter/hand-overs/:id/items/:itemId/refusal': unproved(
    'handOver handOverItem',
    '须已由另一名班长签字,见 hand-overs.test.ts',
  ),
  'POST /api/callcenter/hand-overs/:id/items/:itemId/answer': unproved(
    'handOver handOverItem',
    '须已退回,见 hand-overs.test.ts',
  ),
  'POST /api/callcenter/hand-overs/:id/taking': unproved('handOver', '须已由另一名班长签字,见 hand-overs.test.ts'),
  'POST /api/callcenter/hand-over-items/:id/completion': of('handOverItem'),
  ...Object.fromEntries(
    [
      ...['PUT versions/:id', 'DELETE versions/:id', 'PUT synonyms/:id', 'DELETE synonyms/:id'],
      ...['submission', 'return', 'release', 'withdrawal'].map((step) => `POST versions/:id/${step}`),
      ...['POST articles/:id/versions', 'POST articles/:id/uses', 'PUT tasks/:id/owner', 'POST tasks/:id/end'],
    ].map((route): [string, Writing] => [
      route.replace(' ', ' /api/callcenter/knowledge/'),
      free('知识中没有客户;属某单位的文章只由其人员改动,见 knowledge.test.ts'),
    ]),
  ),
  'POST /api/callcenter/storms/:id/end': of('storm'),
  'PUT /api/callcenter/agents/:id/skills': of('agent', { skills: {} }),
  'PUT /api/callcenter/agents/:id/state': of('agent', { state: 'away' }),
  ...Object.fromEntries(
    Object.entries({
      messages: { key: 'message-1', body: '您好' },
      reading: { throughId: 1 },
      return: {},
      transfers: { skill: 'general', note: '请接手' },
      attachments: { key: 'message-1', name: 'a.png', base64: '' },
    }).map(([act, body]): [string, Writing] => [
      `POST /api/callcenter/chats/:id/${act}`,
      unproved('contact', '这次联系不是会话,见 chat.test.ts', body),
    ]),
  ),
  'POST /api/callcenter/accounts/:accountNo/meters/:pointId/readings': of('accountNo point'),
  'POST /api/callcenter/accounts/:accountNo/meters/:pointId/questions': of('accountNo point'),
  'PUT /api/callcenter/accounts/:accountNo/views/:viewId': of('accountNo uuid'),
  'DELETE /api/callcenter/accounts/:accountNo/views/:viewId': of('accountNo uuid'),
  'POST /api/callcenter/desk-notices/:id/versions': of('deskNotice', {
    ...{ version: 1, title: '须知', body: '请再阅读', roles: ['agent'], skills: [], isMandatory: false },
    ...{ validFrom: at, validTo: '2099-01-01T00:00:00+08:00' },
  }),
  'POST /api/callcenter/desk-notices/:id/withdrawal': of('deskNotice', { reason: '不再需要' }),
  'PUT /api/callcenter/agents/me/notices/:id/reading': unproved(
    'deskNotice',
    '只有发给本人的,见 desk-notices.test.ts',
    {
      version: 1,
    },
  ),
  'PUT /api/callcenter/service-matters/:id/draft': of('serviceMatter', {
    ...{ revision: 1, title: '计划检修', kind: 'planned-work', orders: ['complaint~outage'], scope: { units: [1] } },
    ...{ validFrom: '2026-03-11T08:00:00+08:00', validTo: '2026-03-11T18:00:00+08:00', documentNo: '检修〔2026〕1号' },
    ...{ contactName: '吴站长', contactPhone: '0595-1234567', replyZh: '18 时前恢复。' },
  }),
  'POST /api/callcenter/service-matters/:id/submission': of('serviceMatter', { revision: 1 }),
  'POST /api/callcenter/service-matters/:id/acceptance': of('serviceMatter', { revision: 1 }),
  'POST /api/callcenter/service-matters/:id/return': of('serviceMatter', { revision: 1, reason: '口径不明' }),
  'POST /api/callcenter/service-matters/:id/withdrawal': of('serviceMatter', { revision: 1, reason: '检修取消' }),
  'PUT /api/callcenter/contacts/:id/listening': unproved('contact', '须是正在通话的来电,见 listening.test.ts', {
    ...{ how: 'listen', reason: '新员工辅导' },
  }),
  'DELETE /api/callcenter/contacts/:id/listening': unproved('contact', '须正在监听,见 listening.test.ts'),
  'PUT /api/callcenter/promised-calls/:id/agent': of('promise', { agentId: null, reason: '改派', version: 1 }),
  'PUT /api/callcenter/promised-calls/:id/window': of('promise', {
    ...{ from: '2026-03-10T15:00:00+08:00', until: '2026-03-10T15:30:00+08:00', askedBy: 'customer' },
    ...{ reason: '客户要求改期', version: 1 },
  }),
  'POST /api/callcenter/promised-calls/:id/withdrawal': of('promise', { reason: '不再需要', version: 1 }),
  'POST /api/callcenter/caller-marks/:id/confirmation': of('callerMark'),
  'POST /api/callcenter/caller-marks/:id/end': of('callerMark', { reason: '不再需要' }),
  'POST /api/callcenter/contacts/:id/mark-acts': unproved('contact', '须是坐席手上的通话,见 marks.test.ts', {
    ...{ mark: 'silent', act: 'greet' },
  }),
  'POST /api/callcenter/chats/:id/messages/:messageId/deliveries': unproved(
    'contact',
    '没有未发出的答复，见 channels.test.ts',
  ),
  'POST /api/callcenter/mails-aside/:id/tries': free('全公司同一信箱,只有编号,由 mail.test.ts 证明'),
  'POST /api/callcenter/contacts/:id/answer': of('contact'),
  'PUT /api/callcenter/contacts/:id/account': of('contact', { version: 1 }),
  'PUT /api/callcenter/contacts/:id/draft': of('contact'),
  'PUT /api/callcenter/contacts/:id/identity/facts': of('contact', { facts: [{ kind: 'name', value: '陈桂兰' }] }),
  'POST /api/callcenter/contacts/:id/identity/codes': of('contact'),
  'PUT /api/callcenter/contacts/:id/identity/code-check': of('contact', { code: '123456' }),
  'POST /api/callcenter/contacts/:id/identity/papers': of('contact'),
  'POST /api/callcenter/contacts/:id/applications': of('contact', {
    ...{ kind: 'low-voltage-residential', form: {}, papers: [], address: '幸福小区5幢301室' },
    applicant: { name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' },
  }),
  'POST /api/callcenter/contacts/:id/bill-links': of('contact'),
  'PUT /api/callcenter/contacts/:id/hold': of('contact', { held: true }),
  'POST /api/callcenter/contacts/:id/hang-up': of('contact'),
  'POST /api/callcenter/contacts/:id/transfers': of('contact', { skill: 'general', note: '请接手' }),
  'POST /api/callcenter/hand-ins/:id/reply': of('handIn', { version: 1, reply: '已答复' }),
  'POST /api/callcenter/hand-ins/:id/return': of('handIn', {
    version: 1,
    note: '退回重办',
    dueAt: '2099-01-01T00:00:00+08:00',
  }),
  'POST /api/callcenter/hand-ins/:id/extension': of('handIn', {
    version: 1,
    note: '同意延期',
    dueAt: '2099-01-01T00:00:00+08:00',
  }),
  'POST /api/callcenter/contacts/:id/closure': of('contact', { version: 1 }),
  'POST /api/bringing/bringings/:id/release': of('bringing'),
  'POST /api/bringing/bringings/:id/withdrawal': of('bringing'),
}
