import { stringify } from 'csv-stringify/sync'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { MOST_FILE_BYTES } from './bring.ts'
import type { BringingItem, BringingList } from './contract.ts'
import { type BringingRow, findBringing, listBringings } from './kept.ts'
import { shapes } from './rules/check.ts'
import { kindNames } from './rules/shape.ts'

const SHOWN = 50
const BOM = '\uFEFF'

export async function readBringings(ctx: Ctx): Promise<BringingList> {
  const rows = await listBringings(ctx, SHOWN)
  return {
    kinds: kindNames.map((kind) => ({ kind, title: shapes[kind].title })),
    mostBytes: MOST_FILE_BYTES,
    items: rows.map((row) => {
      const { report, ...item } = toItem(ctx, row)
      return { ...item, rows: report.rows, faultCount: report.faultCount }
    }),
  }
}

/** Refuses with `NOT_FOUND` outside the scope. */
export async function readBringing(ctx: Ctx, id: number): Promise<BringingItem> {
  const row = await findBringing(ctx, id)
  if (!row) throw notFound('导入')
  return toItem(ctx, row)
}

function toItem(
  ctx: Ctx,
  { organisationPath: _, releasedAt: __, broughtAt, endedAt, ...row }: BringingRow,
): BringingItem {
  const isAdmin = ctx.actor.roles.includes('admin')
  const isWaiting = row.state === 'checked' && isAdmin
  return {
    ...row,
    kindTitle: shapes[row.kind].title,
    stage: row.stage as BringingItem['stage'],
    broughtAt: broughtAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    mayRelease: isWaiting && row.broughtBy !== ctx.actor.username,
    mayWithdraw: isWaiting,
  }
}

/** What is wrong, for whoever mends the sheet. Refuses with `NOT_FOUND`. */
export async function exportFaults(ctx: Ctx, id: number): Promise<string> {
  const { report } = await readBringing(ctx, id)
  const rows = report.faults.map(({ row, column, message, advice }) => [row, column, message, advice])
  return BOM + stringify([['行', '列', '错误', '怎么办'], ...rows].map((cells) => cells.map(plainCell)))
}
