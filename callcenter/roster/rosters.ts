import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { Refusal } from '../../db/refusal.ts'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { type Assigned, coverOf, findRestFaults, type Hours, keptOf, suggestRoster } from '../rules/roster.ts'
import { listAbsences, listExchanges } from '../sql/absences.ts'
import {
  findUnit,
  insertDraft,
  listPlans,
  listPublished,
  listRosterAgents,
  listShifts,
  listStates,
  publishDraft,
  replaceShifts,
  reviseDraft,
} from '../sql/rosters.ts'
import { findNeeds } from '../staffing/staffing.ts'
import type { RosterWeek } from './contract.ts'
import { readHours, readRestRules } from './rules-held.ts'

const WEEK = 7
const MINUTE_MS = 60_000

const daysOf = (weekOn: string) => Array.from({ length: WEEK }, (_, n) => addDays(weekOn, n))

/** Refuses with `NOT_A_MONDAY` and `NO_UNIT`. */
export async function findRosterWeek(ctx: Ctx, weekOn: string): Promise<RosterWeek> {
  const unit = await findUnitOf(ctx, weekOn)
  const { hours, rules, adherenceShare } = await readRules(ctx)
  const plans = await describePlans(ctx, weekOn)
  const shown = plans.draft ?? plans.published
  const around = await listAround(ctx, weekOn)
  const needs = await findNeeds(ctx, daysOf(weekOn))
  const week = { from: weekOn, to: addDays(weekOn, WEEK) }
  return {
    weekOn,
    unit: unit.name,
    hours,
    agents: await listRosterAgents(ctx),
    ...plans,
    faults: findRestFaults(shown?.shifts ?? [], around, hours, rules),
    days: needs.map(({ day, kind, rostered }) => {
      const cover = coverOf(day, [...(shown?.shifts ?? []), ...around], hours)
      const lacking = rostered?.reduce((sum, need, at) => sum + Math.max(0, need - (cover[at] ?? 0)), 0)
      return { day, kind, needed: rostered?.reduce((sum, need) => sum + need, 0) ?? null, lacking: lacking ?? null }
    }),
    absences: await listAbsences(ctx, week),
    exchanges: await listExchanges(ctx, weekOn),
    kept: await listKept(ctx, weekOn, hours),
    adherenceShare,
  }
}

async function findUnitOf(ctx: Ctx, weekOn: string): Promise<{ id: number; name: string }> {
  if (new Date(`${weekOn}T00:00:00Z`).getUTCDay() !== 1)
    throw new Refusal('NOT_A_MONDAY', '请用一周的星期一', {
      status: 400,
      issues: [{ path: 'weekOn', message: '须是星期一' }],
    })
  const unit = await findUnit(ctx)
  if (!unit) throw new Refusal('NO_UNIT', '排班按单位进行，请用本单位的登录')
  return unit
}

async function readRules(ctx: Ctx) {
  return { hours: await readHours(ctx), ...(await readRestRules(ctx)) }
}

async function describePlans(ctx: Ctx, weekOn: string): Promise<Pick<RosterWeek, 'draft' | 'published'>> {
  const found: Pick<RosterWeek, 'draft' | 'published'> = { draft: null, published: null }
  for (const { id, state, ...plan } of await listPlans(ctx, weekOn))
    found[state] = { ...toWire(plan), shifts: await listShifts(ctx, id) }
  return found
}

/** Shifts of the days beside the week, which rest has to keep away from. */
async function listAround(ctx: Ctx, weekOn: string): Promise<Assigned[]> {
  const near = [
    ...(await listPublished(ctx, { from: addDays(weekOn, -2), to: weekOn })),
    ...(await listPublished(ctx, { from: addDays(weekOn, WEEK), to: addDays(weekOn, WEEK + 2) })),
  ]
  return near.map(({ userId, day, shift }) => ({ userId, day, shift }))
}

/** The draft as a whole. Refuses as `findRosterWeek`, with `NOT_AN_AGENT`, `NOT_IN_WEEK`, and `ROSTER_CHANGED`. */
export function saveDraft(
  ctx: Ctx,
  weekOn: string,
  { revision, shifts }: { revision: number; shifts: Assigned[] },
): Promise<RosterWeek> {
  return transact(ctx, async (inner) => {
    const unit = await findUnitOf(inner, weekOn)
    const agents = new Set((await listRosterAgents(inner)).map(({ userId }) => userId))
    const days = new Set(daysOf(weekOn))
    const issues = shifts.flatMap(({ userId, day }, n) => [
      ...(agents.has(userId) ? [] : [{ path: `shifts.${n}.userId`, message: '不是本单位的坐席' }]),
      ...(days.has(day) ? [] : [{ path: `shifts.${n}.day`, message: '不在这一周' }]),
    ])
    const twice = shifts.length !== new Set(shifts.map(({ userId, day }) => `${userId} ${day}`)).size
    if (issues.length > 0 || twice)
      throw new Refusal('SHIFTS_UNFIT', '排班里有不是本单位坐席的人、不在这一周的日子，或同一人一天排了两班', {
        status: 400,
        issues,
      })
    await keepDraft(inner, unit.id, weekOn, { revision, shifts })
    return findRosterWeek(inner, weekOn)
  })
}

async function keepDraft(
  ctx: Ctx,
  unitId: number,
  weekOn: string,
  { revision, shifts }: { revision: number; shifts: Assigned[] },
): Promise<void> {
  const draft = (await listPlans(ctx, weekOn)).find(({ state }) => state === 'draft')
  const id = draft?.id ?? (revision === 0 ? await insertDraft(ctx, unitId, weekOn) : undefined)
  if (id === undefined || (draft && !(await reviseDraft(ctx, id, revision)))) throw changed()
  await replaceShifts(ctx, id, shifts)
}

const changed = () => new Refusal('ROSTER_CHANGED', '排班已被改动，请刷新后再试')

/** Puts a suggestion in the place of the draft. Refuses as `saveDraft`. */
export function suggestDraft(ctx: Ctx, weekOn: string, revision: number): Promise<RosterWeek> {
  return transact(ctx, async (inner) => {
    const unit = await findUnitOf(inner, weekOn)
    const { hours, rules } = await readRules(inner)
    const days = daysOf(weekOn)
    const absences = await listAbsences(inner, { from: weekOn, to: addDays(weekOn, WEEK) })
    const needs = await findNeeds(inner, days)
    const shifts = suggestRoster(
      {
        agents: (await listRosterAgents(inner)).map(({ userId }) => userId),
        days,
        needed: Object.fromEntries(needs.map(({ day, rostered }) => [day, rostered ?? []])),
        isFree: (userId, day) =>
          absences.some(
            (each) => each.userId === userId && each.state === 'granted' && each.fromOn <= day && day < each.toOn,
          ),
        around: await listAround(inner, weekOn),
      },
      hours,
      rules,
    )
    await keepDraft(inner, unit.id, weekOn, { revision, shifts })
    return findRosterWeek(inner, weekOn)
  })
}

/** Refuses as `findRosterWeek`, with `ROSTER_CHANGED`, and with `ROSTER_BREAKS_REST` where hours or rest are not kept. */
export function publishRoster(ctx: Ctx, weekOn: string, revision: number): Promise<RosterWeek> {
  return transact(ctx, async (inner) => {
    const { faults, draft, published } = await findRosterWeek(inner, weekOn)
    const plan = (await listPlans(inner, weekOn)).find(({ state }) => state === 'draft')
    if (!plan || !draft) throw changed()
    if (published && published.version > draft.version)
      throw new Refusal(
        'ROSTER_CHANGED',
        '起草之后又发布了新的排班（如批准了换班），请对照已发布的班次，重新保存草稿后再发布',
      )
    if (faults.length > 0) throw breaksRest(faults.length)
    if (!(await publishDraft(inner, plan.id, revision))) throw changed()
    const detail = { week: weekOn, version: draft.version }
    await recordAudit(inner, { action: 'roster.published', subject: `roster:${plan.id}`, detail })
    return findRosterWeek(inner, weekOn)
  })
}

export const breaksRest = (count: number) =>
  new Refusal('ROSTER_BREAKS_REST', `有 ${count} 处违反工时或休息规定，改好后再发布`)

/** Of days that have begun: how many of the planned minutes each was at work, until now. */
async function listKept(ctx: Ctx, weekOn: string, hours: Hours): Promise<RosterWeek['kept']> {
  const today = civilDay(ctx.now)
  const own = await listPublished(ctx, { from: weekOn, to: addDays(weekOn, WEEK) })
  const begun = own.filter(({ day }) => day <= today)
  const [first] = begun
  if (!first) return []
  const userIds = [...new Set(begun.map(({ userId }) => userId))]
  const states = await listStates(ctx, userIds, { from: startOfDay(first.day), to: ctx.now })
  const now = ctx.now.getTime()
  return begun.flatMap(({ userId, day, shift }) => {
    const from = startOfDay(day).getTime() + hours[shift].fromMinute * MINUTE_MS
    const planned = { from, to: Math.min(from + hours[shift].minutes * MINUTE_MS, now) }
    if (planned.to <= planned.from) return []
    const his = states.filter((each) => each.userId === userId)
    const stretches = his.map(({ at, isAtWork }, n) => ({
      ...{ from: at.getTime(), to: his[n + 1]?.at.getTime() ?? now, isAtWork },
    }))
    const minutes = (milliseconds: number) => Math.round(milliseconds / MINUTE_MS)
    return [
      {
        userId,
        day,
        plannedMinutes: minutes(planned.to - planned.from),
        keptMinutes: minutes(keptOf(planned, stretches)),
      },
    ]
  })
}
