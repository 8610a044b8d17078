import type { Things } from './matrix-cast.ts'

/**
 * What a body may name of somebody else's: each key of a writing route that names a thing stands here with which thing it is,
 * or why it is nobody's. `body` is served to the own county; with one thing of another in it, it is to change nothing.
 */
export type BodyRule = {
  /** By the key's path; the thing it names, or why it may name any. */
  keys: Record<string, string | { free: string }>
  /** Things of the address, in order. */
  of?: string
  body?: (things: Things, role: string) => Record<string, unknown>
  /** Nobody is served with what there is: that a strange one is refused is all that is proved. */
  unproved?: string
  /** It acts on what of its own it finds, and on a strange one does nothing. */
  isQuiet?: true
}

const reason = '已核对的说明'
const onApplication = (rest: BodyRule['body'], keys: BodyRule['keys'] = {}): BodyRule => ({
  of: 'application',
  keys: { attachmentIds: 'attachment', ...keys },
  body: (things, role) => ({
    ...{ version: 1, reason, attachmentIds: [Number(things.attachment)] },
    ...rest?.(things, role),
  }),
  unproved: '资料须与所办环节相符,见 attachments.test.ts',
})
const ofAccount = (rest: Record<string, unknown> = {}, unproved?: string): BodyRule => ({
  keys: { accountNo: 'accountNo' },
  body: ({ accountNo }) => ({ accountNo, reason, ...rest }),
  ...(unproved ? { unproved } : {}),
})
const handOver = (unproved?: string): BodyRule => ({
  of: 'order',
  keys: { unitId: 'unit' },
  body: ({ unit }) => ({ version: 1, note: '转派', unitId: Number(unit) }),
  ...(unproved ? { unproved } : {}),
})
const knowledge = (organisationId: number) => ({
  ...{
    category: 'outage',
    title: '停电须知',
    questions: [],
    body: '停电时请先看漏电保护器。',
    legalBasis: '本公司规定',
  },
  ...{ isPublic: false, organisationId, validFrom: '2026-03-10', validTo: null, reviewOn: '2027-03-10' },
})
const serviceMatter = {
  ...{ title: '计划检修', kind: 'planned-work', orders: ['complaint~outage'], documentNo: '检修〔2026〕1号' },
  ...{ validFrom: '2026-03-11T08:00:00+08:00', validTo: '2026-03-11T18:00:00+08:00' },
  ...{ contactName: '吴站长', contactPhone: '0595-1234567', replyZh: '18 时前恢复。' },
}
const free = (because: string) => ({ free: because })
const clock = free('时刻或日期,不是谁的')
const ownKey = free('提交者自拟的编号')

export const bodies: Record<string, BodyRule> = {
  'POST /api/people/users': {
    keys: { username: free('新用户名'), organisationId: 'unit' },
    body: ({ unit }) => ({
      ...{ username: 'newcomer', name: '新人', organisationId: Number(unit), roles: ['agent'] },
      ...{ password: 'A long password 12', reason },
    }),
  },
  'POST /api/people/users/:id/changes': {
    of: 'user',
    keys: { organisationId: 'unit' },
    body: ({ unit }) => ({ name: '改名', organisationId: Number(unit), roles: ['cashier'], reason }),
  },
  'POST /api/people/organisations': {
    keys: { parentId: 'top' },
    body: ({ top }) => ({ parentId: Number(top), kind: 'station', code: 'Z9', name: '新所', reason }),
  },
  'POST /api/people/delegations': {
    keys: { username: 'colleague' },
    body: ({ colleague }, role) => ({
      ...{ username: colleague, roles: [role], from: '2026-03-20', through: '2026-03-22', reason },
    }),
  },
  'POST /api/people/access-reviews': {
    keys: { organisationId: 'top' },
    body: ({ top }) => ({ organisationId: Number(top) }),
    unproved: '本季度的复核已开',
  },
  'POST /api/people/access-reviews/:id/decisions': {
    of: 'review',
    keys: { itemIds: 'item' },
    body: ({ item }) => ({ itemIds: [Number(item)], decision: 'kept', reason }),
  },
  'POST /api/keeping/holds': ofAccount({}, '本户已在保全中,见 retention 各测试'),
  'POST /api/intake/applications': {
    keys: { accountNo: 'accountNo', organisationId: free('受理单位由地址所在地定,新装才问') },
    body: ({ accountNo }) => ({ kind: 'pause', accountNo, form: {}, papers: [] }),
    unproved: '本户已有在途申请',
  },
  'POST /api/callcenter/contacts/:id/applications': {
    of: 'contact',
    keys: { accountNo: 'accountNo', organisationId: free('受理单位由地址所在地定,新装才问') },
    body: ({ accountNo }) => ({ kind: 'meter-move', accountNo, form: { to: '南墙外' }, papers: [] }),
    unproved: '须是坐席本人正在进行的联系',
  },
  'POST /api/intake/applications/:id/steps': onApplication(() => ({ step: 'accept', data: { papersSeen: true } })),
  'POST /api/intake/applications/:id/returns': onApplication(() => ({ step: 'survey', to: 'accept' }), {
    to: free('环节'),
  }),
  'POST /api/intake/applications/:id/withdrawal': onApplication(() => ({})),
  'POST /api/intake/applications/:id/refusal': onApplication(() => ({})),
  'POST /api/intake/applications/:id/suspension': onApplication(() => ({ code: 'customer' })),
  'POST /api/intake/applications/:id/resumption': onApplication(() => ({})),
  'POST /api/intake/applications/:id/assignments': onApplication(
    ({ of }) => ({ step: 'accept', holder: `intake-${of}` }),
    {
      holder: 'of',
    },
  ),
  'POST /api/intake/applications/:id/escalation': onApplication(() => ({})),
  'POST /api/intake/applications/:id/handover': onApplication(({ unit }) => ({ organisationId: Number(unit) }), {
    organisationId: 'unit',
  }),
  'POST /api/intake/calendar/previews': { keys: { 'days.[].entry.spans.[].to': clock } },
  'POST /api/intake/calendar/changes': { keys: { 'days.[].entry.spans.[].to': clock } },
  'POST /api/intake/acceptances': {
    keys: { 'applications.[].id': 'application' },
    body: ({ application }) => ({ applications: [{ id: Number(application), version: 1 }], opinion: reason }),
    isQuiet: true,
  },
  'POST /api/intake/applications/:id/matches': {
    of: 'application',
    keys: { customerId: 'customer' },
    body: ({ customer }) => ({ customerId: Number(customer), decision: 'same' }),
    unproved: '没有疑似同一客户',
  },
  'POST /api/intake/duplicates/apart': {
    keys: { oneId: 'customer', otherId: 'customer' },
    body: ({ customer, twin }) => ({ oneId: Number(twin), otherId: Number(customer) }),
    unproved: '见 duplicates.test.ts',
  },
  'POST /api/intake/merges': {
    keys: { keptId: 'customer', mergedId: 'customer' },
    body: ({ customer, twin }) => ({ keptId: Number(twin), mergedId: Number(customer), reason }),
    unproved: '见 duplicates.test.ts',
  },
  'POST /api/intake/applications/:id/field-entries': {
    of: 'application',
    keys: { entryId: ownKey, 'completion.attachmentIds': 'attachment' },
    body: ({ attachment }) => ({
      ...{ entryId: '00000000-0000-4000-8000-0000000000b1', writtenAt: '2026-03-09T00:00:00+08:00' },
      completion: { version: 1, step: 'survey', attachmentIds: [Number(attachment)], data: {} },
    }),
    unproved: '还没有到现场环节',
  },
  'POST /api/intake/applications/:id/messages/reading': { keys: { throughId: free('本申请内的序号,界限而已') } },
  'POST /api/intake/unit-contacts': {
    keys: { organisationId: 'unit' },
    body: ({ unit }) => ({
      ...{ organisationId: Number(unit), name: '营业厅', phone: '0574-1234567', hours: null, validFrom: '2026-04-01' },
    }),
  },
  'POST /api/metering/alarm-acknowledgements': {
    keys: { alarmIds: 'alarm' },
    body: ({ alarm }) => ({ alarmIds: [Number(alarm)], note: reason }),
    isQuiet: true,
  },
  'POST /api/metering/planned-works': {
    keys: {
      districtId: 'district',
      feederId: { free: '线路属变电站，见 planned-work.test.ts' },
      pointNos: { free: '本单位以外的逐个退回，见 planned-work.test.ts' },
    },
    body: ({ district }) => ({
      ...{
        kind: 'outage',
        districtId: Number(district),
        fromAt: '2029-12-31T00:00:00+08:00',
        toAt: '2030-01-01T00:00:00+08:00',
      },
      reason,
    }),
  },
  'POST /api/metering/alarm-endings': {
    keys: { alarmIds: 'alarm' },
    body: ({ alarm }) => ({ alarmIds: [Number(alarm)], reason }),
    isQuiet: true,
  },
  'POST /api/metering/repairs/:id/assignment': {
    of: 'repair',
    keys: { to: 'of' },
    body: ({ of }) => ({ to: `acquisition-${of}` }),
  },
  'POST /api/metering/exception-decisions': {
    keys: { findingIds: 'finding' },
    body: ({ finding }) => ({ findingIds: [Number(finding)], action: 'accept', reason }),
    isQuiet: true,
  },
  'POST /api/metering/quarantine/adoptions': {
    keys: { terminal: free('还不是谁的终端,只有资产号'), districtId: 'district' },
    body: ({ district }) => ({ terminal: 'T-NEW-9', districtId: Number(district) }),
    unproved: '没有待认领的终端',
  },
  'POST /api/metering/quarantine/releases': {
    keys: { terminal: 'terminal', meter: 'quarantinedMeter' },
    body: ({ terminal, of }) => ({ terminal, meter: `Q-${of}`, reason: 'UNKNOWN_METER' }),
    isQuiet: true,
    unproved: '报文不完整,不能重新入库,见 quarantine.test.ts',
  },
  'POST /api/metering/quarantine/discards': {
    keys: { terminal: 'terminal', meter: 'quarantinedMeter' },
    body: ({ terminal, of }) => ({ terminal, meter: `Q-${of}`, reason: 'UNKNOWN_METER', because: reason }),
    isQuiet: true,
    unproved: '放行后已没有这些报文,见 quarantine.test.ts',
  },
  'POST /api/metering/device-receipts': {
    keys: { assetNos: free('新到货的资产号'), organisationId: 'unit', meter: free('型号参数') },
    body: ({ unit, of }) => ({
      ...{ kind: 'seal', assetNos: [`S-${of}`], organisationId: Number(unit), batch: `P-${of}`, reason, model: '铅封' },
    }),
  },
  'POST /api/metering/device-moves': {
    keys: {
      assetNos: 'meter',
      organisationId: 'unit',
      pointNo: 'pointNo',
      person: free('领用人,见 device-store.test.ts'),
      certificateNo: free('检定证书号'),
    },
    body: ({ meter, unit }) => ({
      ...{ step: 'allot', assetNos: [meter], organisationId: Number(unit), reason, batch: 'B1' },
    }),
    unproved: '在装的表不能调拨,见 device-store.test.ts',
  },
  'POST /api/metering/exchanges': {
    keys: { pointId: 'point', repairOrderId: 'repair', assignTo: 'of' },
    body: ({ point, repair, of }) => ({
      ...{ pointId: Number(point), reason, repairOrderId: Number(repair), assignTo: `installer-${of}` },
    }),
    unproved: '本点已有换表单',
  },
  'POST /api/metering/exchanges/:id/assignment': {
    of: 'exchange',
    keys: { to: 'of' },
    body: ({ of }) => ({ to: `installer-${of}` }),
  },
  'POST /api/metering/exchanges/:id/entries': {
    of: 'exchange',
    keys: { entryId: ownKey, oldAssetNo: 'meter', newAssetNo: 'meter' },
    body: ({ meter }) => ({
      ...{ entryId: '00000000-0000-4000-8000-0000000000b2', oldAssetNo: meter, newAssetNo: meter },
      ...{ writtenAt: '2026-03-09T00:00:00+08:00', exchangedAt: '2026-03-09T00:00:00+08:00' },
      ...{ endRegisters: {}, startRegisters: {}, ct: 1, pt: 1, seals: [], remarks: '', photos: [] },
    }),
    unproved: '新表须在库并已领用,见 exchanges.test.ts',
  },
  'POST /api/metering/exchanges/:id/review': { keys: { entryId: free('本换表单内的填报') } },
  'PUT /api/metering/sections': {
    keys: { sectionNo: 'sectionNo', organisation: 'place', manager: 'of', districts: 'districtName' },
    body: ({ sectionNo, place, of, districtName }) => ({
      ...{ sectionNo, organisation: place, manager: `reader-${of}`, readingDay: 2, months: 1, oddMonths: false },
      ...{ districts: [districtName], from: '2026-05-01' },
    }),
  },
  'PUT /api/metering/points/:id/section': {
    of: 'point',
    keys: { sectionId: 'section' },
    body: ({ section }) => ({ sectionId: Number(section), from: '2026-06-01' }),
  },
  'POST /api/metering/reading-plans/:id/acceptances': {
    of: 'plan',
    keys: { 'points.[].pointId': 'point' },
    body: ({ point }) => ({ points: [{ pointId: Number(point), version: 1 }], unflagged: false }),
    unproved: '还没有抄到的示数',
  },
  'POST /api/metering/reading-plans/:id/returns': {
    of: 'plan',
    keys: { pointId: 'point' },
    body: ({ point }) => ({ pointId: Number(point), way: 'site', reason }),
    unproved: '还没有抄到的示数',
  },
  'PUT /api/metering/reading-plans/:id/reader': {
    of: 'plan',
    keys: { reader: 'of' },
    body: ({ of }) => ({ reader: `reader-${of}` }),
  },
  'POST /api/metering/special-readings': {
    keys: { pointId: 'point', reader: 'of' },
    body: ({ point, of }) => ({
      ...{ pointId: Number(point), cause: 'dispute', day: '2026-03-08', dueOn: '2026-03-14', way: 'site', reason },
      reader: `reader-${of}`,
    }),
  },
  'POST /api/billing/runs': {
    keys: { organisationPath: 'county', accountNos: 'accountNo' },
    body: ({ county, accountNo }) => ({ billMonth: '2026-02', organisationPath: county, accountNos: [accountNo] }),
    isQuiet: true,
  },
  'POST /api/billing/held-bills/decisions': {
    keys: { 'which.hitIds': 'hit' },
    body: ({ hit }) => ({ which: { hitIds: [Number(hit)] }, decision: 'false-alarm', note: reason }),
    isQuiet: true,
    unproved: '这一命中所在的账单没有待审核,见 held.test.ts',
  },
  'POST /api/billing/corrections/previews': ofAccount(
    { fromMonth: '2026-01', throughMonth: '2026-02' },
    '有待审核的账单,见 corrections.test.ts',
  ),
  'POST /api/billing/corrections': ofAccount(
    { fromMonth: '2026-01', throughMonth: '2026-02' },
    '没有要更正的差异,见 corrections.test.ts',
  ),
  'POST /api/billing/charges': ofAccount(
    { kind: 'breach-charge', input: {}, aboutFrom: '2026-01-01', aboutTo: '2026-02-01', evidence: '照片' },
    '见 charge-routes.test.ts',
  ),
  'POST /api/billing/market-terms': ofAccount(
    { retailer: '西方售电', from: '2026-06-01', caseRef: 'A1' },
    '本户已入市',
  ),
  'POST /api/billing/market-terms/:id/end': {
    of: 'marketTerm',
    ...ofAccount({ on: '2026-04-01', how: 'left', caseRef: 'A1' }),
    unproved: '见 market.test.ts',
  },
  'POST /api/billing/feed-in/runs': {
    keys: { accountNos: 'accountNo' },
    body: ({ accountNo }) => ({ month: '2026-02', accountNos: [accountNo] }),
    isQuiet: true,
  },
  'POST /api/billing/feed-in/corrections/previews': ofAccount({ fromMonth: '2026-02' }, '没有上网电费'),
  'POST /api/billing/feed-in/corrections': ofAccount({ fromMonth: '2026-02' }, '没有上网电费'),
  'POST /api/billing/feed-in/plants': {
    keys: { accountNo: 'accountNo', pointNo: 'pointNo', generationPointNo: 'pointNo' },
    body: ({ accountNo, pointNo }) => ({
      ...{ accountNo, pointNo, mode: 'surplus', region: '31', plantKw: '5', register: 'exportTotal' },
      ...{ generationPointNo: pointNo, generationRegister: 'exportTotal', subsidyCode: null },
      ...{ from: '2026-04-01', reason, caseRef: 'A1' },
    }),
    unproved: '本点已并网',
  },
  'POST /api/billing/feed-in/plants/:id/end': {
    of: 'plant',
    ...ofAccount({ on: '2026-04-01', caseRef: 'A1' }),
    unproved: '见 feed-in.test.ts',
  },
  'POST /api/billing/price-versions/:version/replays': {
    of: 'version',
    keys: { organisationPath: 'county' },
    body: ({ county }) => ({ organisationPath: county, months: 1, thresholdPercent: 10 }),
    unproved: '草稿没有内容,见 price-routes.test.ts',
  },
  'POST /api/billing/timetables': { keys: { 'seasons.[].days.[].slots.[].to': clock } },
  'POST /api/billing/timetable-lags': {
    keys: { assetNos: 'meter', to: clock },
    body: ({ meter }) => ({ assetNos: [meter], from: '2026-02-01', to: null, reason }),
  },
  'POST /api/billing/payments': {
    keys: { accountNo: 'accountNo' },
    body: ({ accountNo }) => ({ accountNo, amountYuan: '1.00', channel: 'counter-cash', note: '' }),
  },
  'POST /api/callcenter/calls': { keys: { callId: ownKey } },
  'POST /api/callcenter/contacts': {
    keys: { accountNo: 'accountNo' },
    body: ({ accountNo }) => ({ channel: 'note', accountNo }),
  },
  'POST /api/callcenter/hand-ins': {
    keys: { accountNo: 'accountNo', theirNo: free('对方热线的编号') },
    body: ({ accountNo }) => ({
      ...{ hotline: '12345', theirNo: 'HD-9', said: '反映停电', handedAt: '2026-03-01T09:00:00+08:00', accountNo },
    }),
    unproved: '手上已有联系的坐席不能再受理,见 hand-ins.test.ts',
  },
  'PUT /api/callcenter/contacts/:id/account': {
    of: 'contact',
    keys: { accountNo: 'accountNo' },
    body: ({ accountNo }) => ({ accountNo, version: 1 }),
    unproved: '只有接这次来电的坐席可改,见 contacts.test.ts',
  },
  'POST /api/callcenter/desk-notices': {
    keys: { unitId: 'unit' },
    body: ({ unit }) => ({
      ...{ unitId: Number(unit), title: '须知', body: '请阅读', roles: ['agent'], skills: [], isMandatory: false },
      ...{ validFrom: '2026-03-10T00:00:00+08:00', validTo: '2026-03-20T00:00:00+08:00' },
    }),
  },
  'POST /api/callcenter/promised-calls': { keys: { contactId: free('须是坐席本人的联系,见 promises.test.ts') } },
  'PUT /api/callcenter/promised-calls/:id/agent': {
    of: 'promise',
    keys: { agentId: free('须是本单位坐席,见 promises.test.ts') },
    body: () => ({ agentId: null, reason, version: 1 }),
  },
  'POST /api/callcenter/service-matters': {
    keys: {
      unitId: 'unit',
      documentNo: free('报备依据的文号'),
      'scope.districts': 'district',
    },
    body: ({ unit, accountNo, district }) => ({
      ...serviceMatter,
      ...{
        unitId: Number(unit),
        scope: { units: [Number(unit)], districts: [Number(district)], accounts: [accountNo] },
      },
    }),
  },
  'PUT /api/callcenter/service-matters/:id/draft': {
    of: 'serviceMatter',
    keys: {
      documentNo: free('报备依据的文号'),
      'scope.districts': 'district',
    },
    body: ({ unit, accountNo, district }) => ({
      ...{ ...serviceMatter, validFrom: '2026-03-10T09:00:00+08:00', revision: 1 },
      scope: { units: [Number(unit)], districts: [Number(district)], accounts: [accountNo] },
    }),
  },
  'POST /api/callcenter/caller-marks': {
    keys: { accountNo: 'accountNo', contactId: free('须是坐席手上的联系,见 marks.test.ts') },
    body: ({ accountNo }) => ({ mark: 'silent', accountNo, reason }),
  },
  'PUT /api/callcenter/rosters/:weekOn': { keys: { 'shifts.[].userId': free('须是本单位坐席,见 rosters.test.ts') } },
  'POST /api/callcenter/shift-exchanges': { keys: { otherId: free('须在同一张已发布的排班里,见 rosters.test.ts') } },
  'POST /api/callcenter/hand-overs/:id/items': {
    of: 'handOver',
    keys: { accountNo: 'accountNo', workOrderNo: free('须属本单位,见 hand-overs.test.ts') },
    body: ({ accountNo }) => ({ note: '等回话', accountNo }),
  },
  'POST /api/callcenter/outbound-calls': {
    keys: { accountNo: 'accountNo' },
    body: ({ accountNo }) => ({ accountNo, urgentBecause: reason }),
    unproved: '须有电话线路,见 outbound.test.ts',
  },
  'POST /api/callcenter/contacts/:id/transfers': {
    of: 'contact',
    keys: { agentId: free('全公司同一坐席队') },
    body: () => ({ skill: 'general', note: '请接手' }),
    unproved: '只有正在通话的坐席可转,见 call-control.test.ts',
  },
  'POST /api/callcenter/chats/:id/transfers': {
    of: 'contact',
    keys: { agentId: free('全公司同一坐席队') },
    body: () => ({ skill: 'general', note: '请接手' }),
    unproved: '只有会话在手的坐席可转，见 chat-transfer.test.ts',
  },
  'POST /api/callcenter/storms': {
    keys: { organisationPath: 'county' },
    body: ({ county }) => ({
      organisationPath: county,
      textZh: '大面积停电',
      textEn: 'A large outage',
      endsAt: '2099-01-01T00:00:00Z',
    }),
    unproved: '须先发布语音导航,见 storms.test.ts',
  },
  'POST /api/callcenter/chats/:id/reading': { keys: { throughId: free('只及本人手上的会话,界限而已') } },
  'POST /api/callcenter/knowledge/articles': {
    keys: { organisationId: 'unit' },
    body: ({ unit }) => knowledge(Number(unit)),
  },
  'PUT /api/callcenter/knowledge/versions/:id': {
    keys: { 'draft.organisationId': 'unit' },
    body: ({ unit }) => ({ draft: knowledge(Number(unit)), revision: 1 }),
    unproved: '没有草稿可改,见 knowledge.test.ts',
  },
  'POST /api/callcenter/knowledge/tasks/:id/end': {
    keys: { articleNo: free('知识文章的编号,不是谁的') },
  },
  'POST /api/callcenter/work-orders': {
    keys: {
      ...{ accountNo: 'accountNo', contactId: 'contact', complainedUnitId: 'unit' },
      matterId: free('只有无户号时可选,须在本单位生效,由 matters-recognised.test.ts 证明'),
    },
    body: ({ accountNo, contact, unit }) => ({
      ...{ kind: 'complaint', subkind: 'outage', urgency: 'normal', accountNo, contactId: Number(contact) },
      complainedUnitId: Number(unit),
      ...{ address: '幸福小区', description: '停电' },
    }),
  },
  'POST /api/callcenter/work-orders/:id/dispatch': handOver(),
  'POST /api/callcenter/work-orders/:id/crew-entries': {
    of: 'order',
    keys: { 'entry.entryId': ownKey },
    body: () => ({
      phoneNow: '2026-03-09T00:00:00+08:00',
      entry: {
        ...{ entryId: '00000000-0000-4000-8000-000000000011', writtenAt: '2026-03-09T00:00:00+08:00' },
        step: 'acceptance',
      },
    }),
    unproved: '派单后才可接单,见 crew.test.ts',
  },
  'POST /api/callcenter/work-orders/:id/tasks': {
    of: 'order',
    keys: { unitId: 'unit' },
    body: ({ unit }) => ({
      ...{ version: 1, handler: 'crew', unitId: Number(unit), description: '核对', dueAt: '2026-03-10T09:30:00+08:00' },
    }),
    unproved: '派单后已是另一版本,见 order-tasks.test.ts',
  },
  'POST /api/callcenter/work-orders/:id/urge': {
    of: 'order',
    keys: { contactId: 'contact' },
    body: ({ contact }) => ({ version: 1, contactId: Number(contact) }),
    unproved: '派单后已是另一版本,见 order-steps.test.ts',
  },
  'POST /api/callcenter/work-orders/:id/merger': {
    of: 'order',
    keys: { intoId: 'fellowOrder' },
    body: ({ fellowOrder }) => ({ version: 1, intoId: Number(fellowOrder) }),
    unproved: '派单后已是另一版本,见 mergers.test.ts',
  },
  'POST /api/callcenter/work-orders/:id/transfer': handOver('派单后已是另一版本,见 order-steps.test.ts'),
  'POST /api/notices/reading': { keys: { throughId: free('只及本人的通知,界限而已') } },
  'PUT /api/notices/choices': { keys: { 'quiet.to': clock } },
}
