// Decides what happens where supply goes elsewhere or grows: 增容、迁址; and what is put right of a meter or a customer: 倍率更正、联系方式.
import { civilDay } from '../../../db/time.ts'
import type { FileChange, Forms, StepData } from '../../contract.ts'
import { objectToComing } from './coming.ts'
import { contractOf, object, objectToArrears, onlyAccount, renewal } from './common.ts'
import type { AccountSnapshot, CheckFacts, Objection } from './facts.ts'
import { changesOfExchange, firstDayOf } from './meter-exchange.ts'
import { suppliedBy, toTransformer } from './new-supply.ts'
import { endAccount } from './owner.ts'
import { sourcesOf } from './sources.ts'

export function checkIncrease(facts: CheckFacts<Forms['capacity-increase']>): Objection[] {
  const { term, transformers } = onlyAccount(facts)
  if (facts.form.capacityKva > term.contractCapacityKva) return objectToComing(facts, ['priceCode', 'baseCharge'])
  const message = `增容后容量应大于现合同容量 ${term.contractCapacityKva} 千伏安`
  return [
    object(
      'NO_INCREASE',
      'form.capacityKva',
      message,
      transformers.length > 0 ? '请更正容量；减少容量请办理减容' : '请更正容量',
    ),
  ]
}

type Need = <S extends keyof StepData>(step: S) => StepData[S]

/** What is built comes to what is there; the whole is agreed and runs from the day of energising. */
export function changesOfIncrease({
  form,
  account,
  steps,
  need,
}: {
  form: Forms['capacity-increase']
  account: AccountSnapshot
  steps: Partial<StepData>
  need: Need
}): FileChange[] {
  const from = civilDay(new Date(need('energising').energisedAt))
  const { transformers, capacityKva = form.capacityKva, twoPart, powerFactorStandard } = need('plan')
  const { accountId, term } = account
  const grownKva = capacityKva - term.contractCapacityKva
  const [point] = account.points
  const sources = sourcesOf(need('plan'))
  return [
    ...changesOfExchange(account, steps),
    ...transformers.map(
      (transformer): FileChange => ({
        ...{ change: 'transformer-added', accountId, from, transformer: toTransformer(transformer) },
        pointId: transformer.loss && point ? point.pointId : null,
      }),
    ),
    {
      change: 'term-set',
      accountId,
      from,
      set: {
        contractCapacityKva: String(capacityKva),
        runningCapacityKva: String(term.runningCapacityKva + grownKva),
        ...(powerFactorStandard !== null && { powerFactorStandard }),
        ...(twoPart && { parts: 'two' as const, baseCharge: twoPart.baseCharge }),
      },
    },
    ...setPoints(account, steps, from),
    ...(sources.length > 0 ? [{ change: 'sources-set' as const, accountId, from, sources }] : []),
    renewal(account, need('contract'), from),
  ]
}

/** Metering and price as planned; what stays is not told. */
function setPoints(account: AccountSnapshot, steps: Partial<StepData>, from: string): FileChange[] {
  const { plan } = steps
  if (!plan) return []
  const priceFrom = firstDayOf(account, steps, from)
  return account.points.flatMap(({ pointId, mode, phase, priceCode }): FileChange[] => [
    ...(mode === plan.mode && phase === plan.phase
      ? []
      : [{ change: 'point-set' as const, pointId, from, set: { mode: plan.mode, phase: plan.phase } }]),
    ...(priceCode === plan.priceCode
      ? []
      : [{ change: 'point-set' as const, pointId, from: priceFrom, set: { priceCode: plan.priceCode } }]),
  ])
}

/** 迁址: the old place ends as a closing does, the new one begins as a new connection does. */
export function checkRelocation(facts: CheckFacts<Forms['relocation']>): Objection[] {
  const objections = objectToArrears(facts)
  if (facts.form.newAddress === onlyAccount(facts).address) {
    objections.push(object('SAME_ADDRESS', 'form.newAddress', '新地址与原地址相同', '同一地址移动电表请办理移表'))
  }
  return objections
}

export function changesOfRelocation({
  form,
  account,
  need,
}: {
  form: Forms['relocation']
  account: AccountSnapshot
  need: Need
}): FileChange[] {
  const meter = need('meter-installation')
  const plan = need('plan')
  const { term, customer, organisationId } = account
  return [
    ...endAccount(account, need('settlement')),
    {
      change: 'account-opened',
      account: {
        customer: { id: customer.id },
        ...{ organisationId, address: form.newAddress, class: term.class, contract: contractOf(need('contract')) },
        contractCapacityKva: String(plan.capacityKva ?? term.contractCapacityKva),
        ...(term.householdPersons !== null && { householdPersons: term.householdPersons }),
        carriedFrom: account.accountId,
        energisedAt: new Date(meter.energisedAt),
        ...suppliedBy(plan, meter),
      },
    },
  ]
}

export function checkRatio(facts: CheckFacts<Forms['ratio-correction']>): Objection[] {
  if (!findMetered(onlyAccount(facts), facts.form.pointNo)?.meter) {
    return [object('NO_METER', 'form.pointNo', '该户没有这个装有电能表的计量点', '请核对计量点编号')]
  }
  return []
}

/** A meter that nobody is billed by may have a wrong ratio too: by it a plant is paid. */
function findMetered({ points, assessmentPoints }: AccountSnapshot, asked: string) {
  return [...points, ...assessmentPoints].find(({ pointNo }) => pointNo === asked)
}

/** What was metered with the wrong ratio since the meter was put up is metered with the right one. */
export function changesOfRatio({
  form,
  account,
}: {
  form: Forms['ratio-correction']
  account: AccountSnapshot
}): FileChange[] {
  const point = findMetered(account, form.pointNo)
  if (!point?.meter) throw new Error('a ratio is corrected where no meter is')
  const from = civilDay(new Date(point.meter.installedAt))
  return [{ change: 'ratio-corrected', pointId: point.pointId, from, ct: form.ct, pt: form.pt }]
}

/** A number counts from the day on which it was given. */
export function changesOfContact({ accountId }: AccountSnapshot, phone: string, today: string): FileChange[] {
  return [{ change: 'phone-set', accountId, from: today, phone }]
}
