import type { Ctx } from '../../db/context.ts'
import { deleteParameter, endParameter, insertParameter, lockParameterRows } from '../../db/parameters/rows.ts'
import { type ParameterRow, textToKey } from '../../db/parameters/set.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { findChange, isRevocable, setOf } from './changes.ts'
import type { ParameterChangeItem } from './contract.ts'
import {
  audit,
  changedMeanwhile,
  isOpenAt,
  isSameRow,
  latestOf,
  notWaiting,
  refuseBeside,
  refuseSamePerson,
  requireChange,
} from './drafts.ts'
import { type ChangeRow, markDecided, markRevocationAsked, markRevoked } from './kept.ts'
import { mayDecide, mayDraft, readAsker } from './sets.ts'

/**
 * Writes a draft into its table: the former row ends where the new one begins. Refuses with `NOT_FOUND`, `CHANGE_NOT_WAITING`,
 * `SECOND_PERSON_NEEDED`, `PARAMETER_DAY_PASSED`, and `PARAMETER_CHANGED` where the rule is not what it was.
 */
export async function releaseChange(ctx: Ctx, id: number, note: string): Promise<ParameterChangeItem> {
  return transact(await readAsker(ctx), async (inner) => {
    const row = await requireChange(inner, id)
    const set = setOf(row)
    if (row.state !== 'draft') throw notWaiting()
    if (!mayDecide(inner, set)) throw notFound('修改')
    if (set.change.how === 'two') {
      refuseSamePerson(inner, row.draftedBy, '不能放行自己起草的修改,请由另一位有权的人放行')
    }
    if (row.from < civilDay(inner.now)) {
      throw new Refusal('PARAMETER_DAY_PASSED', `生效日 ${row.from} 已过,请撤回后重新起草`)
    }
    await writeChange(inner, row)
    await markDecided(inner, id, { state: 'released', note })
    const { setName, key, value, from, former, draftedBy } = row
    await audit(inner, id, 'released', {
      set: setName,
      key,
      before: former?.value ?? null,
      value,
      from,
      draftedBy,
      note,
    })
    return findChange(inner, id)
  })
}

async function writeChange(ctx: Ctx, row: ChangeRow): Promise<void> {
  const { rows } = setOf(row)
  const key = textToKey(rows.keys, row.key)
  const latest = latestOf(await lockParameterRows(ctx, rows, key))
  if (!isSameRow(latest, row.former)) throw changedMeanwhile()
  const { from, value, basis, confirmed } = row
  if (value) await refuseBeside(ctx, setOf(row), { key, value, from })
  if (latest && isOpenAt(latest, from)) await endParameter(ctx, rows, latest, from)
  if (value) await insertParameter(ctx, rows, { key, value, from, to: null, basis, confirmed })
}

/**
 * Takes a released change back whose day has not come: one person asks, another agrees, and what held before goes on. Refuses
 * with `NOT_FOUND`, `CHANGE_IN_FORCE`, `CHANGE_FOLLOWED` where a later value stands, `SECOND_PERSON_NEEDED` and `PARAMETER_CHANGED`.
 */
export async function revokeChange(ctx: Ctx, id: number, reason: string): Promise<ParameterChangeItem> {
  return transact(await readAsker(ctx), async (inner) => {
    const row = await requireChange(inner, id)
    const set = setOf(row)
    if (row.state !== 'released') throw notWaiting()
    if (!isRevocable(inner, row)) {
      throw new Refusal('CHANGE_IN_FORCE', `已于 ${row.from} 生效,不能撤回;要改回去,请起草一份新的修改`)
    }
    const detail = { set: row.setName, key: row.key, from: row.from, reason }
    if (row.revocationAskedBy === null && set.change.how === 'two') {
      if (!mayDraft(inner, set) && !mayDecide(inner, set)) throw notFound('修改')
      refuseFollowed(await lockParameterRows(inner, set.rows, textToKey(set.rows.keys, row.key)), row.from)
      await markRevocationAsked(inner, id, reason)
      await audit(inner, id, 'revocation-asked', detail)
      return findChange(inner, id)
    }
    if (!mayDecide(inner, set)) throw notFound('修改')
    if (set.change.how === 'two') {
      refuseSamePerson(inner, row.revocationAskedBy, '不能同意自己申请的撤回,请由另一位有权的人处理')
    } else await markRevocationAsked(inner, id, reason)
    await undoChange(inner, row)
    await markRevoked(inner, id)
    await audit(inner, id, 'revoked', detail)
    return findChange(inner, id)
  })
}

async function undoChange(ctx: Ctx, { value, former, from, ...row }: ChangeRow): Promise<void> {
  const set = setOf(row)
  const { rows } = set
  const stored = await lockParameterRows(ctx, rows, textToKey(rows.keys, row.key))
  refuseFollowed(stored, from)
  if (value) {
    const latest = latestOf(stored)
    if (latest?.from !== from) throw changedMeanwhile()
    await deleteParameter(ctx, rows, latest)
  }
  if (!former) return
  await refuseBeside(ctx, set, { key: former.key, value: former.value, from })
  const before = stored.find((each: ParameterRow) => each.from === former.from)
  if (before && rows.hasEnd) await endParameter(ctx, rows, before, former.to)
}

/** What held before would run into it. */
function refuseFollowed(stored: ParameterRow[], from: string): void {
  const later = stored.find((each) => each.from > from)
  if (!later) return
  throw new Refusal('CHANGE_FOLLOWED', `这一项自 ${later.from} 起已另有新值,请先撤回那一份,再撤回这一份`)
}
