import type { Bilingual, ClockRule, Step, StepRule, SuspensionReason } from '../rules/flow/shape.ts'

export const stepTitles: Record<Step, Bilingual> = {
  accept: { zh: '业务受理', en: 'Acceptance' },
  survey: { zh: '现场勘查', en: 'Site survey' },
  'plan-review': { zh: '供电方案审批', en: 'Approval of the plan' },
  plan: { zh: '供电方案编制', en: 'Supply plan' },
  fee: { zh: '业务收费', en: 'Business fee' },
  'design-submission': { zh: '设计图纸送审', en: 'Design handed in' },
  'design-review': { zh: '设计文件审查', en: 'Design review' },
  'mid-report': { zh: '中间检查报验', en: 'Hidden works reported' },
  'mid-inspection': { zh: '中间检查', en: 'Mid-term inspection' },
  'completion-report': { zh: '竣工报验', en: 'Completion reported' },
  'final-inspection': { zh: '竣工检验', en: 'Final inspection' },
  settlement: { zh: '拆表与终止结算', en: 'Meter taken off and settled' },
  contract: { zh: '签订供用电合同', en: 'Contract' },
  sealing: { zh: '现场加封、启封', en: 'Sealing and unsealing' },
  'meter-check': { zh: '电能表检定', en: 'Meter check' },
  'meter-exchange': { zh: '换装电能表', en: 'Meter exchange' },
  'meter-installation': { zh: '装表接电', en: 'Meter installation' },
  'meters-installation': { zh: '逐户装表', en: 'Meters of every account' },
  switching: { zh: '现场割接', en: 'Switching' },
  energising: { zh: '送电', en: 'Energising' },
  archive: { zh: '归档', en: 'Archive' },
}

/** What a step is called in a kind where it is another thing: a meter that is moved is sealed, one handed over is only read. */
const titlesByKind: Record<string, Partial<Record<Step, Bilingual>>> = {
  'meter-move': { sealing: { zh: '现场移表', en: 'Meter moved' } },
  transfer: { settlement: { zh: '过户抄表与结算', en: 'Meter read and settled' } },
}

export function titleOf(step: Step, kind: string): Bilingual {
  return titlesByKind[kind]?.[step] ?? stepTitles[step]
}

/** In the order in which they run. */
export const clockTitles: Record<string, Bilingual> = {
  acceptance: { zh: '受理', en: 'Acceptance' },
  'plan-answer': { zh: '供电方案答复', en: 'Answer with a supply plan' },
  'design-review': { zh: '设计文件审查', en: 'Design review' },
  'mid-inspection': { zh: '中间检查', en: 'Mid-term inspection' },
  'final-inspection': { zh: '竣工检验', en: 'Final inspection' },
  connection: { zh: '装表接电', en: 'Connection' },
  'grid-connection': { zh: '并网', en: 'Connection to the grid' },
  'whole-process': { zh: '全过程办电', en: 'Whole process' },
  handling: { zh: '业务办理', en: 'Handling' },
}

type More = Partial<Pick<StepRule, 'papers' | 'returnTo' | 'when'>>

const roles: Record<Step, StepRule['roles']> = {
  accept: ['intake'],
  survey: ['surveyor', 'intake'],
  'plan-review': ['manager'],
  plan: ['intake'],
  fee: ['cashier', 'intake'],
  'design-submission': ['customer', 'intake'],
  'design-review': ['inspector', 'intake'],
  'mid-report': ['customer', 'intake'],
  'mid-inspection': ['inspector'],
  'completion-report': ['customer', 'intake'],
  'final-inspection': ['inspector'],
  settlement: ['installer', 'intake'],
  contract: ['intake'],
  sealing: ['installer', 'inspector', 'intake'],
  'meter-check': ['acquisition', 'installer', 'inspector'],
  'meter-exchange': ['installer', 'intake'],
  'meter-installation': ['installer', 'intake'],
  'meters-installation': ['installer', 'intake'],
  switching: ['inspector', 'manager'],
  energising: ['installer', 'inspector', 'intake'],
  archive: ['intake'],
}

/** One row of a flow: a step, what it waits for, and what else is asked of it. */
export function row(step: Step, after: Step[], more: More = {}): StepRule {
  return { step, roles: roles[step], after, papers: [], returnTo: [], ...more }
}

export function clock(code: string, from: ClockRule['from'], until: Step, standsDuring: Step[] = []): ClockRule {
  return { code, from, until, standsDuring }
}

/** What the customer, and nobody else, keeps waiting. */
export const customerSteps: Step[] = ['fee', 'design-submission', 'mid-report', 'completion-report']

/** What the company looks at is sent back to the customer to be done better: meanwhile it is he who keeps it waiting. */
export const inspectionClocks: ClockRule[] = [
  clock('design-review', 'design-submission', 'design-review', ['design-submission']),
  clock('mid-inspection', 'mid-report', 'mid-inspection', ['mid-report']),
  clock('final-inspection', 'completion-report', 'final-inspection', ['completion-report']),
]

/** The applicant is to correct what he asks for; it can only be before it is accepted. */
export const AWAITS_CORRECTION = 'correction-awaited'

/** Reasons outside the company's hands; nothing else stops a clock. */
export const suspensions: SuspensionReason[] = [
  {
    code: 'customer-not-ready',
    title: { zh: '客户要求暂缓或现场不具备条件', en: 'The customer asks to wait, or the site is not ready' },
    legalBasis: '业扩报装管理:因客户原因的时间不计入供电企业办理时限(内部规定,待确认)',
  },
  {
    code: AWAITS_CORRECTION,
    title: { zh: '退回申请人更正申请内容', en: 'Sent back to the applicant to correct it' },
    legalBasis: '业扩报装管理:申请内容更正前不计时(内部规定,待确认)',
    during: 'accept',
  },
  {
    code: 'papers-awaited',
    title: { zh: '等待客户补齐资料', en: 'Papers awaited from the customer' },
    legalBasis: '业扩报装管理:资料补齐前不计时(内部规定,待确认)',
  },
  {
    code: 'public-permit',
    title: { zh: '政府规划、道路审批', en: 'Permit of planning or road authority' },
    legalBasis: '业扩报装管理:行政审批时间不计入供电企业办理时限(内部规定,待确认)',
  },
  {
    code: 'force-majeure',
    title: { zh: '不可抗力', en: 'Force majeure' },
    legalBasis: '民法典第一百八十条',
  },
]
