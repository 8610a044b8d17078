import { createHash } from 'node:crypto'
import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { drawCalls, type Judged, judge } from '../rules/quality.ts'
import {
  appealRow,
  countItems,
  countResults,
  decideRow,
  findSheetRow,
  insertDraw,
  judgeRow,
  listDraws,
  listItems,
  listMarks,
  listRecordings,
  listSheetRows,
  listToDraw,
  replaceMarks,
} from '../sql/quality.ts'
import type {
  appealDecision,
  judgement,
  newDraw,
  QualityResults,
  SheetDetail,
  SheetPage,
  sheetQuery,
} from './contract.ts'
import { readsUnit } from './recordings.ts'

const SHOWN = 200
const DRAWS = 12

export async function listSheets(ctx: Ctx, { state }: z.output<typeof sheetQuery>): Promise<SheetPage> {
  const sheets = await listSheetRows(ctx, { state, agentId: null, most: SHOWN })
  const passPoints = (await readFigures(ctx, 'quality_rule'))('pass-points')
  return { ...toWire({ sheets, draws: await listDraws(ctx, DRAWS) }), passPoints }
}

/** An agent's own, once they are judged. */
export async function listMySheets(ctx: Ctx): Promise<SheetPage> {
  const sheets = await listSheetRows(ctx, { state: 'all', agentId: ctx.actor.id, most: SHOWN })
  const passPoints = (await readFigures(ctx, 'quality_rule'))('pass-points')
  return { ...toWire({ sheets }), draws: [], passPoints }
}

/** Refuses with `NOT_FOUND`. */
export async function findSheet(ctx: Ctx, id: number): Promise<SheetDetail> {
  const { agentId, agentUsername: _, judgedByUsername: __, answeredOn, ...row } = await findRow(ctx, id)
  const days = (await readFigures(ctx, 'quality_rule'))('appeal-days')
  return {
    ...toWire(row),
    items: await listItems(ctx, answeredOn),
    marks: await listMarks(ctx, id),
    appealUntil: row.judgedAt ? appealEnd(row.judgedAt, days).toISOString() : null,
    recordings: await listRecordings(ctx, row.contactNo, readsUnit(ctx)),
    isOwn: agentId === ctx.actor.id,
  }
}

async function findRow(ctx: Ctx, id: number) {
  const row = await findSheetRow(ctx, id, readsUnit(ctx))
  if (!row) throw notFound('质检单')
  return row
}

/** The day of the judgement is not counted, and the last one is over at midnight. */
const appealEnd = (judgedAt: Date, days: number) => startOfDay(addDays(civilDay(judgedAt), days + 1))

/** Refuses with `DAY_NOT_OVER`, with `DRAWN_BEFORE` where some of the days were drawn from, and with `NO_UNIT`. */
export function drawSheets(
  ctx: Ctx,
  { fromOn, toOn }: z.output<typeof newDraw>,
): Promise<{ calls: number; drawn: number }> {
  return transact(ctx, async (inner) => {
    if (toOn > civilDay(inner.now))
      throw new Refusal('DAY_NOT_OVER', '只能抽已经过去的日子', {
        status: 400,
        issues: [{ path: 'toOn', message: '还没有结束' }],
      })
    if (inner.scope === '') throw new Refusal('NO_UNIT', '质检按单位进行，请用本单位的登录')
    const figure = await readFigures(inner, 'quality_rule')
    const calls = await listToDraw(inner, { from: startOfDay(fromOn), to: startOfDay(toOn) })
    const rules = {
      sharePercent: figure('sample-percent'),
      newAgentPercent: figure('new-agent-percent'),
      newAgentDays: figure('new-agent-days'),
      longSeconds: figure('long-call-minutes') * 60,
      shortSeconds: figure('short-call-seconds'),
    }
    const seed = createHash('sha256').update(`${inner.scope} ${fromOn} ${toOn}`).digest('hex').slice(0, 16)
    const sheets = drawCalls(calls, rules, seed)
    const id = await insertDraw(inner, { fromOn, toOn, seed, calls: calls.length }, sheets)
    if (id === undefined) throw new Refusal('DRAWN_BEFORE', '这段时间已经抽过')
    const detail = { calls: calls.length, drawn: sheets.length }
    await recordAudit(inner, { action: 'quality.drawn', subject: `quality-draw:${id}`, detail })
    return detail
  })
}

type Marks = z.output<typeof judgement>['marks']

/** Refuses with `NOT_FOUND`, `OWN_CALL`, `MARKS_UNFIT`, and `SHEET_JUDGED`. */
export function judgeSheet(ctx: Ctx, id: number, { marks, advice }: z.output<typeof judgement>): Promise<SheetDetail> {
  return transact(ctx, async (inner) => {
    const row = await findRow(inner, id)
    if (isSamePerson(inner.actor, row.agentUsername)) throw new Refusal('OWN_CALL', '不能评定自己的通话')
    const { score, isFatal, kept } = await weigh(inner, row.answeredOn, marks)
    if (!(await judgeRow(inner, id, { score, isFatal, advice: advice || null })))
      throw new Refusal('SHEET_JUDGED', '这张质检单已经评定')
    await replaceMarks(inner, id, kept)
    await recordAudit(inner, { action: 'quality.judged', subject: `quality-sheet:${id}`, detail: { score, isFatal } })
    return findSheet(inner, id)
  })
}

async function weigh(ctx: Ctx, day: string, marks: Marks) {
  const items = await listItems(ctx, day)
  const judged = judge(items, marks)
  if (!judged.ok) throw unfit(judged, marks)
  const kept = marks.map(({ code, points, isMissed, note }) => {
    const most = items.find((item) => item.code === code)?.points ?? 0
    return { code, points, most, isMissed, note: note || null }
  })
  return { ...judged, kept }
}

function unfit({ because, code }: Extract<Judged, { ok: false }>, marks: Marks): Refusal {
  const place = marks.findIndex((mark) => mark.code === code)
  const path = place < 0 ? 'marks' : `marks.${place}`
  const message = { ITEM_MISSING: '没有评', ITEM_STRANGE: '不在质检表里或重复', TOO_MANY_POINTS: '超过分值' }[because]
  return new Refusal('MARKS_UNFIT', '评分与质检表不符', {
    status: 400,
    issues: [{ path, message: `${code}：${message}` }],
  })
}

/** Refuses with `NOT_FOUND`, and with `APPEAL_NOT_POSSIBLE` another's, one that is not judged, was appealed before, or too late. */
export function appealSheet(ctx: Ctx, id: number, reason: string): Promise<SheetDetail> {
  return transact(ctx, async (inner) => {
    await findRow(inner, id)
    const days = (await readFigures(inner, 'quality_rule'))('appeal-days')
    const since = startOfDay(addDays(civilDay(inner.now), -days))
    if (!(await appealRow(inner, id, { reason, since })))
      throw new Refusal('APPEAL_NOT_POSSIBLE', '只能在期限内对自己的质检结果申诉一次')
    await recordAudit(inner, { action: 'quality.appealed', subject: `quality-sheet:${id}` })
    return findSheet(inner, id)
  })
}

/**
 * By another than the judge, and never by the agent. Refuses with `NOT_FOUND`, `OWN_CALL`, `OWN_JUDGEMENT`, `MARKS_MISSING` where it is
 * changed without marks, `MARKS_UNFIT`, and `NOT_APPEALED`.
 */
export function decideAppeal(
  ctx: Ctx,
  id: number,
  { verdict, reason, marks }: z.output<typeof appealDecision>,
): Promise<SheetDetail> {
  return transact(ctx, async (inner) => {
    const row = await findRow(inner, id)
    if (isSamePerson(inner.actor, row.agentUsername)) throw new Refusal('OWN_CALL', '不能评定自己的通话')
    if (isSamePerson(inner.actor, row.judgedByUsername))
      throw new Refusal('OWN_JUDGEMENT', '申诉须由评定人以外的人决定')
    if (verdict === 'changed' && !marks)
      throw new Refusal('MARKS_MISSING', '改判须重新评分', {
        status: 400,
        issues: [{ path: 'marks', message: '必填' }],
      })
    const weighed = verdict === 'changed' && marks ? await weigh(inner, row.answeredOn, marks) : null
    const names = [inner.actor.username, ...(inner.actor.alsoAs ?? [])]
    const decision = { verdict, reason, score: weighed?.score ?? null, isFatal: weighed?.isFatal ?? null, names }
    if (!(await decideRow(inner, id, decision))) throw new Refusal('NOT_APPEALED', '没有待决定的申诉')
    if (weighed) await replaceMarks(inner, id, weighed.kept)
    await recordAudit(inner, { action: 'quality.appeal-decided', subject: `quality-sheet:${id}`, detail: { verdict } })
    return findSheet(inner, id)
  })
}

export async function findResults(ctx: Ctx, { from, to }: { from: string; to: string }): Promise<QualityResults> {
  const time = { from: startOfDay(from), to: startOfDay(to) }
  const passPoints = (await readFigures(ctx, 'quality_rule'))('pass-points')
  const counted = await countResults(ctx, { ...time, passPoints })
  const told = ({ sheets, mean, fatal, passed }: (typeof counted)[number]) => ({ sheets, mean, fatal, passed })
  const team = counted.find(({ agent, weekOn, sheets }) => agent === null && weekOn === null && sheets > 0)
  return {
    team: team ? told(team) : null,
    agents: counted.flatMap((row) => (row.agent === null ? [] : [{ agent: row.agent, ...told(row) }])),
    weeks: counted.flatMap((row) => (row.weekOn === null ? [] : [{ weekOn: row.weekOn, ...told(row) }])),
    items: await countItems(ctx, time),
  }
}
