import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { listParameterRows, lockParameterRows } from '../../db/parameters/rows.ts'
import { type Effect, type Key, keyToText, type ParameterRow, type Value } from '../../db/parameters/set.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { findChange, mayWithdraw } from './changes.ts'
import type { NewChange, ParameterChangeItem } from './contract.ts'
import { type ChangeRow, findNames, findOpenDraft, insertChange, lockChange, markDecided } from './kept.ts'
import {
  type Asker,
  type Editable,
  findObstacle,
  isEditable,
  listSeenSets,
  mayDraft,
  readAsker,
  requireSet,
} from './sets.ts'
import { readKey, readValue, unfit } from './values.ts'

/**
 * Drafts a change of a rule from a day on, with what it would have made of days that are over. Refuses with `NOT_FOUND`,
 * `PARAMETER_ELSEWHERE`, `PARAMETER_OF_ALL`, `DRAFT_EXISTS`, and with `PARAMETER_UNFIT` at the fields that are wrong.
 */
export async function draftChange(reader: Ctx, input: NewChange): Promise<ParameterChangeItem> {
  const ctx = await readAsker(reader)
  const set = requireSet(ctx, input.set)
  if (findObstacle(ctx, set) === 'unit') {
    throw new Refusal('PARAMETER_OF_ALL', '这项参数全公司统一,由公司本级的人员修改', { status: 403 })
  }
  if (!isEditable(set) || !mayDraft(ctx, set)) {
    throw new Refusal('PARAMETER_ELSEWHERE', '这项参数不在这里修改,或不由您的岗位修改', { status: 403 })
  }
  const looked = await transact(ctx, (inner) => checkDraft(inner, set, input))
  const { key, former, value } = looked
  // Before anything is locked: it may look at a great deal.
  const effect = (await set.effect?.(ctx, { key, former: former ?? null, value })) ?? null
  return transact(ctx, async (inner) => {
    const again = await checkDraft(inner, set, input)
    if (!isSameRow(again.former, former ?? null)) throw changedMeanwhile()
    return store(inner, set, { ...again, input, effect })
  })
}

type Checked = { key: Key; former: ParameterRow | null; value: Value | null }

async function store(
  ctx: Asker,
  set: Editable,
  { key, former, value, input, effect }: Checked & { input: NewChange; effect: Effect | null },
): Promise<ParameterChangeItem> {
  const { from, basis, confirmed, reason } = input
  const keyText = keyToText(set.rows.keys, key)
  const row = { setName: set.name, key: keyText, value, former, from, basis, confirmed, reason, effect }
  const id = await insertChange(ctx, row)
  await audit(ctx, id, 'drafted', { set: set.name, key: keyText, value, from, basis, reason })
  return findChange(ctx, id)
}

async function checkDraft(ctx: Ctx, set: Editable, input: NewChange): Promise<Checked> {
  const { rows } = set
  const named = readKey(rows, input.key, false)
  let stored = await lockParameterRows(ctx, rows, named)
  const isNew = stored.length === 0
  if (isNew && !rows.mayAdd) throw notFound('参数')
  const key = isNew ? readKey(rows, input.key, true) : named
  if (isNew) stored = await lockParameterRows(ctx, rows, key)
  await refuseSecondDraft(ctx, set, key)
  const former = latestOf(stored)
  refuseDay(ctx, former, input.from)
  const value = readNew(set, { key, former, input })
  if (value) await refuseBeside(ctx, set, { key, value, from: input.from })
  if (former && value && isOpenAt(former, input.from) && saysNothingNew(former, value, input)) {
    throw unfit([{ path: 'value', message: '与现行的值、依据相同,没有要改的' }])
  }
  return { key, former, value }
}

/** Refuses with `PARAMETER_UNFIT` what does not go with what other rules of the set say from that day on. */
export async function refuseBeside(
  ctx: Ctx,
  { rows }: Editable,
  row: Pick<ParameterRow, 'key' | 'value' | 'from'>,
): Promise<void> {
  const wrong = rows.checkBeside?.(row, await listParameterRows(ctx, rows))
  if (wrong) throw unfit([{ path: `value.${wrong.column}`, message: wrong.message }])
}

function readNew(
  { rows }: Editable,
  { key, former, input }: { key: Key; former: ParameterRow | null; input: NewChange },
): Value | null {
  if (input.value !== null) return readValue(rows, key, input.value, former?.value ?? null)
  if (rows.mayEnd && former && isOpenAt(former, input.from)) return null
  throw unfit([{ path: 'value', message: '这项参数不能停用,只能改为新的值' }])
}

function saysNothingNew(former: ParameterRow, value: Value, { basis, confirmed }: NewChange): boolean {
  const isSame = Object.entries(value).every(([name, cell]) => former.value[name] === cell || name === 'version')
  return isSame && former.basis === basis && (former.confirmed ?? confirmed) === confirmed
}

function refuseDay(ctx: Ctx, former: ParameterRow | null, from: string): void {
  const earliest = earliestDay(ctx, former)
  if (from >= earliest) return
  const message =
    former && former.from >= from
      ? `已有 ${former.from} 起生效的值,新值最早从 ${earliest} 起`
      : `不能早于今天,最早从 ${earliest} 起`
  throw unfit([{ path: 'from', message }])
}

/** Not in the past, and later than what began last. */
export function earliestDay(ctx: Pick<Ctx, 'now'>, former: ParameterRow | null): string {
  const today = civilDay(ctx.now)
  const after = former ? addDays(former.from, 1) : today
  return after > today ? after : today
}

async function refuseSecondDraft(ctx: Ctx, set: Editable, key: Key): Promise<void> {
  const other = await findOpenDraft(ctx, set.name, keyToText(set.rows.keys, key))
  if (!other) return
  const name = (await findNames(ctx)).get(other.draftedBy) ?? other.draftedBy
  throw new Refusal('DRAFT_EXISTS', `${name}已起草了这一项的修改(${other.from} 起),请先放行或撤回那一份`)
}

export function latestOf(rows: ParameterRow[]): ParameterRow | null {
  return rows.toSorted((a, b) => a.from.localeCompare(b.from)).at(-1) ?? null
}

export function isOpenAt({ to }: ParameterRow, day: string): boolean {
  return to === null || to > day
}

/** Whether a row stands as it was looked at. */
export function isSameRow(one: ParameterRow | null, other: ParameterRow | null): boolean {
  if (one === null || other === null) return one === other
  const isSameValue = Object.keys(one.value).every((name) => one.value[name] === other.value[name])
  return one.from === other.from && one.to === other.to && one.basis === other.basis && isSameValue
}

export function changedMeanwhile(): Refusal {
  return new Refusal('PARAMETER_CHANGED', '这项参数在起草之后已有变动,请撤回后按现行的值重新起草')
}

/** By whoever drafted it or may release it. Refuses with `NOT_FOUND` and `CHANGE_NOT_WAITING`. */
export async function withdrawDraft(ctx: Ctx, id: number, reason: string): Promise<ParameterChangeItem> {
  return transact(await readAsker(ctx), async (inner) => {
    const row = await requireChange(inner, id)
    if (row.state !== 'draft') throw notWaiting()
    if (!mayWithdraw(inner, row)) throw notFound('修改')
    await markDecided(inner, id, { state: 'withdrawn', note: reason })
    await audit(inner, id, 'withdrawn', { set: row.setName, key: row.key, reason })
    return findChange(inner, id)
  })
}

/** A change of a set that the actor sees, locked. */
export async function requireChange(ctx: Ctx, id: number): Promise<ChangeRow> {
  const row = await lockChange(ctx, id)
  if (!row || !listSeenSets(ctx).some(({ name }) => name === row.setName)) throw notFound('修改')
  return row
}

export function notWaiting(): Refusal {
  return new Refusal('CHANGE_NOT_WAITING', '这份修改已被他人处理,请刷新后查看')
}

export function refuseSamePerson(ctx: Ctx, username: string | null, message: string): void {
  if (isSamePerson(ctx.actor, username)) throw new Refusal('SECOND_PERSON_NEEDED', message)
}

type Act = 'drafted' | 'withdrawn' | 'released' | 'revocation-asked' | 'revoked'

export function audit(ctx: Ctx, id: number, act: Act, detail: Record<string, unknown>): Promise<void> {
  return recordAudit(ctx, { action: `parameter.${act}`, subject: `parameter-change:${id}`, detail })
}
