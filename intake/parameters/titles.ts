import type { Said } from '../../db/parameters/set.ts'
import { applicationKinds } from '../forms.ts'
import { kindRules } from '../rules/kinds/all.ts'

export const kindTitles: Record<string, Said> = Object.fromEntries(
  applicationKinds.map((kind) => [kind, kindRules[kind].title]),
)

export const days: Said = { zh: '天', en: 'days' }
export const workingDays: Said = { zh: '个工作日', en: 'working days' }
export const months: Said = { zh: '个月', en: 'months' }
export const kilowatts: Said = { zh: '千瓦', en: 'kW' }
export const kilovoltamperes: Said = { zh: '千伏安', en: 'kVA' }
const share: Said = { zh: '(比例)', en: '(share)' }

/** What a rule of a kind is called, and in which unit its figure is; without one it is asked or not. */
export const statutoryRules: Record<string, Said & { unit?: Said }> = {
  'all-capacity-by-demand': {
    zh: '按需量计收的户须暂停全部容量',
    en: 'Who pays by demand pauses the whole capacity',
  },
  'arrears-cleared': { zh: '须先结清电费', en: 'Nothing is owed' },
  'billed-month-kept': { zh: '已抄表、已出账的月份不调整', en: 'A billed month is kept' },
  'capacity-not-exceeded': { zh: '超过原容量的按增容办理', en: 'More capacity is an increase' },
  'capacity-shared': { zh: '分户容量之和不超过原容量', en: 'The parts share the capacity' },
  'charged-by-agreement': { zh: '按约定容量和时数预收电费', en: 'Charged by agreement' },
  'greatest-months': { zh: '最长期限', en: 'At most', unit: months },
  'greatest-months-10kv': { zh: '10 千伏及以下最长期限', en: 'At most, up to 10 kV', unit: months },
  'greatest-months-35kv': { zh: '35 千伏及以上最长期限', en: 'At most, from 35 kV', unit: months },
  'greatest-months-ahead': { zh: '最多提前', en: 'At most ahead', unit: months },
  'greatest-months-per-year': { zh: '一年累计最长', en: 'At most in a year', unit: months },
  'greatest-replacement-percent': {
    zh: '暂换后容量不超过原变压器的',
    en: 'Replacement at most',
    unit: { zh: '%', en: '%' },
  },
  'greatest-unmetered-kw': { zh: '无表用电最大容量', en: 'Without a meter at most', unit: kilowatts },
  'least-days': { zh: '最短期限', en: 'At least', unit: days },
  'months-between-changes': { zh: '两次变更至少间隔', en: 'Between two changes', unit: months },
  'not-for-temporary-supply': { zh: '临时用电不办理', en: 'Not of a temporary supply' },
  'notice-working-days': { zh: '提前申请', en: 'Notice', unit: workingDays },
  'pv-10kv-up-to-kw': { zh: '10 千伏接入上限', en: 'At 10 kV up to', unit: kilowatts },
  'pv-220v-up-to-kw': { zh: '220 伏接入上限', en: 'At 220 V up to', unit: kilowatts },
  'pv-380v-up-to-kw': { zh: '380 伏接入上限', en: 'At 380 V up to', unit: kilowatts },
  'restore-within-months': { zh: '恢复期限', en: 'Restored within', unit: months },
  'sources-apart': { zh: '重要用户的电源须相互独立', en: 'Sources of the important stand apart' },
  'times-per-year': { zh: '每年次数', en: 'In a year', unit: { zh: '次', en: 'times' } },
  'two-part-from-kva': { zh: '两部制起点', en: 'Two parts from', unit: kilovoltamperes },
  'whole-transformers-only': { zh: '须是整台或整组变压器', en: 'Whole transformers only' },
}

export const schemeLimits: Record<string, Said & { unit?: Said }> = {
  singlePhaseUpToKw: { zh: '单相供电上限', en: 'Single phase up to', unit: kilowatts },
  lowVoltageUpToKw: { zh: '低压接入上限', en: 'Low voltage up to', unit: kilowatts },
  lowSideUpToKva: { zh: '低压侧计量上限', en: 'Metered at low voltage up to', unit: kilovoltamperes },
  tenKvUpToKva: { zh: '10 千伏接入上限', en: '10 kV up to', unit: kilovoltamperes },
  directMeterUpToA: { zh: '直接接入式电能表上限', en: 'Meter without transformers up to', unit: { zh: '安', en: 'A' } },
  powerFactorFromKva: { zh: '功率因数考核起点', en: 'Power factor from', unit: kilovoltamperes },
  industryPowerFactorOverKva: {
    zh: '高压工业用户按 0.90 考核，容量超过',
    en: 'Industry at high voltage: 0.90 above',
    unit: kilovoltamperes,
  },
  twoPartFromKva: { zh: '两部制电价起点', en: 'Two parts from', unit: kilovoltamperes },
  designPowerFactor: { zh: '设计功率因数', en: 'Power factor of a design', unit: share },
  openCapacityShare: {
    zh: '台区可开放容量占额定容量',
    en: 'Of a district’s rating there may be taken',
    unit: share,
  },
}

export const papers: Record<string, Said> = {
  identity: { zh: '身份证明', en: 'Proof of identity' },
  property: { zh: '房屋权属证明', en: 'Proof of ownership' },
  'load-list': { zh: '用电设备清单', en: 'List of loads' },
  'name-change': { zh: '名称变更证明', en: 'Proof of the new name' },
  design: { zh: '设计图纸', en: 'Design' },
  completion: { zh: '竣工报告', en: 'Completion report' },
  'project-filing': { zh: '项目备案文件', en: 'Filing of the project' },
  authorisation: { zh: '授权委托书', en: 'Authorisation' },
  other: { zh: '其他材料', en: 'Other paper' },
}

const bytes: Said = { zh: '字节', en: 'bytes' }
export const attachmentLimits: Record<string, Said & { unit?: Said }> = {
  'image/jpeg': { zh: 'JPEG 照片单个大小', en: 'One JPEG picture', unit: bytes },
  'image/png': { zh: 'PNG 照片单个大小', en: 'One PNG picture', unit: bytes },
  'image/webp': { zh: 'WebP 照片单个大小', en: 'One WebP picture', unit: bytes },
  'application/pdf': { zh: 'PDF 文件单个大小', en: 'One PDF', unit: bytes },
  files: { zh: '每份申请的文件数', en: 'Files of an application', unit: { zh: '个', en: 'files' } },
  'account-sheet': { zh: '用户清单大小', en: 'A list of accounts', unit: bytes },
  'account-rows': { zh: '每份申请的户数', en: 'Accounts of an application', unit: { zh: '户', en: 'accounts' } },
}
