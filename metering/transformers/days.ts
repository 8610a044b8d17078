import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { type LoadFigures, summariseLoad } from '../rules/transformer-load.ts'
import {
  listHeadLoads,
  listMeteredTransformers,
  listMissingDays,
  saveTransformerDays,
  type Transformer,
  type TransformerDayRow,
} from '../sql/transformers.ts'

/** So many transformers' quarter hours are read at once. */
const STRIDE = 500
/** Readings come late: so many of the latest days are worked out again each time. */
const AGAIN_DAYS = 2
/** So far back is looked for days that nobody worked out. */
const BACK_DAYS = 62
const EVENING_MS = 12 * 3_600_000

/** What holds on the day of `ctx.now`. */
export async function readLoadFigures(ctx: Pick<Ctx, 'db' | 'now'>): Promise<LoadFigures> {
  const figure = await readFigures(ctx, 'transformer_rule')
  return {
    heavyPercent: figure('heavy-percent'),
    overPercent: figure('over-percent'),
    lastingMin: figure('lasting-minutes'),
    lightPercent: figure('light-percent'),
    monitoredPercent: figure('monitored-percent'),
  }
}

/** Works out the latest days and those left out before; run again it changes nothing that still holds. Returns how many days. */
export async function analyseTransformers(ctx: Ctx): Promise<number> {
  const yesterday = addDays(civilDay(ctx.now), -1)
  const again = Array.from({ length: AGAIN_DAYS }, (_, n) => addDays(yesterday, -n))
  const missing = await listMissingDays(ctx, addDays(yesterday, -BACK_DAYS), yesterday)
  const days = [...new Set([...again, ...missing])]
  for (const day of days) await analyseTransformerDay(ctx, day)
  return days.length
}

/** How every transformer with a meter at its head was loaded on a civil day. Returns how many of them had readings. */
export async function analyseTransformerDay(ctx: Ctx, day: string): Promise<number> {
  const figures = await readLoadFigures({ db: ctx.db, now: startOfDay(day) })
  let analysed = 0
  for (let afterId = 0; ; ) {
    const stride = await listMeteredTransformers(ctx, afterId, STRIDE)
    const last = stride.at(-1)
    if (!last) return analysed
    const rows = await summariseDay(ctx, stride, { day, figures })
    if (rows.length > 0) await saveTransformerDays(ctx, rows)
    analysed += rows.length
    afterId = last.districtId
  }
}

async function summariseDay(
  ctx: Ctx,
  transformers: Transformer[],
  { day, figures }: { day: string; figures: LoadFigures },
): Promise<TransformerDayRow[]> {
  const from = startOfDay(day)
  const span = { from: new Date(from.getTime() - EVENING_MS), to: startOfDay(addDays(day, 1)) }
  const districtIds = transformers.map(({ districtId }) => districtId)
  const loads = Map.groupBy(await listHeadLoads(ctx, districtIds, span), ({ districtId }) => districtId)
  return transformers.flatMap(({ districtId, ratingKva }) => {
    const readings = (loads.get(districtId) ?? []).map(({ atMs, powerW, reactiveVar }) => {
      return { atMs, kva: Math.hypot(powerW, reactiveVar) / 1000, isReverse: powerW < 0 }
    })
    const { meanPercent, peakPercent, peakAtMs, ...rest } = summariseLoad(
      readings,
      { ratingKva, fromMs: from.getTime() },
      figures,
    )
    if (meanPercent === null || peakPercent === null || peakAtMs === null) return []
    return [{ districtId, day, ratingKva, ...rest, meanPercent, peakPercent, peakAt: new Date(peakAtMs) }]
  })
}
