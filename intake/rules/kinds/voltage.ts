// Decides how an account is supplied at another voltage in the same place: 改压.
import { civilDay } from '../../../db/time.ts'
import type { FileChange, Forms } from '../../contract.ts'
import type { ArchiveFacts, KindRules } from './all.ts'
import { objectToComing } from './coming.ts'
import { object, objectToArrears, onlyAccount, renewal } from './common.ts'
import { type AccountSnapshot, type CheckFacts, findRule, type Objection, stateOn } from './facts.ts'
import { changesOfExchange, firstDayOf } from './meter-exchange.ts'
import { toTransformer } from './new-supply.ts'
import { sourcesOf } from './sources.ts'

type Form = Forms['voltage-change']

/** At which voltage an account is supplied, in kV; null: the network does not say. */
export function suppliedKv({ points }: Pick<AccountSnapshot, 'points'>): number | null {
  const [point] = points
  if (!point) return null
  if (point.mode === 'low-low') return point.phase === 'single' ? 0.22 : 0.38
  return point.voltageKv
}

/**
 * More capacity than before is an increase. It is not carried along: it has a load list, clocks and a place in the
 * statistics of its own, and the customer may have the one without the other.
 */
function checkVoltage(facts: CheckFacts<Form>): Objection[] {
  const { form, rules } = facts
  const account = onlyAccount(facts)
  const objections = objectToArrears(facts)
  if (suppliedKv(account) === Number(form.voltageKv)) {
    const message = `现在就以 ${form.voltageKv} 千伏供电`
    objections.push(object('VOLTAGE_UNCHANGED', 'form.voltageKv', message, '请选择另一电压等级'))
  }
  if (account.term.class === 'residential' && Number(form.voltageKv) > 10) {
    objections.push(
      object('VOLTAGE_UNFIT', 'form.voltageKv', '居民用电不以 10 千伏以上电压供电', '请选择低压或 10 千伏'),
    )
  }
  const { contractCapacityKva } = account.term
  if (form.capacityKva > contractCapacityKva) {
    const rule = findRule(rules, 'capacity-not-exceeded')
    const message = `改压后容量大于现合同容量 ${contractCapacityKva} 千伏安`
    const remedy = `请将容量改为 ${contractCapacityKva} 千伏安以内;超过的部分另办增容`
    objections.push(object('VOLTAGE_WITH_INCREASE', 'form.capacityKva', message, remedy, rule))
  }
  return [...objections, ...objectToComing(facts, ['priceCode', 'baseCharge', 'contractDemandKw'])]
}

/** From the day of energising at the new voltage, with all that the plan says. */
function changesOfVoltage(facts: ArchiveFacts<'voltage-change'>): FileChange[] {
  const { form, steps } = facts
  const account = onlyAccount(facts)
  const { plan, contract, energising } = steps
  if (!plan || !contract || !energising) throw new Error('a voltage is changed without its steps')
  const { accountId } = account
  const from = civilDay(new Date(energising.energisedAt))
  const {
    capacityKva = form.capacityKva,
    transformers,
    removedTransformerIds = [],
    twoPart,
    powerFactorStandard,
  } = plan
  const running = account.transformers.filter(
    (each) => !removedTransformerIds.includes(each.id) && stateOn(each, from) === 'in-use',
  )
  const sumKva = [...running, ...transformers].reduce((sum, each) => sum + each.capacityKva, 0)
  const sources = sourcesOf(plan)
  const [point] = account.points
  return [
    ...changesOfExchange(account, steps),
    ...removedTransformerIds.map(
      (transformerId): FileChange => ({ change: 'transformer-removed', transformerId, from }),
    ),
    ...transformers.map(
      (transformer): FileChange => ({
        ...{ change: 'transformer-added', accountId, from, transformer: toTransformer(transformer) },
        pointId: transformer.loss && point ? point.pointId : null,
      }),
    ),
    {
      change: 'term-set',
      ...{ accountId, from },
      set: {
        contractCapacityKva: String(capacityKva),
        runningCapacityKva: String(sumKva > 0 ? Math.min(sumKva, capacityKva) : capacityKva),
        powerFactorStandard,
        ...{ parts: twoPart ? ('two' as const) : ('single' as const), baseCharge: twoPart?.baseCharge ?? null },
      },
    },
    ...setPoint(facts, from),
    ...(twoPart?.contractDemandKw !== undefined && point
      ? [
          {
            change: 'demand-set' as const,
            pointId: point.pointId,
            from,
            contractDemandKw: String(twoPart.contractDemandKw),
          },
        ]
      : []),
    ...(sources.length > 0 ? [{ change: 'sources-set' as const, accountId, from, sources }] : []),
    renewal(account, contract, from),
  ]
}

function setPoint(facts: ArchiveFacts<'voltage-change'>, from: string): FileChange[] {
  const account = onlyAccount(facts)
  const { plan } = facts.steps
  if (!plan) return []
  const priceFrom = firstDayOf(account, facts.steps, from)
  const { mode, phase, districtId, priceCode } = plan
  return account.points.flatMap(({ pointId }): FileChange[] => [
    { change: 'point-set', pointId, from, set: { mode, phase, ...(districtId !== undefined && { districtId }) } },
    { change: 'point-set', pointId, from: priceFrom, set: { priceCode } },
  ])
}

export const voltageRules: { 'voltage-change': KindRules<'voltage-change'> } = {
  'voltage-change': {
    title: { zh: '改压', en: 'Change of voltage' },
    check: checkVoltage,
    changes: changesOfVoltage,
    touches: ['capacity', 'demand', 'price', 'meter', 'contract'],
  },
}
