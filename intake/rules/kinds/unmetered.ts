// Decides how much temporary supply without a meter there may be, and what it opens (无表临时用电).
import { addDays } from '../../../db/time.ts'
import type { FileChange, Forms } from '../../contract.ts'
import type { ArchiveFacts } from './all.ts'
import { object } from './common.ts'
import { type CheckFacts, findRule, type Objection } from './facts.ts'
import { checkTemporary } from './new-supply.ts'

/** For some months at most, and so little that a meter is not worth while; what is agreed must be told. */
export function checkTemporaryUnmetered(facts: CheckFacts<Forms['temporary-unmetered']>): Objection[] {
  const { form, rules } = facts
  const objections = checkTemporary(facts)
  if (form.loads.length === 0) {
    const rule = findRule(rules, 'charged-by-agreement') ?? null
    const remedy = '请在用电设备清单中填写每台设备的容量和台数'
    objections.push(object('LOADS_MISSING', 'form.loads', '无表用电按设备容量计费,须填写用电设备', remedy, rule))
  }
  const most = findRule(rules, 'greatest-unmetered-kw')
  const totalKw = form.loads.reduce((sum, { ratedKw, count }) => sum + ratedKw * count, 0)
  if (most && totalKw > most.value) {
    const message = `无表用电设备合计 ${totalKw} 千瓦,超过 ${most.value} 千瓦`
    objections.push(object('METER_NEEDED', 'form.loads', message, '请按装表临时用电办理', most))
  }
  return objections
}

/** An account whose point has no meter: it is charged once, for the time agreed. */
export function changesOfUnmetered(facts: ArchiveFacts<'temporary-unmetered'>): FileChange[] {
  const { survey, plan, contract, energising } = facts.steps
  if (!survey || !plan || !contract || !energising) throw new Error('a temporary supply is archived without its steps')
  const { form, customer, organisationId, address } = facts
  const loads = form.loads.map(({ name, ratedKw, count, demandFactor }) => {
    return { name, capacityKw: toThousandths(ratedKw * count), demandFactor }
  })
  const agreedKw = loads.reduce((sum, { capacityKw, demandFactor }) => sum + capacityKw * demandFactor, 0)
  return [
    {
      change: 'account-opened',
      account: {
        ...{ customer, organisationId, address, contract },
        class: form.accountClass ?? 'commercial',
        contractCapacityKva: String(plan.capacityKva ?? survey.capacityKw ?? facts.requestedCapacityKw),
        temporaryUntil: form.until,
        unmetered: {
          loads,
          agreedKw: String(toThousandths(agreedKw)),
          hoursPerDay: form.hoursPerDay,
          to: addDays(form.until, 1),
        },
        energisedAt: new Date(energising.energisedAt),
        point: { districtId: plan.districtId ?? null, mode: plan.mode, phase: plan.phase, priceCode: plan.priceCode },
      },
    },
  ]
}

function toThousandths(kw: number): number {
  return Math.round(kw * 1000) / 1000
}
