import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { addDays, addMonths, civilDay, daysBetween } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { judgeLoad, type LoadFigures } from '../rules/transformer-load.ts'
import { listTransformerDays, listTransformerMonths, type TransformerMonth } from '../sql/transformers.ts'
import {
  loadStates,
  type TransformerDetail,
  type TransformerList,
  type TransformerQuery,
  type TransformerRow,
} from './contract.ts'
import { readLoadFigures } from './days.ts'

const DAY_MIN = 1440

/** How the transformers within the actor's scope were loaded in a month (left out: that of yesterday), the fullest first. */
export async function listTransformers(ctx: Ctx, query: z.infer<typeof TransformerQuery>): Promise<TransformerList> {
  const { month, figures, rows } = await readMonth(ctx, query.month, null)
  const counts = Object.fromEntries(
    loadStates.map((state) => [state, rows.filter((row) => row.state === state).length]),
  )
  return toWire({
    month,
    figures,
    counts: counts as TransformerList['counts'],
    transformers: rows.filter(({ state }) => query.state === undefined || state === query.state),
  })
}

/** One transformer's month, day by day. Refuses with `NOT_FOUND` outside the actor's scope. */
export async function findTransformer(
  ctx: Ctx,
  { districtId, month: asked }: { districtId: number; month?: string | undefined },
): Promise<TransformerDetail> {
  const { month, figures, rows } = await readMonth(ctx, asked, districtId)
  const [transformer] = rows
  if (!transformer) throw notFound('配电变压器')
  const days = await listTransformerDays(ctx, { districtId, ...spanOf(month) })
  return toWire({ month, figures, transformer, days })
}

function spanOf(month: string) {
  return { from: `${month}-01`, to: addMonths(`${month}-01`, 1) }
}

type Row = Omit<TransformerRow, 'peakAt' | 'nowAt'> & { peakAt: Date | null; nowAt: Date | null }

async function readMonth(ctx: Ctx, asked: string | undefined, districtId: number | null) {
  const today = civilDay(ctx.now)
  const month = asked ?? addDays(today, -1).slice(0, 7)
  const span = spanOf(month)
  const figures = await readLoadFigures(ctx)
  const until = today < span.to ? today : span.to
  const expectedMin = Math.max(0, daysBetween(span.from, until)) * DAY_MIN
  const months = await listTransformerMonths(ctx, { ...span, lastingMin: figures.lastingMin, districtId })
  return { month, figures, rows: months.map((each) => rowOf(each, { figures, expectedMin })) }
}

function rowOf(each: TransformerMonth, { figures, expectedMin }: { figures: LoadFigures; expectedMin: number }): Row {
  const { monitoredMin, nowKva, ...rest } = each
  return {
    ...rest,
    state: judgeLoad({ ...each, expectedMin }, figures),
    monitoredPercent: expectedMin === 0 ? 0 : (100 * monitoredMin) / expectedMin,
    nowPercent: nowKva === null ? null : (100 * nowKva) / each.capacityKva,
  }
}
