import type { Ctx } from '../../db/context.ts'
import { isOfKey, listParameterRows } from '../../db/parameters/rows.ts'
import { keyToText, type ParameterRow, type ParameterSet, type Rows } from '../../db/parameters/set.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { mayRelease } from './changes.ts'
import type { ParameterItem, ParameterList, ParameterPast, ParameterQuery } from './contract.ts'
import { type ChangeRow, findNames, listChangeRows, listReleased, type Released } from './kept.ts'
import { type Asker, findObstacle, listSeenSets, readAsker } from './sets.ts'
import { departmentTitles } from './titles.ts'
import { sayKey, sayLines, sayRole, sayValue } from './words.ts'

const RECENT_DAYS = 90

/** What is known beside the rows: who released what, what is drafted, what people are called. */
type Known = { today: string; released: Released[]; drafts: ChangeRow[]; names: Map<string, string> }

export async function readKnown(ctx: Ctx, sets: ParameterSet[]): Promise<Known> {
  const waiting = await listChangeRows(
    ctx,
    sets.map(({ name }) => name),
    'waiting',
  )
  return {
    today: civilDay(ctx.now),
    released: await listReleased(ctx),
    drafts: waiting.filter(({ state }) => state === 'draft'),
    names: await findNames(ctx),
  }
}

/** Every rule that the reader sees, as its table has it, by what he asks for. */
export async function listParameters(reader: Ctx, query: ParameterQuery): Promise<ParameterList> {
  const ctx = await readAsker(reader)
  const seen = listSeenSets(ctx)
  const known = await readKnown(ctx, seen)
  const sets: ParameterList['sets'] = []
  const counts = new Map<ParameterSet['department'], number>()
  for (const set of seen) {
    const items = set.rows ? await listItems(ctx, set, set.rows, known) : []
    counts.set(set.department, (counts.get(set.department) ?? 0) + items.length)
    const found = items.filter((item) => isAskedFor(set, item, query, known.today))
    if (found.length > 0 || (!set.rows && isAskedFor(set, null, query, known.today))) {
      sets.push({ ...describeSet(ctx, set), items: found })
    }
  }
  return {
    sets,
    departments: [...counts].map(([department, count]) => ({ department, count })),
    waiting: known.drafts.filter((draft) => mayRelease(ctx, draft)).length,
  }
}

export function describeSet(asker: Asker, set: ParameterSet) {
  const { name, department, kind, title, about, change } = set
  const path = change.how === 'elsewhere' ? change.path : null
  const obstacle = findObstacle(asker, set)
  const drafters = 'drafts' in change ? change.drafts.map(sayRole) : []
  const mayAdd = obstacle === null && (set.rows?.mayAdd ?? false)
  return {
    name,
    department,
    kind,
    title,
    about,
    how: change.how,
    path,
    obstacle,
    drafters,
    mayAdd,
    tryAt: set.tryAt ?? null,
  }
}

async function listItems(ctx: Ctx, set: ParameterSet, rows: Rows, known: Known): Promise<ParameterItem[]> {
  const stored = await listParameterRows(ctx, rows)
  const byKey = Map.groupBy(stored, ({ key }) => keyToText(rows.keys, key))
  return [...byKey.values()].map((ofKey) => describeItem(set, rows, ofKey, known))
}

export function describeItem(set: ParameterSet, rows: Rows, ofKey: ParameterRow[], known: Known): ParameterItem {
  const { today, drafts, names } = known
  const sorted = ofKey.toSorted((a, b) => a.from.localeCompare(b.from))
  const coming = sorted.find(({ from }) => from > today)
  const holding = sorted.findLast((row) => row.from <= today && (row.to === null || today < row.to))
  const shown = (holding ?? coming ?? sorted.at(-1)) as ParameterRow
  const key = keyToText(rows.keys, shown.key)
  const draft = drafts.find((each) => each.setName === set.name && each.key === key)
  const next = coming && coming !== shown ? { from: coming.from, said: sayValue(rows, coming.key, coming.value) } : null
  return {
    key,
    title: sayKey(set, shown.key),
    ...describeRow(set, rows, shown, known),
    next,
    draft: draft ? { id: draft.id, from: draft.from, by: names.get(draft.draftedBy) ?? draft.draftedBy } : null,
  }
}

export function describeRow(set: ParameterSet, rows: Rows, row: ParameterRow, known: Known): ParameterPast {
  const { today, names, released } = known
  const key = keyToText(rows.keys, row.key)
  const change = released.findLast((each) => each.setName === set.name && each.key === key && each.from === row.from)
  const by = change?.by ?? row.changedBy
  const at = change?.at ?? row.changedAt
  const hasBegun = row.from <= today
  return {
    said: sayValue(rows, row.key, row.value),
    lines: sayLines(rows, row.key, row.value),
    from: row.from,
    to: row.to,
    basis: row.basis,
    confirmed: row.confirmed,
    by: by === null ? null : (names.get(by) ?? by),
    at: at?.toISOString() ?? null,
    state: !hasBegun ? 'coming' : row.to === null || today < row.to ? 'holds' : 'ended',
  }
}

/** Rows of one key, newest first. */
export function rowsOfKey(rows: Rows, stored: ParameterRow[], key: ParameterRow['key']): ParameterRow[] {
  return stored.filter((row) => isOfKey(rows, row.key, key)).toSorted((a, b) => b.from.localeCompare(a.from))
}

function isAskedFor(set: ParameterSet, item: ParameterItem | null, query: ParameterQuery, today: string): boolean {
  const { department, kind, state, q } = query
  if (department && set.department !== department) return false
  if (kind && set.kind !== kind) return false
  if (state && !(item && isInState(item, state, today))) return false
  const text = saidOf(set, item).toLowerCase()
  return (q ?? '')
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function isInState(item: ParameterItem, state: NonNullable<ParameterQuery['state']>, today: string): boolean {
  if (state === 'unconfirmed') return item.confirmed === false && item.state !== 'ended'
  if (state === 'coming') return item.next !== null || item.state === 'coming' || isEnding(item, today)
  if (state === 'drafted') return item.draft !== null
  return item.at !== null && item.at.slice(0, 10) >= addDays(today, -RECENT_DAYS)
}

function isEnding({ state, to }: ParameterItem, today: string): boolean {
  return state === 'holds' && to !== null && to > today
}

/** All that a search looks through. */
function saidOf(set: ParameterSet, item: ParameterItem | null): string {
  const { title, about, tables, rows, department } = set
  const columns = [...(rows?.keys ?? []), ...(rows?.values ?? [])].map((column) => column.title)
  const said = [departmentTitles[department], title, about, ...columns, ...(item ? [item.title, item.said] : [])]
  const texts = said.flatMap(({ zh, en }) => [zh, en])
  return [...texts, ...tables, set.name, ...(item ? [item.key, item.basis, item.by ?? ''] : [])].join('\n')
}
