import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { notFound } from '../../db/refusal.ts'
import { plainCell } from '../../db/sheets/plain-cell.ts'
import { addMonths, civilDay } from '../../db/time.ts'
import type { applicationList, Step } from '../contract.ts'
import { stepTitles } from '../flows/steps.ts'
import { kindRules } from '../rules/kinds/all.ts'
import { findUnitPath } from '../sql/network.ts'
import { type Asked, averageSteps, countFigures, type FigureRow, listFigureIds } from '../sql/statistics.ts'
import { listApplicationRows } from '../sql/worklist.ts'
import { summariseApplications } from '../views.ts'
import { type figures, type StatisticsQuery, type statistics, statisticsCsvHead } from './contract.ts'

type Statistics = z.infer<typeof statistics>
type Row = Statistics['rows'][number]

/** What was done by kind, unit and month. Refuses with `NOT_FOUND` a unit that the reader does not see. */
export async function countStatistics(ctx: Ctx, query: StatisticsQuery): Promise<Statistics> {
  const asked = await toAsked(ctx, query)
  const groups = Map.groupBy(await countFigures(ctx, asked), (row) => `${row.month}/${row.organisationId}/${row.kind}`)
  const steps = await averageSteps(ctx, asked)
  return {
    rows: [...groups.values()].map(toRow),
    steps: steps.map((each) => ({ ...each, title: stepTitles[each.step as Step] })),
  }
}

/** The applications behind one figure; at most a thousand. */
export async function listBehindFigure(
  ctx: Ctx,
  query: StatisticsQuery & { figure: (typeof figures)[number] },
): Promise<z.infer<typeof applicationList>> {
  const asked = await toAsked(ctx, query)
  // A figure is of a unit alone; those below it have figures of their own.
  const figure = { figure: query.figure, unitId: query.organisationId ?? null }
  const ids = await listFigureIds(ctx, asked, figure)
  const nothing = { status: null, kind: null, step: null, openAt: null, overdue: null, dueBy: null, unitPath: null }
  const rows = await listApplicationRows(ctx, {
    ...nothing,
    ...{ escalated: null, handedOver: null, accountId: null, ids },
    ...{ sort: 'newest', after: null, limit: 1000, today: asked.today },
  })
  return { items: await summariseApplications(ctx, rows), nextCursor: null }
}

/** The same rows as a table of text, for a spreadsheet; with the mark by which it knows UTF-8. */
export async function exportStatistics(ctx: Ctx, query: StatisticsQuery): Promise<string> {
  const { rows } = await countStatistics(ctx, query)
  const lines = rows.map((row) => [
    ...[row.month, row.unit, row.kindTitle.zh],
    ...statisticsCsvHead.slice(3, -1).map(([figure]) => String(row.counts[figure as keyof Row['counts']])),
    row.inTimePercent === null ? '' : String(row.inTimePercent),
  ])
  const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
  const table = [statisticsCsvHead.map(([, title]) => title), ...lines]
  return `\uFEFF${table.map((line) => line.map(plainCell).map(quote).join(',')).join('\r\n')}\r\n`
}

async function toAsked(ctx: Ctx, { from, to, kind, organisationId }: StatisticsQuery): Promise<Asked> {
  const unitPath = organisationId === undefined ? null : await findUnitPath(ctx, organisationId)
  if (unitPath === undefined) throw notFound('供电单位')
  const [begin, end] = [`${from}-01`, addMonths(`${to}-01`, 1)]
  return { from: begin, to: end, today: civilDay(ctx.now), kind: kind ?? null, unitPath }
}

function toRow(group: FigureRow[]): Row {
  const [{ month, organisationId, unit, kind }] = group as [FigureRow]
  const count = (figure: (typeof figures)[number]) => group.find((row) => row.figure === figure)?.count ?? 0
  const counts = {
    ...{ 'handed-in': count('handed-in'), accepted: count('accepted'), archived: count('archived') },
    ...{ refused: count('refused'), withdrawn: count('withdrawn'), 'in-time': count('in-time'), late: count('late') },
    ...{ 'open-5': count('open-5'), 'open-20': count('open-20'), 'open-older': count('open-older') },
  }
  const clocks = counts['in-time'] + counts.late
  const inTimePercent = clocks === 0 ? null : Math.floor((counts['in-time'] / clocks) * 1000) / 10
  const title = kindRules[kind as keyof typeof kindRules].title
  return { month, organisationId, unit, kind: kind as Row['kind'], kindTitle: title, counts, inTimePercent }
}
