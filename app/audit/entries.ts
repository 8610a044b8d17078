import { type AuditAction, type AuditGroup, auditActs } from '../../db/audit-acts.ts'
import type { Ctx } from '../../db/context.ts'
import { toWire } from '../../db/wire.ts'
import type { AuditEntry, Entries, EntryQuery } from './contract.ts'
import { type EntryRow, listEntryRows, listMeant, listNames, listSeenUnits } from './sql/entries.ts'
import { describeSubjects, findSubjects, type Thing } from './subjects.ts'

/** What is told of an act that a later version no longer has. */
const gone = ['data', '{}', '{}'] as const
const jobs = { zh: '系统', en: 'System' }

export const actionsOf = (group: AuditGroup | undefined): AuditAction[] | undefined =>
  group && (Object.keys(auditActs) as AuditAction[]).filter((action) => auditActs[action][0] === group)

/** The record within the reader's unit, newest first. */
export async function listEntries(ctx: Ctx, query: EntryQuery): Promise<Entries> {
  const { who, about, group, limit } = query
  const rows = await listEntryRows(ctx, {
    ...query,
    limit: limit + 1,
    units: await listSeenUnits(ctx),
    people: who ? await listMeant(ctx, who) : undefined,
    subjects: await findSubjects(ctx, about),
    actions: actionsOf(group),
  })
  const shown = rows.slice(0, limit)
  const nextCursor = rows.length > limit ? String(shown.at(-1)?.id) : null
  return { items: toWire(await describeEntries(ctx, shown)) as AuditEntry[], nextCursor }
}

async function describeEntries(ctx: Ctx, rows: EntryRow[]) {
  const things = await describeSubjects(
    ctx,
    rows.map(({ subject }) => subject),
  )
  const names = await listNames(ctx, [...new Set(rows.flatMap((row) => [row.actor, ...lendersOf(row)]))])
  const called = (username: string) => ({ username, name: names.get(username) ?? nameOf(username) })
  return rows.map((row) => {
    const { id, at, day, actor, action, subject, detail, isSealed } = row
    const { onBehalfOf: _, reason, note, ...rest } = detail
    const why = [reason, note].find((text) => typeof text === 'string' && text !== '')
    return {
      ...{ id, at, day, action, isSealed, detail: rest },
      who: called(actor),
      onBehalfOf: lendersOf(row).map(called),
      ...tell(action, things.get(subject)),
      reason: typeof why === 'string' ? why : null,
    }
  })
}

function lendersOf({ detail }: EntryRow): string[] {
  return Array.isArray(detail.onBehalfOf) ? detail.onBehalfOf.map(String) : []
}

/** What no person started is told by the job's name. */
function nameOf(username: string): string {
  return username.startsWith('system:') ? `${jobs.zh}（${username.slice(7)}）` : username
}

function tell(action: string, thing: Thing | undefined): Pick<AuditEntry, 'group' | 'said' | 'to'> {
  const [group, zh, en] = auditActs[action as AuditAction] ?? gone
  const label = thing?.label ?? { zh: '', en: '' }
  return {
    group,
    said: { zh: fill(zh, label.zh), en: en.replace('{}', label.en) },
    to: thing?.to ?? null,
  }
}

/** With a space between a number and the Chinese that follows it. */
function fill(said: string, label: string): string {
  const [before = '', after = ''] = said.split('{}')
  if (!said.includes('{}')) return said
  return `${before}${label}${/\w$/.test(label) && /^[\u4e00-\u9fff]/.test(after) ? ' ' : ''}${after}`
}
