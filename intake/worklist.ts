import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import { notFound } from '../db/refusal.ts'
import { civilDay } from '../db/time.ts'
import type { applicationList, ListQuery } from './contract.ts'
import { flows } from './flows/all.ts'
import type { ApplicationRow } from './sql/applications.ts'
import { findUnitPath } from './sql/network.ts'
import { findAccountIds } from './sql/snapshots.ts'
import { listApplicationRows } from './sql/worklist.ts'
import { summariseApplications } from './views.ts'

type Query = Omit<ListQuery, 'sort'> & Partial<Pick<ListQuery, 'sort'>>

/** Newest first, or what ends next first. Refuses with `NOT_FOUND` for an account or a unit that the reader does not see. */
export async function listApplications(ctx: Ctx, query: Query): Promise<z.infer<typeof applicationList>> {
  const accountId = query.accountNo ? (await findAccountIds(ctx, [query.accountNo])).get(query.accountNo) : undefined
  if (query.accountNo && accountId === undefined) throw notFound('户号')
  const unit = query.organisationId === undefined ? undefined : await findUnitPath(ctx, query.organisationId)
  if (query.organisationId !== undefined && unit === undefined) throw notFound('供电单位')
  const { sort = 'newest', limit } = query
  const rows = await listApplicationRows(ctx, {
    status: query.status ?? null,
    kind: query.kind ?? null,
    step: query.step ?? null,
    openAt: query.mine ? stepsOf(ctx) : null,
    overdue: query.overdue ?? null,
    dueBy: null,
    unitPath: unit ?? null,
    escalated: query.escalated ?? null,
    handedOver: query.handedOver ?? null,
    accountId: accountId ?? null,
    ids: null,
    ...{ sort, limit, after: query.cursor ? toPlace(query.cursor) : null },
    today: civilDay(ctx.now),
  })
  const [last] = rows.slice(-1)
  return {
    items: await summariseApplications(ctx, rows),
    nextCursor: last && rows.length === limit ? toCursor(last, sort) : null,
  }
}

function toCursor({ id, nextDueOn }: ApplicationRow, sort: ListQuery['sort']): string {
  return sort === 'due' && nextDueOn !== null ? `${id}.${nextDueOn}` : String(id)
}

function toPlace(cursor: string): { id: number; dueOn: string | null } {
  const [id, dueOn] = cursor.split('.')
  return { id: Number(id), dueOn: dueOn ?? null }
}

/** Every step of every kind that the reader's roles hold first. */
function stepsOf({ actor }: Ctx): string[] {
  return flows.flatMap(({ kind, steps }) =>
    steps.filter(({ roles }) => actor.roles.some((role) => role === roles[0])).map(({ step }) => `${kind}/${step}`),
  )
}
