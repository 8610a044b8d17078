import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { findOwnRow, listOwnRows } from '../sql/satisfactions.ts'
import type { OwnRating, OwnRatings, rating } from './contract.ts'
import { takeScore } from './scores.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000
const SHOWN = 50

/** What was closed for the reader, on his accounts or by his own number, and what he said of it. */
export async function listOwnRatings(ctx: Ctx): Promise<OwnRatings> {
  const { days, hours, since } = await readOwnRules(ctx)
  const rows = await listOwnRows(ctx, { since, most: SHOWN })
  return { items: rows.map((row) => describe(ctx, row, hours)), days }
}

/** Refuses with `NOT_FOUND`, and `RATING_NOT_POSSIBLE` where another rated it, or he himself and the hours of changing are over. */
export function rateOwn(ctx: Ctx, subjectNo: string, input: z.output<typeof rating>): Promise<OwnRating> {
  return transact(ctx, async (inner) => {
    const { hours, since } = await readOwnRules(inner)
    const find = async () => {
      const row = await findOwnRow(inner, { subjectNo, since })
      if (!row) throw notFound('可评价的事项')
      return row
    }
    const { subject, id } = await find()
    const { score, comment = null } = input
    await takeScore(inner, { subject, id, score, comment, way: 'own' }, { mayChange: true })
    const after = await find()
    if (after.score !== score || after.comment !== comment)
      throw new Refusal('RATING_NOT_POSSIBLE', '已经评价过，不能再修改')
    return describe(inner, after, hours)
  })
}

async function readOwnRules(ctx: Ctx) {
  const figure = await readFigures(ctx, 'follow_up_rule')
  const days = figure('own-days')
  return { days, hours: figure('change-hours'), since: new Date(ctx.now.getTime() - days * DAY_MS) }
}

type Row = Awaited<ReturnType<typeof listOwnRows>>[number]

function describe({ now }: Ctx, { id: _, ...row }: Row, hours: number): OwnRating {
  const until = row.ratedAt && row.score !== null ? new Date(row.ratedAt.getTime() + hours * HOUR_MS) : null
  return toWire({ ...row, changeUntil: until && until > now ? until : null })
}
