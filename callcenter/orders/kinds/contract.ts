/** What work orders may be about, and what is asked of them: names only; which hold on a day are `order_subkind` and `order_field`. */

type Said = { zh: string; en: string }
const titles = <Code extends string>(of: Record<Code, Said>) => of

/** The nine kinds of 95598 (业务分类). */
export const kindTitles = titles({
  'fault-repair': { zh: '故障报修', en: 'Fault repair' },
  'service-request': { zh: '服务申请', en: 'Service request' },
  inquiry: { zh: '查询', en: 'Inquiry' },
  advice: { zh: '咨询', en: 'Advice' },
  complaint: { zh: '投诉', en: 'Complaint' },
  report: { zh: '举报', en: 'Report' },
  opinion: { zh: '意见', en: 'Opinion' },
  suggestion: { zh: '建议', en: 'Suggestion' },
  praise: { zh: '表扬', en: 'Praise' },
})
export type OrderKind = keyof typeof kindTitles

export const subkindTitles = titles({
  bill: { zh: '电费电量', en: 'Bill and use' },
  'outage-notice': { zh: '停电信息', en: 'Outage notice' },
  progress: { zh: '业务进度', en: 'Progress of a case' },
  price: { zh: '电价政策', en: 'Prices' },
  supply: { zh: '办电业务', en: 'Supply' },
  'low-voltage': { zh: '低压故障', en: 'Low voltage' },
  'high-voltage': { zh: '高压故障', en: 'High voltage' },
  'voltage-quality': { zh: '电能质量', en: 'Voltage quality' },
  'customer-side': { zh: '客户内部故障', en: 'On the customer’s side' },
  'meter-fault': { zh: '计量故障', en: 'Meter at fault' },
  'not-electric': { zh: '非电力故障', en: 'Not electric' },
  service: { zh: '服务投诉', en: 'Conduct of service' },
  business: { zh: '营业投诉', en: 'Business' },
  outage: { zh: '停送电投诉', en: 'Outage' },
  'supply-quality': { zh: '供电质量投诉', en: 'Quality of supply' },
  construction: { zh: '电网建设投诉', en: 'Grid construction' },
  conduct: { zh: '行风问题', en: 'Misconduct' },
  theft: { zh: '窃电', en: 'Theft' },
  breach: { zh: '违约用电', en: 'Breach of contract' },
  damage: { zh: '破坏、偷盗电力设施', en: 'Damage to plant' },
  'meter-check': { zh: '验表', en: 'Meter check' },
  'meter-abnormal': { zh: '电能表异常', en: 'Meter abnormal' },
  'reading-doubt': { zh: '抄表数据异常', en: 'Reading in doubt' },
  reconnection: { zh: '复电', en: 'Reconnection' },
  'appliance-damage': { zh: '家电损坏', en: 'Appliance damaged' },
  charging: { zh: '充电现场服务', en: 'Charging on site' },
  'low-score': { zh: '不满意', en: 'Dissatisfied' },
  other: { zh: '其他', en: 'Other' },
  unclassified: { zh: '未分类', en: 'Unclassified' },
})

/** The roles that do the work. */
export const handlerTitles = titles({
  agent: { zh: '坐席', en: 'Agent' },
  crew: { zh: '抢修班', en: 'Crew' },
  reader: { zh: '抄表员', en: 'Reader' },
  inspector: { zh: '用电检查', en: 'Inspector' },
  intake: { zh: '业扩受理', en: 'Intake' },
  billing: { zh: '电费核算', en: 'Billing' },
  quality: { zh: '服务质量', en: 'Quality' },
  'district-manager': { zh: '台区经理', en: 'District manager' },
})
export type Handler = keyof typeof handlerTitles

/** `date` YYYY-MM-DD, `month` YYYY-MM, `instant` ISO 8601. */
export type FieldShape = 'text' | 'number' | 'flag' | 'date' | 'month' | 'instant'

export const orderFields = {
  extent: { zh: '停电范围', en: 'Extent of the outage', shape: 'text' },
  danger: { zh: '有人身或火灾危险', en: 'Danger to people or of fire', shape: 'flag' },
  sign: { zh: '异常现象', en: 'What is seen', shape: 'text' },
  'happened-at': { zh: '发生时间', en: 'When it happened', shape: 'instant' },
  'complained-of': { zh: '反映对象（文字说明）', en: 'Whom it is about, in words', shape: 'text' },
  'bill-month': { zh: '电费年月', en: 'Bill month', shape: 'month' },
  'seen-reading': { zh: '客户所见示数', en: 'Reading as seen', shape: 'number' },
  clue: { zh: '线索', en: 'Clue', shape: 'text' },
  praised: { zh: '被表扬的单位或人员', en: 'Who is praised', shape: 'text' },
  'paid-on': { zh: '交清欠费日期', en: 'Arrears paid on', shape: 'date' },
  appliances: { zh: '损坏的电器', en: 'What is damaged', shape: 'text' },
  place: { zh: '充电地点', en: 'Where to charge', shape: 'text' },
} as const satisfies Record<string, Said & { shape: FieldShape }>
export type OrderField = keyof typeof orderFields

/** A sub-kind that only says "other" adds nothing to its kind. */
export function nameOrder(kind: OrderKind, subkind: string): Said {
  const of = kindTitles[kind]
  if (subkind === 'other' || subkind === 'unclassified') return of
  const own = (subkindTitles as Record<string, Said>)[subkind] ?? { zh: subkind, en: subkind }
  return { zh: `${of.zh}·${own.zh}`, en: `${of.en}: ${own.en}` }
}
