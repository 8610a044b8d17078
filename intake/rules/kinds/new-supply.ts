// Decides what a new connection opens in the customer file, from what its steps wrote down.
import { addMonths } from '../../../db/time.ts'
import type { FileChange, Forms, MeterData, NewKind, StepData } from '../../contract.ts'
import { contractOf, object } from './common.ts'
import type { CheckFacts, Objection } from './facts.ts'
import { sourcesOf } from './sources.ts'
import { toMeter } from './temporary-removal.ts'

type Form = Forms[NewKind]
type Opened = Extract<FileChange, { change: 'account-opened' }>['account']
type Customer = Extract<FileChange, { change: 'customer-set' }>['customer']

export type NewSupplyFacts = {
  kind: NewKind
  form: Form
  customer: Customer
  address: string
  organisationId: number
  requestedCapacityKw: number | null
  householdPersons: number | null
  steps: Partial<StepData>
}

/** 临时用电: for some months at most, and with an end. */
export function checkTemporary({ form, today, rules }: CheckFacts<Forms['temporary-metered']>): Objection[] {
  if (form.until <= today) {
    return [object('TERM_EMPTY', 'form.until', '临时用电的结束日期须晚于今天', '请更正日期')]
  }
  const rule = rules.find(({ rule }) => rule === 'greatest-months')
  if (!rule || form.until <= addMonths(today, rule.value)) return []
  const message = `临时用电期限不得超过 ${rule.value} 个月`
  const remedy = `请将结束日期改为 ${addMonths(today, rule.value)} 或以前,或按正式用电新装办理`
  return [object('TERM_TOO_LONG', 'form.until', message, remedy, rule)]
}

const classOf: Partial<Record<NewKind, 'residential' | 'commercial'>> = {
  'low-voltage-residential': 'residential',
  'charging-pile': 'residential',
}

/** One account, with its meter, from the instant of energising. */
export function changesOfNewSupply(facts: NewSupplyFacts): FileChange[] {
  const { survey, plan, contract, energising } = facts.steps
  const meter = facts.steps['meter-installation']
  if (!survey || !plan || !contract || !meter) throw new Error('a new connection is archived without its steps')
  const { form, kind, customer, organisationId, address, householdPersons } = facts
  return [
    {
      change: 'account-opened',
      account: {
        ...{ customer, organisationId, address, contract: contractOf(contract), sources: sourcesOf(plan) },
        class: form.accountClass ?? classOf[kind] ?? 'commercial',
        // A household's kilowatts are taken as kilovolt-amperes: no power factor is agreed with it.
        contractCapacityKva: String(plan.capacityKva ?? survey.capacityKw ?? facts.requestedCapacityKw),
        ...(householdPersons !== null && { householdPersons }),
        ...(form.isImportant && { importantGrade: '重要用户' }),
        ...('until' in form && { temporaryUntil: form.until }),
        energisedAt: new Date(energising?.energisedAt ?? meter.energisedAt),
        ...suppliedBy(plan, meter),
      },
    },
  ]
}

/** Point, meter, power factor and parts of an account as they were planned and put up. */
export function suppliedBy(
  { districtId, mode, phase, priceCode, twoPart, powerFactorStandard, transformers }: StepData['plan'],
  meter: MeterData,
): Pick<Opened, 'point' | 'meter' | 'powerFactorStandard' | 'twoPart'> {
  return {
    point: { districtId: districtId ?? null, mode, phase, priceCode },
    meter: toMeter(meter, phase),
    powerFactorStandard,
    ...(twoPart && {
      twoPart: {
        baseCharge: twoPart.baseCharge,
        powerFactorStandard,
        ...(twoPart.contractDemandKw !== undefined && { contractDemandKw: String(twoPart.contractDemandKw) }),
        transformers: transformers.map(toTransformer),
      },
    }),
  }
}

export function toTransformer({ name, capacityKva, loss }: StepData['plan']['transformers'][number]) {
  return {
    name,
    capacityKva: String(capacityKva),
    ...(loss && {
      loss: {
        ironKwh: String(loss.ironKwh),
        ironKvarh: String(loss.ironKvarh),
        reactiveCopperFactor: String(loss.reactiveCopperFactor),
      },
    }),
  }
}
