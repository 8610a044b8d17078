// Decides what may be done to capacity that exists, and what it does to the file: 减容、暂停、暂换 and their ends.
import { addMonths, civilDay } from '../../../db/time.ts'
import type { FileChange, SealingData, TransformerState } from '../../contract.ts'
import { accountOn } from './coming.ts'
import { object, objectToNotice, objectToTerm, onlyAccount } from './common.ts'
import { isStandIn, standInName } from './exchange-end.ts'
import {
  type AccountSnapshot,
  type CheckFacts,
  findRule,
  type Objection,
  type SnapshotTransformer,
  stateOn,
} from './facts.ts'
import { statesBefore } from './fitting.ts'
import { objectToYear } from './pauses.ts'

export type CapacityForm = { transformerIds: number[]; from: string; to: string | null }
type Capacity = CheckFacts<CapacityForm>

const stateNames: Record<TransformerState, string> = {
  'in-use': '运行',
  'hot-standby': '热备用',
  paused: '暂停',
  'cold-standby': '减容停用',
  exchanged: '暂换取下',
}

/** 暂停: whole transformers, for fifteen days and more; how often and how long in a year is the edition's. */
export function checkPause(facts: Capacity): Objection[] {
  const { form } = facts
  return [
    ...objectToTransformers(facts, statesBefore.pause),
    ...objectToNotice(facts, form.from),
    ...objectToTerm(facts, form.from, form.to),
    ...objectToYear(facts),
    ...objectToDemandBasis(facts),
  ]
}

/** 非永久性减容. */
export function checkReduction(facts: Capacity): Objection[] {
  const { form } = facts
  return [
    ...objectToTransformers(facts, statesBefore['temporary-reduction']),
    ...objectToNotice(facts, form.from),
    ...objectToTerm(facts, form.from, form.to),
  ]
}

/** 永久性减容: something must be left, or it is a closing. */
export function checkPermanentReduction(facts: Capacity): Objection[] {
  const { transformers } = onlyAccount(facts)
  const { form, today } = facts
  const objections = objectToTransformers(facts, statesBefore['permanent-reduction'])
  for (const [position, id] of form.transformerIds.entries()) {
    const standIn = transformers.find((each) => each.id === id && isStandIn(each, transformers, today))
    if (!standIn) continue
    const message = `${standIn.name} 是暂换的变压器,不属于合同容量`
    const remedy = '请先办理暂换恢复,再对原变压器申请减容'
    objections.push(object('STAND_IN', `form.transformerIds.${position}`, message, remedy))
  }
  if (ownOn(transformers, today).every(({ id }) => form.transformerIds.includes(id))) {
    objections.push(
      object('NOTHING_LEFT', 'form.transformerIds', '全部容量停用属于销户', '请改为申请销户,或保留至少一台变压器'),
    )
  }
  return [...objections, ...objectToDemandLeft(facts), ...objectToNotice(facts, form.from)]
}

export const checkPauseEnd = (facts: Capacity) => checkEnd(facts, 'pause-restoration')
export const checkReductionEnd = (facts: Capacity) => checkEnd(facts, 'reduction-restoration')

/** Restored within the time for which the right to the capacity is kept; later it is new supply. */
function checkEnd(facts: Capacity, kind: 'pause-restoration' | 'reduction-restoration'): Objection[] {
  const [state] = statesBefore[kind]
  const objections = [...objectToTransformers(facts, [state]), ...objectToNotice(facts, facts.form.from)]
  const rule = findRule(facts.rules, 'restore-within-months')
  if (!rule) return objections
  for (const transformer of chosen(facts).filter((each) => stateOn(each, facts.today) === state)) {
    const since = sinceWhen(transformer, facts.today)
    if (since !== null && facts.form.from > addMonths(since, rule.value)) {
      const message = `${transformer.name} 自 ${since} 停用已超过 ${rule.value} 个月,不再保留容量`
      objections.push(object('RIGHT_LAPSED', 'form.transformerIds', message, '请按新装或增容办理', rule))
    }
  }
  return objections
}

function chosen({ form, accounts }: Pick<Capacity, 'form' | 'accounts'>): SnapshotTransformer[] {
  return onlyAccount({ accounts }).transformers.filter(({ id }) => form.transformerIds.includes(id))
}

/** Only what the account has, and only what is in a state from which this can begin. */
function objectToTransformers(facts: Capacity, from: readonly TransformerState[]): Objection[] {
  const { transformers, term, accountNo } = onlyAccount(facts)
  const rule = findRule(facts.rules, 'whole-transformers-only')
  if (term.status === 'removed') {
    const message = `户号 ${accountNo} 处于暂拆状态,没有用电`
    return [object('NOT_SUPPLIED', 'accountNo', message, '请先办理复装,再申请此业务')]
  }
  if (transformers.length === 0) {
    const message = '该户没有专用变压器,不适用此业务'
    return [object('NO_TRANSFORMER', 'accountNo', message, '低压用户停用可申请暂拆或销户', rule)]
  }
  return facts.form.transformerIds.flatMap((id, position) => {
    const transformer = transformers.find((each) => each.id === id)
    const path = `form.transformerIds.${position}`
    if (!transformer) return [object('TRANSFORMER_UNKNOWN', path, '该户没有这台变压器', '请重新选择')]
    const state = stateOn(transformer, facts.today)
    if (state !== null && from.includes(state)) return []
    const message = `${transformer.name} 当前为${state === null ? '已拆除' : stateNames[state]},不能办理此业务`
    return [object('TRANSFORMER_STATE', path, message, '请选择其他变压器或核对档案', rule)]
  })
}

/** How it is charged while its capacity is stopped, what begins meanwhile included. */
function basesBetween(account: AccountSnapshot, { from, to }: CapacityForm) {
  const meanwhile = account.coming.filter((each) => from < each.from && (to === null || each.from < to))
  return [from, ...meanwhile.map((each) => each.from)].map((day) => accountOn(account, day).term.baseCharge)
}

/** What is left must bear the contract demand, of then and of later; a supply that is no longer two-part has none. */
function objectToDemandLeft({ form, accounts, rules }: Capacity): Objection[] {
  const account = onlyAccount({ accounts })
  const gone = account.transformers.filter(({ id }) => form.transformerIds.includes(id))
  const leftKva = account.term.contractCapacityKva - gone.reduce((sum, { capacityKva }) => sum + capacityKva, 0)
  const twoPart = findRule(rules, 'two-part-from-kva')
  if (twoPart && leftKva < twoPart.value) return []
  for (const day of [form.from, ...account.coming.map(({ from }) => from).filter((from) => form.from < from)]) {
    const { term, points } = accountOn(account, day)
    const demandKw = points[0]?.contractDemandKw ?? null
    if (term.baseCharge !== 'contract-demand' || demandKw === null || demandKw <= leftKva) continue
    const message = `自 ${day} 起合同最大需量为 ${demandKw} 千瓦,大于减容后的容量 ${leftKva} 千伏安`
    return [object('DEMAND_OVER_CAPACITY', 'form.transformerIds', message, '请先申请调低合同最大需量')]
  }
  return []
}

/** Charged by demand: all of its capacity is paused, or none (1996); by whole cycles of reading since 2016. */
function objectToDemandBasis({ form, accounts, rules }: Capacity): Objection[] {
  const account = onlyAccount({ accounts })
  const { transformers, readingDay } = account
  if (basesBetween(account, form).every((basis) => basis === null || basis === 'capacity')) return []
  const rule = findRule(rules, 'all-capacity-by-demand')
  if (!rule) return []
  const running = transformers.filter((each) => stateOn(each, form.from) === 'in-use')
  const objections: Objection[] = []
  if (!running.every(({ id }) => form.transformerIds.includes(id))) {
    const message = '按最大需量计收容(需)量电费的用户,暂停须包括全部容量'
    objections.push(
      object('NOT_ALL_CAPACITY', 'form.transformerIds', message, '请选择全部运行变压器,或先改为按容量计收', rule),
    )
  }
  for (const [field, day] of [
    ['from', form.from],
    ['to', form.to],
  ] as const) {
    if (day !== null && Number(day.slice(8)) !== readingDay) {
      const message = `按最大需量计收的用户须以抄表周期为单位暂停,每周期自 ${readingDay} 日起`
      objections.push(object('NOT_A_CYCLE', `form.${field}`, message, `请改为某月 ${readingDay} 日`, rule))
    }
  }
  return objections
}

/** What the contract counts on a day: neither what is gone nor what only stands in for another. */
function ownOn(transformers: SnapshotTransformer[], day: string): SnapshotTransformer[] {
  return transformers.filter((each) => stateOn(each, day) !== null && !isStandIn(each, transformers, day))
}

function runs(state: TransformerState | null): boolean {
  return state === 'in-use' || state === 'hot-standby'
}

function sinceWhen(transformer: SnapshotTransformer, day: string): string | null {
  return transformer.states.find(({ from, to }) => from <= day && (to === null || day < to))?.from ?? null
}

type Sealed = { form: CapacityForm; account: AccountSnapshot; sealing: SealingData }

/** Transformers stand in another state from the day of the seal; what runs is the rest. */
function setStates(
  { form, account, sealing }: Sealed,
  state: TransformerState,
  agreedUntil?: string | null,
): FileChange[] {
  const from = civilDay(new Date(sealing.doneAt))
  const running = account.transformers.filter((each) =>
    runs(form.transformerIds.includes(each.id) ? state : stateOn(each, from)),
  )
  const runningKva = running.reduce((sum, { capacityKva }) => sum + capacityKva, 0)
  const isIdle = runningKva === 0
  return [
    ...form.transformerIds.map(
      (transformerId): FileChange => ({ change: 'transformer-set', transformerId, from, state, agreedUntil }),
    ),
    {
      change: 'term-set',
      accountId: account.accountId,
      from,
      set: { runningCapacityKva: String(runningKva), status: isIdle ? 'paused' : 'active' },
    },
  ]
}

export const changesOfPause = (facts: Sealed) => setStates(facts, 'paused', facts.form.to)
export const changesOfReduction = (facts: Sealed) => setStates(facts, 'cold-standby')
export const changesOfRestoration = (facts: Sealed) => setStates(facts, 'in-use')

/** What is taken away leaves the contract too; under the threshold the account is no longer two-part. */
export function changesOfPermanentReduction({
  form,
  account,
  sealing,
  contract,
  twoPartFromKva,
}: Sealed & { contract: { contractNo: string; signedOn: string }; twoPartFromKva: number | null }): FileChange[] {
  const from = civilDay(new Date(sealing.doneAt))
  const left = account.transformers.filter(({ id }) => !form.transformerIds.includes(id))
  const kept = ownOn(left, from)
  const capacityOf = (list: SnapshotTransformer[]) =>
    String(list.reduce((sum, { capacityKva }) => sum + capacityKva, 0))
  const keptKva = Number(capacityOf(kept))
  const losesParts = account.term.parts === 'two' && twoPartFromKva !== null && keptKva < twoPartFromKva
  return [
    ...form.transformerIds.map((transformerId): FileChange => ({ change: 'transformer-removed', transformerId, from })),
    {
      change: 'term-set',
      accountId: account.accountId,
      from,
      set: {
        contractCapacityKva: capacityOf(kept),
        runningCapacityKva: capacityOf(left.filter((each) => runs(stateOn(each, from)))),
        ...(losesParts && { parts: 'single' as const, baseCharge: null }),
      },
    },
    { change: 'contract-renewed', accountId: account.accountId, from, ...contract },
  ]
}

export type ExchangeForm = { transformerId: number; replacementKva: number; from: string; to: string }

/** 暂换: as long as the voltage allows; charged by the capacity that stands there from the day of the change. */
export function checkTemporaryExchange(facts: CheckFacts<ExchangeForm>): Objection[] {
  const account = onlyAccount(facts)
  const { transformerId, from, to } = facts.form
  const asCapacity = { ...facts, form: { transformerIds: [transformerId], from, to } }
  const voltageKv = Math.max(...account.points.map((point) => point.voltageKv ?? 0))
  const rule = findRule(facts.rules, voltageKv >= 35 ? 'greatest-months-35kv' : 'greatest-months-10kv')
  const objections = [
    ...objectToTransformers(asCapacity, statesBefore['temporary-exchange']),
    ...objectToNotice(facts, from),
    ...objectToTerm(facts, from, to),
  ]
  const own = account.transformers.find(({ id }) => id === transformerId)
  const most = findRule(facts.rules, 'greatest-replacement-percent')
  const mostKva = most && own && (own.capacityKva * most.value) / 100
  if (mostKva !== undefined && facts.form.replacementKva > mostKva) {
    const message = `暂换容量 ${facts.form.replacementKva} 千伏安超过 ${mostKva} 千伏安`
    objections.push(object('REPLACEMENT_TOO_LARGE', 'form.replacementKva', message, '请更正容量,或办理增容', most))
  }
  if (rule && to > addMonths(from, rule.value)) {
    const message = `暂换期限不得超过 ${rule.value} 个月`
    const remedy = `请将结束日期改为 ${addMonths(from, rule.value)} 或以前;逾期须办理增容`
    objections.push(object('TERM_TOO_LONG', 'form.to', message, remedy, rule))
  }
  return objections
}

export function changesOfTemporaryExchange({
  form,
  account,
  sealing,
}: {
  form: ExchangeForm
  account: AccountSnapshot
  sealing: SealingData
}): FileChange[] {
  const from = civilDay(new Date(sealing.doneAt))
  const old = account.transformers.find(({ id }) => id === form.transformerId)
  const capacityKva = account.term.runningCapacityKva - (old?.capacityKva ?? 0) + form.replacementKva
  return [
    { change: 'transformer-set', transformerId: form.transformerId, from, state: 'exchanged' },
    {
      change: 'transformer-added',
      accountId: account.accountId,
      pointId: null,
      from,
      transformer: { name: standInName(old?.name ?? ''), capacityKva: String(form.replacementKva) },
    },
    {
      change: 'term-set',
      accountId: account.accountId,
      from,
      set: { runningCapacityKva: String(capacityKva) },
    },
  ]
}
