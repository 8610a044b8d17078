import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { addDays, addMonths, civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { figuresOf } from '../rules/reasons.ts'
import {
  type CountRow,
  countComplaints,
  countContacts,
  countOrders,
  listCounted,
  listFrequent,
  type Span,
  type Spans,
} from '../sql/reasons.ts'
import type { Reason, ReasonOrders, ReasonPage, reasonOrdersQuery, reasonQuery } from './contract.ts'

const SHOWN = 500
const FREQUENT = 100

/**
 * What was brought to the desk in a month, beside the same days of the month and of the year before. Counted is what the reader may read
 * himself: no count tells him of an order that is hidden from him.
 */
export async function findReasons(ctx: Ctx, { month, by }: z.output<typeof reasonQuery>): Promise<ReasonPage> {
  const rules = await readRules(ctx)
  const days = daysOf(ctx, month)
  const spans = spansOf(days)
  const rows =
    by === 'category' ? await countContacts(ctx, { spans, ...rules }) : await countOrders(ctx, by, { spans, ...rules })
  const sum = (of: (row: CountRow) => number) => rows.reduce((total, row) => total + of(row), 0)
  const all = sum(({ count }) => count)
  const { repeatDays, frequentTimes, frequentDays } = rules
  return {
    ...days,
    ...{ all, formerAll: sum(({ formerCount }) => formerCount), yearAll: sum(({ yearCount }) => yearCount) },
    complaints: await countComplaints(ctx, spans.now),
    reasons: rows.map((row) => describe(row, all)),
    frequent: toWire(
      await listFrequent(ctx, frequentSpan(days, frequentDays), { times: frequentTimes, most: FREQUENT }),
    ),
    rules: { repeatDays, frequentTimes, frequentDays },
  }
}

/** What one of the counts counts. */
export async function listReasonOrders(
  ctx: Ctx,
  { month, by, key }: z.output<typeof reasonOrdersQuery>,
): Promise<ReasonOrders> {
  const days = daysOf(ctx, month)
  const span = by === 'account' ? frequentSpan(days, (await readRules(ctx)).frequentDays) : spansOf(days).now
  const rows = await listCounted(ctx, span, { by, key, most: SHOWN + 1 })
  return { orders: toWire(rows.slice(0, SHOWN)), isMore: rows.length > SHOWN }
}

async function readRules(ctx: Ctx) {
  const figure = await readFigures(ctx, 'reason_rule')
  return {
    repeatDays: figure('repeat-days'),
    frequentTimes: figure('frequent-times'),
    frequentDays: figure('frequent-days'),
    lowScore: (await readFigures(ctx, 'follow_up_rule'))('opinion-score'),
  }
}

type Days = { from: string; to: string }

/** Of a month that is not over, the days until today: so it is held beside as many of another. */
function daysOf({ now }: Ctx, month: string): Days {
  const from = `${month}-01`
  const end = addMonths(from, 1)
  const tomorrow = addDays(civilDay(now), 1)
  return { from, to: tomorrow > from && tomorrow < end ? tomorrow : end }
}

/** A whole month beside whole months; of a part the last day is moved, not the day after it, which may lie in another month. */
function spansOf({ from, to }: Days): Spans {
  const isWhole = to === addMonths(from, 1)
  const back = (months: number): Span => ({
    from: startOfDay(addMonths(from, -months)),
    to: startOfDay(isWhole ? addMonths(from, 1 - months) : addDays(addMonths(addDays(to, -1), -months), 1)),
  })
  return { now: back(0), former: back(1), year: back(12) }
}

const frequentSpan = ({ to }: Days, days: number): Span => ({
  from: startOfDay(addDays(to, -days)),
  to: startOfDay(to),
})

function describe({ key, name, count, formerCount, yearCount, rated, ...row }: CountRow, all: number): Reason {
  const figures = figuresOf({ ...row, count, formerCount, yearCount, rated }, all)
  return { key, name, count, formerCount, yearCount, rated, figures }
}
