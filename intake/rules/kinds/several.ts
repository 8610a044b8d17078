// Decides what opens several accounts, or moves many: 分户、住宅小区; and what the company changes of its own: 割接、抄表段调整.
import { addMonths, civilDay } from '../../../db/time.ts'
import type { ContractData, FileChange, Forms, RowMeter, StepData } from '../../contract.ts'
import type { ArchiveFacts, KindRules } from './all.ts'
import { object, objectToArrears, onlyAccount } from './common.ts'
import { type CheckFacts, findRule, type Objection } from './facts.ts'
import { toMeter } from './temporary-removal.ts'
import { changesOfUnmetered, checkTemporaryUnmetered } from './unmetered.ts'

type Opened = Extract<FileChange, { change: 'account-opened' }>['account']

/** One of several accounts, with who is to hold it and the meter that was put up. Capacity in kVA. */
export type NewAccountFacts = {
  position: number
  place: string
  class: Opened['class']
  /** Null: the applicant. */
  customer: Opened['customer'] | null
  capacityKva: number
  householdPersons: number | null
  priceCode: string | null
  phase: 'single' | 'three'
  meter: RowMeter | null
}

/** 分户: the capacity is shared by those who part, and nobody has debts. */
function checkSplit(facts: CheckFacts<Forms['split']>): Objection[] {
  const { form, rules } = facts
  const { term } = onlyAccount(facts)
  const objections = objectToArrears(facts)
  const rule = findRule(rules, 'capacity-shared')
  const sharedKva = form.parts.reduce((sum, part) => sum + part.capacityKva, form.keptKva)
  if (rule && sharedKva > term.contractCapacityKva) {
    const message = `分户后容量合计 ${sharedKva} 千伏安,超过现合同容量 ${term.contractCapacityKva} 千伏安`
    const remedy = '请在现合同容量内分割;需要增容的,分户后另行办理增容'
    objections.push(object('CAPACITY_EXCEEDED', 'form.keptKva', message, remedy, rule))
  }
  if (term.parts === 'two') {
    const message = `户号 ${facts.accounts[0]?.accountNo} 执行两部制电价,专用变压器不能分给几户`
    objections.push(object('TWO_PART', 'accountNo', message, '请为分出的部分办理新装,并办理减容'))
  }
  const places = form.parts.map(({ place }) => place)
  for (const [n, place] of places.entries()) {
    if (places.indexOf(place) < n) {
      objections.push(object('SAME_PLACE', `form.parts.${n}.place`, '两户的用电位置相同', '请填写各户的房号或位置'))
    }
  }
  return objections
}

/** Each part begins with its own meter on the day of energising; the account goes on with what it keeps. */
function changesOfSplit(facts: ArchiveFacts<'split'>): FileChange[] {
  const account = onlyAccount(facts)
  const [point] = account.points
  const { contract, 'meters-installation': installed } = facts.steps
  if (!point || !contract || !installed) throw new Error('a split is archived without its steps')
  const from = civilDay(new Date(installed.energisedAt))
  const { accountId, term } = account
  const keptKva = String(facts.form.keptKva)
  const runningKva = String(Math.min(facts.form.keptKva, term.runningCapacityKva))
  return [
    ...openAll(facts.newAccounts, {
      energisedAt: new Date(installed.energisedAt),
      contract,
      organisationId: account.organisationId,
      addressOf: (place) => `${account.address}${place}`,
      point: { districtId: point.districtId, mode: point.mode },
      priceCode: null,
      applicant: { id: account.customer.id },
    }),
    {
      change: 'term-set',
      accountId,
      from,
      set: { contractCapacityKva: keptKva, runningCapacityKva: runningKva },
    },
    { change: 'contract-renewed', accountId, from, ...contract },
  ]
}

type Common = {
  energisedAt: Date
  contract: ContractData
  organisationId: number
  addressOf: (place: string) => string
  applicant: Opened['customer']
  point: Pick<Opened['point'], 'districtId' | 'mode'>
  /** Where a row has none of its own. */
  priceCode: string | null
}

/** Contracts of several are numbered behind that of the whole. */
function contractNoOf(contractNo: string, position: number): string {
  return `${contractNo}-${String(position).padStart(4, '0')}`
}

function openAll(
  rows: NewAccountFacts[],
  { energisedAt, contract, organisationId, addressOf, applicant, point, priceCode }: Common,
): FileChange[] {
  return rows.map((row) => {
    if (!row.meter) throw new Error('an account is opened without its meter')
    return {
      change: 'account-opened',
      account: {
        customer: row.customer ?? applicant,
        organisationId,
        address: addressOf(row.place),
        class: row.class,
        contractCapacityKva: String(row.capacityKva),
        ...(row.householdPersons !== null && { householdPersons: row.householdPersons }),
        energisedAt,
        point: { ...point, phase: row.phase, priceCode: row.priceCode ?? priceCode },
        meter: toMeter({ ...row.meter, energisedAt: energisedAt.toISOString() }, row.phase),
        contract: { contractNo: contractNoOf(contract.contractNo, row.position), signedOn: contract.signedOn },
      },
    }
  })
}

/** 住宅小区: every row of the list begins on the day on which the whole is energised. */
function changesOfCompound(facts: ArchiveFacts<'residential-compound'>): FileChange[] {
  const { plan, contract, energising, 'meters-installation': installed } = facts.steps
  if (!plan || !contract || !installed) throw new Error('a compound is archived without its steps')
  return openAll(facts.newAccounts, {
    energisedAt: new Date(energising?.energisedAt ?? installed.energisedAt),
    contract,
    organisationId: facts.organisationId,
    addressOf: (place) => `${facts.address}${place}`,
    point: { districtId: plan.districtId ?? null, mode: 'low-low' },
    priceCode: plan.priceCode,
    applicant: facts.customer,
  })
}

/** 割接: the district hangs on another feeder from the instant of switching. */
function changesOfCutOver({ form, steps }: { form: Forms['cut-over']; steps: Partial<StepData> }): FileChange[] {
  const { switching } = steps
  if (!switching) throw new Error('a district is cut over without its switching')
  return [
    {
      change: 'district-cut-over',
      districtId: form.districtId,
      feederId: form.feederId,
      at: new Date(switching.doneAt),
    },
  ]
}

/** 抄表段调整: a month that is being read and billed keeps its reader. */
function checkSection({ form, today, rules }: CheckFacts<Forms['section-change']>): Objection[] {
  const rule = findRule(rules, 'billed-month-kept')
  const nextMonth = `${addMonths(`${today.slice(0, 7)}-01`, 1).slice(0, 7)}-01`
  if (!rule || form.from >= nextMonth) return []
  const message = `本月的抄表与账单仍按原抄表段,最早可从 ${nextMonth} 起调整`
  return [object('MONTH_BILLED', 'form.from', message, `请将日期改为 ${nextMonth} 或以后`, rule)]
}

function changesOfSection({ form, accounts }: Pick<ArchiveFacts<'section-change'>, 'form' | 'accounts'>): FileChange[] {
  const pointIds = accounts.flatMap(({ points }) => points.map(({ pointId }) => pointId))
  return [{ change: 'section-set', pointIds, from: form.from, sectionNo: form.sectionNo }]
}

type Several = 'split' | 'residential-compound' | 'temporary-unmetered' | 'cut-over' | 'section-change'

export const severalKinds: { [K in Several]: KindRules<K> } = {
  split: {
    title: { zh: '分户', en: 'Splitting of an account' },
    check: checkSplit,
    changes: changesOfSplit,
    touches: ['all'],
  },
  'residential-compound': {
    title: { zh: '住宅小区新装', en: 'Connection of a residential compound' },
    check: () => [],
    changes: changesOfCompound,
    touches: [],
  },
  'temporary-unmetered': {
    title: { zh: '无表临时用电', en: 'Temporary supply without a meter' },
    check: checkTemporaryUnmetered,
    changes: changesOfUnmetered,
    touches: [],
  },
  'cut-over': {
    title: { zh: '台区割接', en: 'Cut-over of a district' },
    check: () => [],
    changes: changesOfCutOver,
    touches: ['network'],
  },
  'section-change': {
    title: { zh: '抄表段调整', en: 'Change of reading section' },
    check: checkSection,
    changes: changesOfSection,
    touches: ['section'],
  },
}
