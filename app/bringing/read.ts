import { stringify } from 'csv-stringify/sync'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { MOST_FILE_BYTES } from './bring.ts'
import type { BringingItem, BringingList } from './contract.ts'
import { type BringingRow, findBringing, listBringings } from './kept.ts'
import { mayRelease, readableKinds, releasersOf } from './rights.ts'
import { shapes } from './rules/check.ts'

const SHOWN = 50
const BOM = '\uFEFF'

export async function readBringings(ctx: Ctx): Promise<BringingList> {
  const kinds = readableKinds(ctx.actor)
  const rows = await listBringings(ctx, kinds, SHOWN)
  return {
    kinds: kinds.map((kind) => ({ kind, title: shapes[kind].title })),
    mostBytes: MOST_FILE_BYTES,
    items: rows.map((row) => {
      const { report, ...item } = toItem(ctx, row)
      return { ...item, rows: report.rows, faultCount: report.faultCount }
    }),
  }
}

/** Refuses with `NOT_FOUND` outside the scope, and where its kind is not the reader's. */
export async function readBringing(ctx: Ctx, id: number): Promise<BringingItem> {
  const row = await findBringing(ctx, id)
  if (!row || !readableKinds(ctx.actor).includes(row.kind)) throw notFound('导入')
  return toItem(ctx, row)
}

function toItem(
  ctx: Ctx,
  { organisationPath: _, releasedAt: __, broughtAt, endedAt, ...row }: BringingRow,
): BringingItem {
  const isWaiting = row.state === 'checked'
  return {
    ...row,
    kindTitle: shapes[row.kind].title,
    stage: row.stage as BringingItem['stage'],
    broughtAt: broughtAt.toISOString(),
    endedAt: endedAt?.toISOString() ?? null,
    releasers: releasersOf(row.kind),
    mayRelease: isWaiting && mayRelease(ctx.actor, row.kind) && !isSamePerson(ctx.actor, row.broughtBy),
    mayWithdraw: isWaiting && ctx.actor.roles.includes('admin'),
  }
}

/** What is wrong, for whoever mends the sheet. Refuses with `NOT_FOUND`. */
export async function exportFaults(ctx: Ctx, id: number): Promise<string> {
  const { report } = await readBringing(ctx, id)
  const rows = report.faults.map(({ row, column, message, advice }) => [row, column, message, advice])
  return BOM + stringify([['行', '列', '错误', '怎么办'], ...rows].map((cells) => cells.map(plainCell)))
}
