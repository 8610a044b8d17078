// Decides what a new connection opens in the customer file, from what its steps wrote down.
import { addMonths } from '../../../db/time.ts'
import type { FileChange, Forms, NewKind, StepData } from '../../contract.ts'
import { object } from './common.ts'
import type { CheckFacts, Objection } from './facts.ts'
import { toMeter } from './place.ts'

type Form = Forms[NewKind]
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
  const energisedAt = new Date(energising?.energisedAt ?? meter.energisedAt)
  // A household's kilowatts are taken as kilovolt-amperes: no power factor is agreed with it.
  const contractCapacityKva = String(plan.capacityKva ?? survey.capacityKw ?? facts.requestedCapacityKw)
  const { twoPart, powerFactorStandard, transformers } = plan
  return [
    {
      change: 'account-opened',
      account: {
        customer: facts.customer,
        organisationId: facts.organisationId,
        address: facts.address,
        class: classOf[facts.kind] ?? facts.form.accountClass ?? 'commercial',
        contractCapacityKva,
        ...(facts.householdPersons !== null && { householdPersons: facts.householdPersons }),
        ...(facts.form.isImportant && { importantGrade: '重要用户' }),
        ...('until' in facts.form && { temporaryUntil: facts.form.until }),
        energisedAt,
        point: {
          districtId: plan.districtId ?? null,
          mode: plan.mode,
          phase: plan.phase,
          priceCode: plan.priceCode,
        },
        meter: toMeter(meter, plan.phase),
        powerFactorStandard,
        contract,
        ...(twoPart && {
          twoPart: {
            baseCharge: twoPart.baseCharge,
            powerFactorStandard,
            ...(twoPart.contractDemandKw !== undefined && { contractDemandKw: String(twoPart.contractDemandKw) }),
            transformers: transformers.map(({ name, capacityKva, loss }) => ({
              name,
              capacityKva: String(capacityKva),
              ...(loss && {
                loss: {
                  ironKwh: String(loss.ironKwh),
                  ironKvarh: String(loss.ironKvarh),
                  reactiveCopperFactor: String(loss.reactiveCopperFactor),
                },
              }),
            })),
          },
        }),
      },
    },
  ]
}
