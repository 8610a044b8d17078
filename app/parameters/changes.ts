import { type Ctx, isSamePerson } from '../../db/context.ts'
import { textToKey } from '../../db/parameters/set.ts'
import { civilDay } from '../../db/time.ts'
import type { ChangeList, ParameterChangeItem } from './contract.ts'
import { type ChangeRow, findNames, listChangeRows, lockChange } from './kept.ts'
import {
  type Asker,
  type Editable,
  isEditable,
  listSeenSets,
  mayDecide,
  mayDraft,
  parameterSets,
  readAsker,
} from './sets.ts'
import { sayChanged, sayKey, sayRole } from './words.ts'

export async function listChanges(reader: Ctx, which: 'waiting' | 'all'): Promise<ChangeList> {
  const ctx = await readAsker(reader)
  const names = listSeenSets(ctx).map(({ name }) => name)
  const items = await describeChanges(ctx, await listChangeRows(ctx, names, which))
  // What waits for the reader comes first.
  return { items: items.toSorted((a, b) => Number(isFor(b)) - Number(isFor(a))) }
}

function isFor({ mayRelease: releases, mayRevoke: revokes }: ParameterChangeItem): boolean {
  return releases || revokes
}

export async function findChange(ctx: Asker, id: number): Promise<ParameterChangeItem> {
  const row = await lockChange(ctx, id)
  const [item] = await describeChanges(ctx, row ? [row] : [])
  if (!item) throw new Error(`no change ${id}`)
  return item
}

export async function describeChanges(ctx: Asker, rows: ChangeRow[]): Promise<ParameterChangeItem[]> {
  const names = await findNames(ctx)
  return rows.map((row) => describe(ctx, row, (username) => names.get(username) ?? username))
}

function describe(ctx: Asker, row: ChangeRow, nameOf: (username: string) => string): ParameterChangeItem {
  const set = setOf(row)
  const key = textToKey(set.rows.keys, row.key)
  const { revocationReason: reason, revocationAskedBy: askedBy, revocationAskedAt: askedAt, effect } = row
  const former = row.former?.value ?? null
  return {
    ...{ id: row.id, set: set.name, setTitle: set.title, key: row.key, title: sayKey(set, key) },
    before: former && sayChanged(set.rows, key, former, row.value),
    after: row.value && sayChanged(set.rows, key, row.value, former),
    ...{ from: row.from, basis: row.basis, confirmed: row.confirmed, reason: row.reason },
    // What is named of other units is theirs.
    effect: effect && {
      ...effect,
      cases: effect.cases.filter(({ path }) => path.startsWith(ctx.scope)).map(({ path: _, ...each }) => each),
    },
    ...{ by: nameOf(row.draftedBy), at: row.draftedAt.toISOString(), state: row.state },
    decidedBy: row.decidedBy && nameOf(row.decidedBy),
    decidedAt: row.decidedAt?.toISOString() ?? null,
    note: row.note,
    revocation:
      reason !== null && askedBy !== null && askedAt !== null
        ? { reason, by: nameOf(askedBy), at: askedAt.toISOString(), revokedBy: row.revokedBy && nameOf(row.revokedBy) }
        : null,
    how: set.change.how,
    obstacle: findReleaseObstacle(ctx, row),
    releasers: set.change.releases.map(sayRole),
    mayRelease: mayRelease(ctx, row),
    mayWithdraw: mayWithdraw(ctx, row),
    mayAskRevocation: isRevocable(ctx, row) && askedBy === null && (mayDraft(ctx, set) || mayDecide(ctx, set)),
    mayRevoke: mayRevoke(ctx, row),
  }
}

/** By another than he who drafted it, where two are asked for. */
export function mayRelease(ctx: Asker, row: ChangeRow): boolean {
  return row.state === 'draft' && findReleaseObstacle(ctx, row) === null
}

function findReleaseObstacle(ctx: Asker, row: ChangeRow): ParameterChangeItem['obstacle'] {
  const set = setOf(row)
  if (!mayDecide({ ...ctx, isOverAll: true }, set)) return 'role'
  if (!ctx.isOverAll) return 'unit'
  return set.change.how === 'two' && isSamePerson(ctx.actor, row.draftedBy) ? 'own' : null
}

export function mayWithdraw(ctx: Asker, row: ChangeRow): boolean {
  return row.state === 'draft' && (isSamePerson(ctx.actor, row.draftedBy) || mayDecide(ctx, setOf(row)))
}

/** By another than he who asked that it be taken back. */
export function mayRevoke(ctx: Asker, row: ChangeRow): boolean {
  const isAnother = setOf(row).change.how === 'one' || !isSamePerson(ctx.actor, row.revocationAskedBy)
  return isRevocable(ctx, row) && row.revocationAskedBy !== null && isAnother && mayDecide(ctx, setOf(row))
}

export function isRevocable(ctx: Ctx, { state, from }: ChangeRow): boolean {
  return state === 'released' && from > civilDay(ctx.now)
}

/** The set that a change is of, whoever asks. */
export function setOf({ setName }: Pick<ChangeRow, 'setName'>): Editable {
  const set = parameterSets.find(({ name }) => name === setName)
  if (!set || !isEditable(set)) throw new Error(`no set ${setName}`)
  return set
}
