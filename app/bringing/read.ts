import { stringify } from 'csv-stringify/sync'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { decryptBytes } from '../../db/customers/secrets.ts'
import { notFound } from '../../db/refusal.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { MOST_FILE_BYTES, readFile } from './bring.ts'
import type { BringingItem, BringingList, BringingRows } from './contract.ts'
import { type BringingRow, countWaiting, findBringing, findContent, listBringings } from './kept.ts'
import { mayRelease, readableKinds, releasersOf } from './rights.ts'
import { shapes } from './rules/check.ts'

const SHOWN = 50
const SHOWN_ROWS = 2000
const BOM = '\uFEFF'

export async function readBringings(ctx: Ctx): Promise<BringingList> {
  const kinds = readableKinds(ctx.actor)
  const rows = await listBringings(ctx, kinds, SHOWN)
  return {
    waiting: await countWaiting(
      ctx,
      kinds.filter((kind) => mayRelease(ctx.actor, kind)),
    ),
    kinds: kinds.map((kind) => ({ kind, title: shapes[kind].title })),
    mostBytes: MOST_FILE_BYTES,
    items: rows.map((row) => toItem(ctx, row)),
  }
}

/** Refuses with `NOT_FOUND` outside the scope, and where its kind is not the reader's. */
export async function readBringing(ctx: Ctx, id: number): Promise<BringingItem> {
  const row = await findBringing(ctx, id)
  if (!row || !readableKinds(ctx.actor).includes(row.kind)) throw notFound('导入')
  return toItem(ctx, row)
}

/** What whoever releases it answers for. Refuses with `NOT_FOUND`. */
export async function readRowsOf(ctx: Ctx, id: number): Promise<BringingRows> {
  const { kind } = await readBringing(ctx, id)
  const shape = shapes[kind]
  const content = await findContent(ctx, id)
  if (!content) return { titles: [], rows: [], count: 0 }
  const { titles, rows } = await readFile(decryptBytes(content), shape)
  const personal = new Set(shape.columns.filter(({ isPersonal }) => isPersonal).map(({ title }) => title))
  const shown = rows.slice(0, SHOWN_ROWS).map(({ row, cells }) => {
    const told = titles.map((title) => (personal.has(title) && cells[title] ? '***' : (cells[title] ?? '')))
    return { row, cells: told }
  })
  return { titles, rows: shown, count: rows.length }
}

function toItem<Row extends Omit<BringingRow, 'report'>>(
  ctx: Ctx,
  { organisationPath: _, releasedAt: __, broughtAt, endedAt, ...row }: Row,
) {
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
