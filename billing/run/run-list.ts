import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import type { BillRun, billRunList, runQuery } from '../contract.ts'
import type { RunDetail } from '../office/contract.ts'
import { groupToWire } from '../office/parked-groups.ts'
import { pageOf } from '../page.ts'
import { quantityToNumber, whToKwh } from '../rules/money.ts'
import { endOfBillMonth } from '../rules/periods.ts'
import { listHeldGroups } from '../sql/held.ts'
import { listParkedGroups } from '../sql/parked.ts'
import { countOpenAccounts, listRunRows, type RunRow } from '../sql/runs.ts'

export async function listRuns(
  ctx: Ctx,
  { cursor, limit, ...query }: z.infer<typeof runQuery>,
): Promise<z.infer<typeof billRunList>> {
  const rows = await listRunRows(ctx, { ...query, beforeId: cursor ? Number(cursor) : null, limit: limit + 1 })
  const { shown, nextCursor } = pageOf(rows, limit, ({ id }) => id)
  return { items: shown.map(runToWire), nextCursor }
}

/** A run with how far it is, and what its unit's month still waits for; refuses with `NOT_FOUND`. */
export async function findRun(ctx: Ctx, id: number): Promise<RunDetail> {
  const [row] = await listRunRows(ctx, { id, beforeId: null, limit: 1 })
  if (!row) throw notFound('核算批次')
  const unit = { billMonth: row.billMonth, path: row.organisationPath }
  const [held, parked, open] = await Promise.all([
    listHeldGroups(ctx, unit),
    listParkedGroups(ctx, unit),
    row.namedAccounts ?? countOpenAccounts(ctx, { path: unit.path, until: endOfBillMonth(unit.billMonth) }),
  ])
  return {
    ...runToWire(row),
    openAccounts: open,
    waiting: {
      held: held.map(({ energyWh, ...group }) => ({ ...group, energyKwh: energyWh / 1000 })),
      parked: parked.map(groupToWire),
    },
  }
}

export function runToWire({ energyWh, startedAt, finishedAt, namedAccounts: _, ...row }: RunRow): BillRun {
  return {
    ...row,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    energyKwh: quantityToNumber(whToKwh(energyWh)),
  }
}
