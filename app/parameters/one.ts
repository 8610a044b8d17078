import type { Ctx } from '../../db/context.ts'
import { toClock } from '../../db/parameters/clock.ts'
import { listParameterRows } from '../../db/parameters/rows.ts'
import { type Column, type Key, textToKey, type Value } from '../../db/parameters/set.ts'
import { notFound } from '../../db/refusal.ts'
import { describeChanges } from './changes.ts'
import type { OneParameter, ParameterField } from './contract.ts'
import { earliestDay, latestOf } from './drafts.ts'
import { listChangesOfKey } from './kept.ts'
import { describeItem, describeRow, describeSet, readKnown, rowsOfKey } from './list.ts'
import { readAsker, requireSet } from './sets.ts'
import { unitOf } from './words.ts'

/** One rule with its history, what was asked to change, and the form of a change. Refuses with `NOT_FOUND`. */
export async function findParameter(reader: Ctx, name: string, keyText: string): Promise<OneParameter> {
  const ctx = await readAsker(reader)
  const set = requireSet(ctx, name)
  const { rows } = set
  if (!rows) throw notFound('参数')
  const key = textToKey(rows.keys, keyText)
  const stored = rowsOfKey(rows, await listParameterRows(ctx, rows), key)
  if (stored.length === 0 && !(rows.mayAdd && keyText === '')) throw notFound('参数')
  const known = await readKnown(ctx, [set])
  const latest = latestOf(stored)
  return {
    set: describeSet(ctx, set),
    item: latest && describeItem(set, rows, stored, known),
    keys: latest ? [] : rows.keys.map((column) => describeField(column, {}, {})),
    fields: rows.values
      .filter(({ type, isFixed, isLeftOut }) => type !== 'serial' && !isFixed && !isLeftOut?.(key))
      .map((column) => describeField(column, key, latest?.value ?? {})),
    mayEnd: rows.mayEnd ?? false,
    earliest: earliestDay(ctx, latest),
    history: stored.map((row) => describeRow(set, rows, row, known)),
    changes: await describeChanges(ctx, await listChangesOfKey(ctx, name, keyText)),
  }
}

function describeField(column: Column, key: Key, value: Value): ParameterField {
  const { name, title, type, least = null, most = null, words = {}, none = null, isShare = false } = column
  return {
    ...{ name, title, least, most, isShare, none },
    type: column.isClock?.(key) ? 'clock' : (type as ParameterField['type']),
    unit: unitOf(column, key) ?? null,
    options: Object.entries(words).map(([code, { zh, en }]) => ({ value: code, said: { zh, en } })),
    value: sayForForm(column, key, value[name] ?? null),
  }
}

/** As it is typed. */
function sayForForm({ isClock }: Column, key: Key, cell: string | null): string | null {
  return cell !== null && isClock?.(key) ? toClock(Number(cell)) : cell
}
