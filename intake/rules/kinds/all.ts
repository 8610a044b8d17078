// Decides, for each kind of application, what stands against it, what its steps need, what it touches and what it changes.
import type { ApplicationKind, FileChange, Forms, StepData } from '../../contract.ts'
import type { Bilingual, Condition } from '../flow/shape.ts'
import {
  changesOfPause,
  changesOfPermanentReduction,
  changesOfReduction,
  changesOfRestoration,
  changesOfTemporaryExchange,
  checkPause,
  checkPauseEnd,
  checkPermanentReduction,
  checkReduction,
  checkReductionEnd,
  checkTemporaryExchange,
} from './capacity.ts'
import { objectToAccount, onlyAccount } from './common.ts'
import { exchangeEndRules } from './exchange-end.ts'
import {
  type AccountSnapshot,
  type CheckFacts,
  findRule,
  type Objection,
  type StatutoryRule,
  type Touched,
} from './facts.ts'
import { generationRules, isReviewed, putsUpMeter } from './generation.ts'
import { isExchanged } from './meter-exchange.ts'
import { meterMoveRules } from './meter-move.ts'
import {
  changesOfContact,
  changesOfIncrease,
  changesOfRatio,
  changesOfRelocation,
  checkIncrease,
  checkRatio,
  checkRelocation,
} from './moves.ts'
import { changesOfNewSupply, checkTemporary } from './new-supply.ts'
import {
  changesOfClosing,
  changesOfMerge,
  changesOfRename,
  changesOfTransfer,
  checkClosing,
  checkMerge,
  checkRename,
  checkTransfer,
} from './owner.ts'
import { paymentRules } from './payment.ts'
import { type NewAccountFacts, severalKinds } from './several.ts'
import {
  changesOfClass,
  changesOfDemand,
  changesOfPriceOption,
  checkClass,
  checkDemand,
  checkPriceOption,
} from './supply.ts'
import {
  changesOfReinstallation,
  changesOfTemporaryRemoval,
  checkReinstallation,
  checkTemporaryRemoval,
} from './temporary-removal.ts'
import { voltageRules } from './voltage.ts'

type Customer = Extract<FileChange, { change: 'customer-set' }>['customer']

export type ArchiveFacts<K extends ApplicationKind> = {
  kind: K
  form: Forms[K]
  accounts: AccountSnapshot[]
  rules: StatutoryRule[]
  steps: Partial<StepData>
  /** Who applied, or who takes over: a customer that there is, or one to be. */
  customer: Customer
  /** The number that was given, for a change of contact. */
  phone: string | null
  /** From which is paid, for a change of payment. */
  bankAccount: string | null
  today: string
  address: string
  organisationId: number
  /** Province of the unit that serves, two digits, where its code says so. */
  region: string | null
  requestedCapacityKw: number | null
  householdPersons: number | null
  /** Of a kind that opens several. */
  newAccounts: NewAccountFacts[]
}

export type KindRules<K extends ApplicationKind> = {
  title: Bilingual
  check(facts: CheckFacts<Forms[K]>): Objection[]
  changes(facts: ArchiveFacts<K>): FileChange[]
  /** Facts of the account that it is going to change: no two open applications may hold one. */
  touches: Touched[]
}
const none = () => []
const newSupply = <
  K extends
    | 'low-voltage-residential'
    | 'low-voltage-other'
    | 'high-voltage-single'
    | 'high-voltage-dual'
    | 'charging-pile',
>(
  zh: string,
  en: string,
): KindRules<K> => ({ title: { zh, en }, check: none, changes: changesOfNewSupply, touches: [] })

export const kindRules: { [K in ApplicationKind]: KindRules<K> } = {
  ...exchangeEndRules,
  ...meterMoveRules,
  ...paymentRules,
  ...generationRules,
  ...voltageRules,
  ...severalKinds,
  'low-voltage-residential': newSupply('低压居民新装', 'Low-voltage residential connection'),
  'low-voltage-other': newSupply('低压非居民新装', 'Low-voltage commercial connection'),
  'high-voltage-single': newSupply('高压单电源新装', 'High-voltage connection, one source'),
  'high-voltage-dual': newSupply('高压双电源新装', 'High-voltage connection, two sources'),
  'charging-pile': newSupply('充电桩报装', 'Charging point'),
  'temporary-metered': {
    title: { zh: '装表临时用电', en: 'Temporary supply with a meter' },
    check: checkTemporary,
    changes: changesOfNewSupply,
    touches: [],
  },
  'permanent-reduction': {
    title: { zh: '永久性减容', en: 'Permanent reduction of capacity' },
    check: checkPermanentReduction,
    changes: (facts) =>
      changesOfPermanentReduction({
        ...onAccount(facts),
        sealing: need(facts.steps.sealing),
        contract: need(facts.steps.contract),
        twoPartFromKva: findRule(facts.rules, 'two-part-from-kva')?.value ?? null,
      }),
    touches: ['capacity', 'demand', 'contract'],
  },
  'temporary-reduction': {
    title: { zh: '非永久性减容', en: 'Temporary reduction of capacity' },
    check: checkReduction,
    changes: (facts) => changesOfReduction({ ...onAccount(facts), sealing: need(facts.steps.sealing) }),
    touches: ['capacity'],
  },
  'reduction-restoration': {
    title: { zh: '减容恢复', en: 'End of a reduction' },
    check: checkReductionEnd,
    changes: (facts) => changesOfRestoration({ ...onAccount(facts), sealing: need(facts.steps.sealing) }),
    touches: ['capacity'],
  },
  pause: {
    title: { zh: '暂停', en: 'Pause' },
    check: checkPause,
    changes: (facts) => changesOfPause({ ...onAccount(facts), sealing: need(facts.steps.sealing) }),
    touches: ['capacity'],
  },
  'pause-restoration': {
    title: { zh: '暂停恢复', en: 'End of a pause' },
    check: checkPauseEnd,
    changes: (facts) => changesOfRestoration({ ...onAccount(facts), sealing: need(facts.steps.sealing) }),
    touches: ['capacity'],
  },
  'temporary-exchange': {
    title: { zh: '暂换', en: 'Temporary exchange of a transformer' },
    check: checkTemporaryExchange,
    changes: (facts) => changesOfTemporaryExchange({ ...onAccount(facts), sealing: need(facts.steps.sealing) }),
    touches: ['capacity'],
  },
  'capacity-increase': {
    title: { zh: '增容', en: 'Increase of capacity' },
    check: checkIncrease,
    changes: (facts) => changesOfIncrease({ ...onAccount(facts), steps: facts.steps, need: needIn(facts.steps) }),
    touches: ['capacity', 'demand', 'price', 'meter', 'contract'],
  },
  relocation: {
    title: { zh: '迁址', en: 'Relocation' },
    check: checkRelocation,
    changes: (facts) => changesOfRelocation({ ...onAccount(facts), need: needIn(facts.steps) }),
    touches: ['all'],
  },
  'meter-check': { title: { zh: '验表', en: 'Meter check' }, check: none, changes: none, touches: [] },
  'contact-change': {
    title: { zh: '联系方式变更', en: 'Change of contact' },
    check: none,
    changes: (facts) => changesOfContact(onlyAccount(facts), facts.phone ?? '', facts.today),
    touches: ['contact'],
  },
  'ratio-correction': {
    title: { zh: '计费倍率更正', en: 'Correction of a ratio' },
    check: checkRatio,
    changes: (facts) => changesOfRatio(onAccount(facts)),
    touches: ['all'],
  },
  'temporary-removal': {
    title: { zh: '暂拆', en: 'Temporary removal of the meter' },
    check: checkTemporaryRemoval,
    changes: (facts) => changesOfTemporaryRemoval({ ...onAccount(facts), settlement: need(facts.steps.settlement) }),
    touches: ['all'],
  },
  reinstallation: {
    title: { zh: '复装', en: 'Re-installation' },
    check: checkReinstallation,
    changes: (facts) =>
      changesOfReinstallation({ ...onAccount(facts), installation: need(facts.steps['meter-installation']) }),
    touches: ['all'],
  },
  rename: {
    title: { zh: '更名', en: 'Change of name' },
    check: checkRename,
    changes: (facts) => changesOfRename({ ...onAccount(facts), contract: need(facts.steps.contract) }),
    touches: ['customer', 'contract'],
  },
  transfer: {
    title: { zh: '过户', en: 'Transfer' },
    check: checkTransfer,
    changes: (facts) =>
      changesOfTransfer({
        ...onAccount(facts),
        settlement: need(facts.steps.settlement),
        contract: need(facts.steps.contract),
        customer: facts.customer,
      }),
    touches: ['customer', 'contact', 'payment', 'contract'],
  },
  merge: {
    title: { zh: '并户', en: 'Merger of accounts' },
    check: checkMerge,
    changes: ({ accounts, steps }) =>
      changesOfMerge({ accounts, settlement: need(steps.settlement), contract: need(steps.contract) }),
    touches: ['all'],
  },
  closing: {
    title: { zh: '销户', en: 'Closing of an account' },
    check: checkClosing,
    changes: (facts) => changesOfClosing({ ...onAccount(facts), settlement: need(facts.steps.settlement) }),
    touches: ['all'],
  },
  'class-change': {
    title: { zh: '改类', en: 'Change of class' },
    check: checkClass,
    changes: (facts) =>
      changesOfClass({ ...onAccount(facts), steps: facts.steps, contract: need(facts.steps.contract) }),
    touches: ['class', 'price', 'meter', 'contract'],
  },
  'price-option': {
    title: { zh: '电价选择', en: 'Change of price option' },
    check: checkPriceOption,
    changes: (facts) => changesOfPriceOption(onAccount(facts)),
    touches: ['price', 'capacity', 'demand'],
  },
  'contract-demand': {
    title: { zh: '合同最大需量变更', en: 'Change of contract demand' },
    check: checkDemand,
    changes: (facts) => changesOfDemand(onAccount(facts)),
    touches: ['demand'],
  },
}

function onAccount<F>({ form, accounts }: { form: F; accounts: AccountSnapshot[] }) {
  return { form, account: onlyAccount({ accounts }) }
}

/** The flow lets nothing be archived whose steps are not done. */
function need<T>(data: T | undefined): T {
  if (data === undefined) throw new Error('a step is missing under the archive')
  return data
}

function needIn(steps: Partial<StepData>) {
  return <S extends keyof StepData>(step: S): StepData[S] => need(steps[step] as StepData[S] | undefined)
}

/** All that stands against an application, the account's own troubles first. */
export function checkKind<K extends ApplicationKind>(kind: K, facts: CheckFacts<Forms[K]>): Objection[] {
  return [...objectToAccount(facts), ...kindRules[kind].check(facts)]
}

/** What a step needs beyond the shortest way, as far as it is known: from the form, then from the survey. */
export function conditionsOf(form: object, steps: Partial<StepData>): ReadonlySet<Condition> {
  const { survey } = steps
  const holds = new Set<Condition>()
  if (isExchanged(steps)) holds.add('meter-exchanged')
  if (putsUpMeter(form)) holds.add('meter-put-up')
  if (isReviewed(form)) holds.add('design-reviewed')
  if (survey?.feeYuan !== undefined && Number(survey.feeYuan) > 0) holds.add('fee-charged')
  if (survey?.designReviewed || ('isImportant' in form && form.isImportant === true)) holds.add('design-reviewed')
  if (survey?.worksHidden) holds.add('works-hidden')
  if (survey?.worksDone || survey?.worksHidden || survey?.designReviewed) holds.add('works-done')
  return holds
}
