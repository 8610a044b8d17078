// Decides in which words kinds of application speak of the file, of the rules in force, and of what stands against one.
import type { TransformerState } from '../../contract.ts'

/** One account as the customer file knows it on the day on which somebody decides. Capacities in kVA, demand in kW. */
export type AccountSnapshot = {
  accountId: number
  accountNo: string
  address: string
  openedOn: string
  organisationId: number
  customer: { id: number; name: string; kind: 'person' | 'organisation' }
  term: {
    class: 'residential' | 'agricultural' | 'commercial'
    parts: 'single' | 'two'
    baseCharge: 'capacity' | 'contract-demand' | 'actual-demand' | null
    /** Since when it is charged that way without a break. */
    baseChargeSince: string
    powerFactorStandard: '0.90' | '0.85' | '0.80' | null
    contractCapacityKva: number
    runningCapacityKva: number
    householdPersons: number | null
    status: 'active' | 'paused' | 'removed' | 'closed'
    /** Since when the status holds. */
    statusSince: string
    temporaryUntil: string | null
  }
  points: SnapshotPoint[]
  /** 发电表 and others that nobody is billed by. */
  assessmentPoints: SnapshotPoint[]
  transformers: SnapshotTransformer[]
  /** Day of the month on which it is read. */
  readingDay: number
  /** What is agreed and begins later, in order of days. */
  coming: Coming[]
}

export type Coming = { from: string; caseRef: string } & (
  | { field: 'baseCharge'; pointId: null; value: AccountSnapshot['term']['baseCharge'] }
  | { field: 'priceCode'; pointId: number; value: string | null }
  | { field: 'contractDemandKw'; pointId: number; value: number }
)

export type SnapshotPoint = {
  pointId: number
  pointNo: string
  districtId: number | null
  voltageKv: number | null
  mode: 'high-high' | 'high-low' | 'low-low'
  phase: 'single' | 'three'
  priceCode: string | null
  contractDemandKw: number | null
  /** Since when this contract demand holds. */
  contractDemandSince: string | null
  meter: {
    assetNo: string
    roles: string[]
    digits: number
    installedAt: string
    ct: number
    pt: number
    maximumCurrentA: number | null
  } | null
}

export type SnapshotTransformer = {
  id: number
  name: string
  capacityKva: number
  /** In order of time, half-open; the last may be open. */
  states: { state: TransformerState; from: string; to: string | null }[]
}

/** What a regulation or the company asks of a kind, by the day on which the application came in. */
export type StatutoryRule = { rule: RuleName; value: number; clause: string; confirmed: boolean }
const ruleNames = [
  'notice-working-days',
  'greatest-months-ahead',
  'least-days',
  'greatest-months',
  'greatest-months-10kv',
  'greatest-months-35kv',
  'times-per-year',
  'greatest-months-per-year',
  'greatest-replacement-percent',
  'restore-within-months',
  'months-between-changes',
  'whole-transformers-only',
  'all-capacity-by-demand',
  'arrears-cleared',
  'not-for-temporary-supply',
  'two-part-from-kva',
  'idle-months-before-closing',
  'plan-valid-months',
  'pv-220v-up-to-kw',
  'pv-380v-up-to-kw',
  'pv-10kv-up-to-kw',
  'capacity-not-exceeded',
  'sources-apart',
  'capacity-shared',
  'charged-by-agreement',
  'greatest-unmetered-kw',
  'billed-month-kept',
] as const
export type RuleName = (typeof ruleNames)[number]

/** Why an application cannot go on, by which clause, and what the applicant can do. */
export type Objection = { code: string; path: string; message: string; clause: string | null; remedy: string }

/** `all` collides with everything of the account but who supplies it (`network`) and by whom it is reached (`contact`). */
export type Touched =
  | 'all'
  | 'capacity'
  | 'customer'
  | 'contact'
  | 'payment'
  | 'contract'
  | 'class'
  | 'price'
  | 'demand'
  | 'meter'
  | 'place'
  | 'network'
  | 'section'

export type Working = {
  /** The last day of so many working days after a day. */
  addWorkingDays(day: string, count: number): string
}

export type CheckFacts<Form> = {
  form: Form
  today: string
  accounts: AccountSnapshot[]
  rules: StatutoryRule[]
  working: Working
  /** Unpaid on these accounts, in yuan, bills not yet due included. */
  arrearsYuan: ReadonlyMap<number, string>
  /** Accounts whose plant feeds in already. */
  feedingIn: ReadonlySet<number>
}

export function findRule(rules: StatutoryRule[], name: RuleName): StatutoryRule | undefined {
  return rules.find(({ rule }) => rule === name)
}

export function stateOn({ states }: SnapshotTransformer, day: string): TransformerState | null {
  return states.find(({ from, to }) => from <= day && (to === null || day < to))?.state ?? null
}
