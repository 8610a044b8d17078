// Decides how an account may change what it is supplied and charged by: 改类、电价选择、合同最大需量.
import { addMonths } from '../../../db/time.ts'
import type { ContractData, FileChange, StepData } from '../../contract.ts'
import { accountOn, objectToComing, objectToLater } from './coming.ts'
import { object, objectToFarDay, objectToNotice, onlyAccount, renewal } from './common.ts'
import { type AccountSnapshot, type CheckFacts, type Coming, findRule, type Objection } from './facts.ts'
import { changesOfExchange, firstDayOf } from './meter-exchange.ts'

type AccountClass = AccountSnapshot['term']['class']
export type ClassForm = { toClass: AccountClass; priceCode: string; use: string }
export type PriceForm = { from: string } & (
  | {
      option: 'base-charge'
      baseCharge: 'capacity' | 'contract-demand' | 'actual-demand'
      contractDemandKw?: number | undefined
    }
  | { option: 'time-of-use'; priceCode: string }
)
export type DemandForm = { from: string; contractDemandKw: number }

/** 改类: the same device, used for something else. */
export function checkClass(facts: CheckFacts<ClassForm>): Objection[] {
  const { term, points } = onlyAccount(facts)
  const { toClass, priceCode } = facts.form
  const coming = objectToComing(facts, ['priceCode'])
  if (term.class !== toClass || points.every((point) => point.priceCode !== priceCode)) return coming
  return [object('CLASS_UNCHANGED', 'form.toClass', '用电类别与电价均未变更', '请选择变更后的类别与电价')]
}

export function changesOfClass({
  form,
  account,
  steps,
  contract,
}: {
  form: ClassForm
  account: AccountSnapshot
  steps: Partial<StepData>
  contract: ContractData
}): FileChange[] {
  const { accountId, points } = account
  const from = firstDayOf(account, steps, contract.signedOn)
  return [
    ...changesOfExchange(account, steps),
    { change: 'term-set', accountId, from, set: { class: form.toClass } },
    ...points.map(
      ({ pointId }): FileChange => ({ change: 'point-set', pointId, from, set: { priceCode: form.priceCode } }),
    ),
    renewal(account, contract, from),
  ]
}

/** How it is charged is the customer's choice, for a while; asked for before the month in which it begins. */
export function checkPriceOption(facts: CheckFacts<PriceForm>): Objection[] {
  const { form, rules } = facts
  const account = onlyAccount(facts)
  const { term, points, readingDay } = accountOn(account, form.from)
  const objections = [...objectToNotice(facts, form.from), ...objectToFarDay(facts, form.from)]
  if (form.option === 'time-of-use') {
    objections.push(...objectToLater(account, form.from, ['priceCode']))
    if (points.some(({ priceCode }) => priceCode === form.priceCode)) {
      objections.push(object('OPTION_UNCHANGED', 'form.priceCode', '现在执行的就是此电价', '请选择另一电价'))
    }
    return objections
  }
  if (term.parts !== 'two') {
    return [object('NOT_TWO_PART', 'accountNo', '该户不执行两部制电价', '单一制用户没有容(需)量电费')]
  }
  objections.push(...objectToLater(account, form.from, fieldsOf(form)))
  if (term.baseCharge === form.baseCharge) {
    objections.push(object('OPTION_UNCHANGED', 'form.baseCharge', '现在就按此方式计收', '请选择另一计收方式'))
  }
  const rule = findRule(rules, 'months-between-changes')
  const free = rule && addMonths(term.baseChargeSince, rule.value)
  if (rule && free && form.from < free) {
    const message = `计收方式自 ${term.baseChargeSince} 起,${rule.value} 个月内保持不变`
    objections.push(object('TOO_SOON', 'form.from', message, `请将日期改为 ${free} 或以后`, rule))
  }
  if (form.baseCharge === 'contract-demand') objections.push(...objectToDemand(form.contractDemandKw, { term, points }))
  return [...objections, ...objectToCycle(form.from, readingDay)]
}

function fieldsOf({ baseCharge, contractDemandKw }: Extract<PriceForm, { option: 'base-charge' }>): Coming['field'][] {
  return baseCharge === 'contract-demand' && contractDemandKw !== undefined
    ? ['baseCharge', 'contractDemandKw']
    : ['baseCharge']
}

/** A contract demand in kW is no more than the contract's capacity in kVA. */
export function isDemandWithin(demandKw: number, capacityKva: number): boolean {
  return demandKw <= capacityKva
}

/** Left out, what was agreed before holds on. */
function objectToDemand(
  asked: number | undefined,
  { term, points }: Pick<AccountSnapshot, 'term' | 'points'>,
): Objection[] {
  const demandKw = asked ?? points[0]?.contractDemandKw
  if (demandKw === null || demandKw === undefined) {
    const message = '按合同最大需量计收须约定合同最大需量'
    return [object('DEMAND_MISSING', 'form.contractDemandKw', message, '请填写合同最大需量')]
  }
  if (isDemandWithin(demandKw, term.contractCapacityKva)) return []
  const message = `合同最大需量不能大于合同容量 ${term.contractCapacityKva} 千伏安`
  return [object('DEMAND_OVER_CAPACITY', 'form.contractDemandKw', message, '请更正,或先办理增容')]
}

export function changesOfPriceOption({ form, account }: { form: PriceForm; account: AccountSnapshot }): FileChange[] {
  const { accountId, points } = account
  const { from } = form
  if (form.option === 'base-charge') {
    const demandKw = form.baseCharge === 'contract-demand' ? form.contractDemandKw : undefined
    return [
      { change: 'term-set', accountId, from, set: { baseCharge: form.baseCharge } },
      ...(demandKw === undefined ? [] : changesOfDemand({ form: { from, contractDemandKw: demandKw }, account })),
    ]
  }
  return points.map(({ pointId }) => ({ change: 'point-set', pointId, from, set: { priceCode: form.priceCode } }))
}

/** 合同最大需量: from a cycle on, once a month, and never under what the rule of 40 % charges anyway. */
export function checkDemand(facts: CheckFacts<DemandForm>): Objection[] {
  const { form, rules } = facts
  const account = onlyAccount(facts)
  const { term, points, readingDay } = accountOn(account, form.from)
  if (term.baseCharge !== 'contract-demand') {
    return [object('NOT_BY_DEMAND', 'accountNo', '该户不按合同最大需量计收', '请先申请改为按合同最大需量计收')]
  }
  const objections = [
    ...objectToNotice(facts, form.from),
    ...objectToFarDay(facts, form.from),
    ...objectToCycle(form.from, readingDay),
    ...objectToLater(account, form.from, ['contractDemandKw']),
  ]
  const since = points[0]?.contractDemandSince
  const rule = findRule(rules, 'months-between-changes')
  const free = rule && since ? addMonths(since, rule.value) : null
  if (rule && free && form.from < free) {
    const message = `合同最大需量自 ${since} 起,${rule.value} 个月内保持不变`
    objections.push(object('TOO_SOON', 'form.from', message, `请将日期改为 ${free} 或以后`, rule))
  }
  return [...objections, ...objectToDemand(form.contractDemandKw, { term, points })]
}

export function changesOfDemand({ form, account }: { form: DemandForm; account: AccountSnapshot }): FileChange[] {
  const [point] = account.points
  if (!point) throw new Error('an account without a metering point')
  const { from, contractDemandKw } = form
  return [{ change: 'demand-set', pointId: point.pointId, from, contractDemandKw: String(contractDemandKw) }]
}

function objectToCycle(from: string, readingDay: number): Objection[] {
  if (Number(from.slice(8)) === readingDay) return []
  const message = `须自抄表周期开始之日起,每周期自 ${readingDay} 日起`
  return [object('NOT_A_CYCLE', 'form.from', message, `请改为某月 ${readingDay} 日`)]
}
