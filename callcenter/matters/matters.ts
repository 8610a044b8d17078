import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { civilDay } from '../../db/time.ts'
import { toWire } from '../../db/wire.ts'
import { isAbove, judgePeriod, stateOf } from '../rules/matters.ts'
import {
  addMatterEvent,
  countMatters,
  type EventRow,
  findMatterRow,
  isRegistrar,
  listEventRows,
  listMatterRows,
  listMatterUnits,
  listVersionRows,
  lockMatter,
  type MatterRow,
  raiseRevision,
  searchPlaces,
  setState,
  type VersionRow,
  withdrawVersions,
} from '../sql/matters.ts'
import { countRecognised } from '../sql/matters-in-force.ts'
import { listSubkindRows } from '../sql/order-kinds.ts'
import type { MatterDetail, MatterList, MatterPlaces, MatterVersion, MatterView, placeQuery } from './contract.ts'

const MOST = 500
const PLACES = 20

export async function findMatters(ctx: Ctx, { view }: { view: MatterView }): Promise<MatterList> {
  const rows = await listMatterRows(ctx, { view, most: MOST })
  const { longestDays, lateHours } = await readLimits(ctx)
  const units = isRegistrar(ctx) ? await listMatterUnits(ctx) : []
  return {
    matters: rows.map((row) => {
      const { id, matterNo, unit, revision } = row
      return { ...describe(ctx, row), id, matterNo, unit, revision, ...whatHeMay(ctx, row, row) }
    }),
    counts: await countMatters(ctx),
    units: units.map(({ id, name }) => ({ id, name })),
    orders: await listConcerned(ctx),
    limits: { longestDays, lateHours },
  }
}

/** Refuses with `NOT_FOUND`. */
export async function findMatter(ctx: Ctx, id: number): Promise<MatterDetail> {
  const row = await findMatterRow(ctx, id)
  if (!row) throw notFound('重要服务事项')
  const versions = await listVersionRows(ctx, id)
  const read = new Set(versions.map(({ version }) => version))
  const events = (await listEventRows(ctx, id)).filter(({ version }) => read.has(version))
  const { matterNo, unitId, unit, revision } = row
  return {
    ...{ id, matterNo, unitId, unit, revision },
    ...whatHeMay(ctx, row, versions[0]),
    versions: versions.map((version) => describe(ctx, version)),
    events: toWire(events),
    recognised: await countRecognised(ctx, id),
  }
}

/** Refuses with `UNIT_UNKNOWN`. */
export async function findPlaces(ctx: Ctx, { unitId, q }: z.output<typeof placeQuery>): Promise<MatterPlaces> {
  return searchPlaces(ctx, { path: (await readUnit(ctx, unitId)).path, q, most: PLACES })
}

/** Refuses with `NOT_FOUND`, `MATTER_CHANGED`, `MATTER_NOT_DRAFT`, and what `judgePeriod` refuses with. */
export function submitMatter(ctx: Ctx, id: number, { revision }: { revision: number }): Promise<MatterDetail> {
  return act(ctx, { id, revision }, async (inner, _, { latest, former }) => {
    if (latest.state !== 'draft' && latest.state !== 'returned')
      throw new Refusal('MATTER_NOT_DRAFT', '没有待提交的草稿，请刷新')
    await refuseUnfitPeriod(inner, latest, former)
    await setState(inner, { id, number: latest.version }, 'submitted')
    return { act: 'submitted', number: latest.version }
  })
}

/**
 * By a second person of the unit above or of headquarters; it is in force by its period from then on, and what it changes is superseded.
 * Refuses with `NOT_FOUND`, `MATTER_CHANGED`, `MATTER_NOT_SUBMITTED`, `SECOND_PERSON_NEEDED`, `UNIT_ABOVE_NEEDED`, and what `judgePeriod`
 * refuses with.
 */
export function acceptMatter(ctx: Ctx, id: number, { revision }: { revision: number }): Promise<MatterDetail> {
  return act(ctx, { id, revision }, async (inner, matter, { latest, former }) => {
    refuseDecision(inner, matter, latest)
    // Late is who reports late, not who accepts it.
    await refuseUnfitPeriod(inner, latest, former, latest.submittedAt)
    if (former) await setState(inner, { id, number: former.version }, 'superseded')
    await setState(inner, { id, number: latest.version }, 'accepted')
    return { act: 'accepted', number: latest.version }
  })
}

type Reasoned = { revision: number; reason: string }

/** Refuses as the acceptance does. */
export function returnMatter(ctx: Ctx, id: number, { revision, reason }: Reasoned): Promise<MatterDetail> {
  return act(ctx, { id, revision }, async (inner, matter, { latest }) => {
    refuseDecision(inner, matter, latest)
    await setState(inner, { id, number: latest.version }, 'returned', reason)
    return { act: 'returned', number: latest.version, reason }
  })
}

/** What is over already stays as it was. Refuses with `NOT_FOUND`, `MATTER_CHANGED` and `MATTER_OVER`. */
export function withdrawMatter(ctx: Ctx, id: number, { revision, reason }: Reasoned): Promise<MatterDetail> {
  return act(ctx, { id, revision }, async (inner, _, { latest, former }) => {
    const isOpen = ['draft', 'submitted', 'returned'].includes(latest.state)
    if (!isOpen && (!former || former.validTo <= inner.now)) throw refusalOf('MATTER_OVER')
    await withdrawVersions(inner, id, reason)
    return { act: 'withdrawn', number: latest.version, reason }
  })
}

type Versions = { latest: VersionRow; former: VersionRow | null }
type Done = { act: EventRow['act']; number: number; reason?: string }

/** One step of a matter of the reader's units, of the revision that he read. */
export function act(
  ctx: Ctx,
  { id, revision }: { id: number; revision: number },
  step: (ctx: Ctx, matter: MatterRow, versions: Versions) => Promise<Done>,
): Promise<MatterDetail> {
  return transact(ctx, async (inner) => {
    const matter = await lockMatter(inner, id)
    if (!matter) throw notFound('重要服务事项')
    if ((await raiseRevision(inner, id, revision)) === 0)
      throw new Refusal('MATTER_CHANGED', '这一事项刚被他人改动，请刷新后再处理')
    const versions = await listVersionRows(inner, id)
    const [latest] = versions
    if (!latest) throw notFound('重要服务事项')
    const former = versions.find(({ state }) => state === 'accepted') ?? null
    await tell(inner, id, await step(inner, matter, { latest, former }))
    return findMatter(inner, id)
  })
}

/** Refuses with `UNIT_UNKNOWN`. */
export async function readUnit(ctx: Ctx, unitId: number): Promise<{ id: number; path: string }> {
  const unit = (await listMatterUnits(ctx)).find(({ id }) => id === unitId)
  if (unit) return unit
  const message = '没有这个单位，或不在您的管辖范围'
  throw new Refusal('UNIT_UNKNOWN', message, { status: 404, issues: [{ path: 'unitId', message }] })
}

/** What somebody reports of others is never measured by a matter that their unit registered. */
export async function listConcerned(ctx: Ctx): Promise<string[]> {
  const rows = await listSubkindRows(ctx, civilDay(ctx.now))
  const open = rows.filter(({ kind, subkind }) => kind !== 'report' && subkind !== 'low-score')
  return open.map(({ kind, subkind }) => `${kind}~${subkind}`)
}

export async function tell(ctx: Ctx, id: number, { act: what, number, reason }: Done): Promise<void> {
  await addMatterEvent(ctx, { id, number }, { act: what, reason: reason ?? null })
  await recordAudit(ctx, {
    action: `service-matter.${what}`,
    subject: `service-matter:${id}`,
    detail: { version: number, ...(reason ? { reason } : {}) },
  })
  await publish(ctx, 'service-matter.changed', { matterId: id })
}

export async function refuseUnfitPeriod(
  ctx: Ctx,
  period: { validFrom: Date; validTo: Date },
  former: VersionRow | null,
  reportedAt: Date | null = null,
): Promise<void> {
  const limits = await readLimits(ctx)
  const spent = reportedAt ? ctx.now.getTime() - reportedAt.getTime() : 0
  const lateHours = limits.lateHours + spent / 3_600_000
  const unfit = judgePeriod(period, former, { ...limits, lateHours, now: ctx.now })
  if (unfit) throw refusalOf(unfit, limits)
}

function refusalOf(code: NonNullable<ReturnType<typeof judgePeriod>>, limits = { longestDays: 0, lateHours: 0 }) {
  const said = {
    MATTER_TOO_LONG: { path: 'validTo', message: `有效期最长 ${limits.longestDays} 天` },
    BEGINNING_MOVED: { path: 'validFrom', message: '已经开始的事项不能改开始时间' },
    MATTER_OVER: { path: 'validTo', message: '事项已经结束' },
    REPORTED_TOO_LATE: { path: 'validFrom', message: `开始 ${limits.lateHours} 小时后不能再报备` },
  }[code]
  return new Refusal(code, said.message, { issues: [said] })
}

function refuseDecision(ctx: Ctx, matter: MatterRow, latest: VersionRow): void {
  if (latest.state !== 'submitted') throw new Refusal('MATTER_NOT_SUBMITTED', '没有待审核的内容，请刷新')
  if (latest.drafters.some((drafter) => isSamePerson(ctx.actor, drafter)))
    throw new Refusal('SECOND_PERSON_NEEDED', '编写、提交的人不能审核，请另一人审核')
  if (!isAbove(ctx.scope, { path: matter.unitPath, isTop: matter.isTop }))
    throw new Refusal('UNIT_ABOVE_NEEDED', '须由上级单位或公司本部审核', { status: 403 })
}

async function readLimits(ctx: Ctx): Promise<{ longestDays: number; lateHours: number }> {
  const figure = await readFigures(ctx, 'matter_rule')
  return { longestDays: figure('longest-days'), lateHours: figure('late-hours') }
}

function whatHeMay(ctx: Ctx, matter: MatterRow, latest: VersionRow | undefined) {
  const isOwn = matter.unitPath.startsWith(ctx.scope)
  const decides = ctx.actor.roles.some((role) => role === 'quality' || role === 'manager')
  const isSecond = !latest?.drafters.some((drafter) => isSamePerson(ctx.actor, drafter))
  const isHigher = isAbove(ctx.scope, { path: matter.unitPath, isTop: matter.isTop })
  return {
    mayWrite: isOwn && isRegistrar(ctx),
    mayAccept: latest?.state === 'submitted' && decides && isSecond && isHigher,
  }
}

function describe(ctx: Ctx, row: VersionRow): MatterVersion {
  const { version, title, kind, orders, scope, contactName, contactPhone, replyZh, replyEn, documentNo } = row
  const { validFrom, validTo, writtenBy, writtenAt, acceptedBy, acceptedAt, because } = row
  return toWire({
    ...{ version, title, kind, orders, scope, contactName, contactPhone, replyZh, replyEn, documentNo },
    ...{ validFrom, validTo, writtenBy, writtenAt, acceptedBy, acceptedAt, because },
    state: stateOf(row, ctx.now),
  })
}
