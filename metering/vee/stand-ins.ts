import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { startOfDay } from '../../db/time.ts'
import { addTimelineEntry } from '../../db/timeline.ts'
import { toWire } from '../../db/wire.ts'
import { MARK_GRACE_MS } from '../rules/intervals.ts'
import { estimateRegisters } from '../rules/register-estimate.ts'
import { type Installed, listInstallationsOfPoints } from '../sql/installations.ts'
import { isPointVisible } from '../sql/points.ts'
import { listSnapshots } from '../sql/snapshots.ts'
import {
  decideStandInRow,
  findAccountOfPoint,
  findPhoto,
  findStandInFor,
  findStandInRow,
  findUsualDayWh,
  insertStandIn,
  listStandInRows,
  type StandInRow,
} from '../sql/stand-ins.ts'
import { findBillPreview, markIssuedBill, tryChange } from './effect.ts'
import type {
  Ladder,
  RegisterEstimate,
  StandIn,
  StandInAnswer,
  StandInDecision,
  StandInList,
  StandInQuery,
} from './shapes.ts'

const TOLERANCE_MS = 3_600_000

export async function listStandIns(ctx: Ctx, query: StandInQuery): Promise<StandInList> {
  const limit = query.limit ?? 50
  const rows = await listStandInRows(ctx, {
    status: query.status ?? null,
    pointId: query.pointId ?? null,
    beforeId: query.cursor ? Number(query.cursor) : null,
    limit,
  })
  const nextCursor = rows.length === limit ? String(rows.at(-1)?.standInId) : null
  return { standIns: rows.map(toStandIn), nextCursor }
}

/** One with the bill that it makes: as it is now, and as its approval would make it. Refuses with `NOT_FOUND`. */
export async function findStandIn(ctx: Ctx, standInId: number): Promise<StandInAnswer> {
  const row = await findStandInRow(ctx, standInId)
  if (!row) throw notFound('估抄或现场抄表记录')
  const about = { pointId: row.pointId, at: row.standsFor }
  if (row.status !== 'proposed') {
    const bill = await findBillPreview(ctx, about)
    return { standIn: toStandIn(row), bill: { before: bill, after: bill } }
  }
  const { bill } = await tryChange(ctx, about, (inner) =>
    decideStandInRow(inner, { id: standInId, status: 'approved', by: 'trial', note: null }),
  )
  return { standIn: toStandIn(row), bill }
}

/**
 * Proposes the register of a reading day that was neither frozen nor called nor read on site. It counts for nothing until
 * another person approves it. Refuses with `NOT_FOUND`, `REGISTER_KNOWN`, `STAND_IN_EXISTS` and `NOTHING_TO_ESTIMATE_FROM`.
 */
export function proposeEstimate(ctx: Ctx, input: RegisterEstimate & { pointId: number }): Promise<StandIn> {
  return transact(ctx, async (inner) => {
    const { pointId, day, reason } = input
    const at = startOfDay(day)
    const { installed, before, after } = await findRound(inner, pointId, at)
    const usual = await findUsualDayWh(inner, pointId, day)
    const multiplier = installed.ct * installed.pt
    const estimate =
      before &&
      estimateRegisters({ atMs: at.getTime(), before, after, usualDayWh: usual === null ? null : usual / multiplier })
    if (!before || !estimate) throw new Refusal('NOTHING_TO_ESTIMATE_FROM', '没有示数或历史可供估算,请现场核抄')
    return openStandIn(inner, {
      pointId,
      installationId: installed.installationId,
      standsFor: at,
      kind: 'estimated',
      registers: estimate.registers,
      measuredAt: null,
      photoId: null,
      reason,
      basis: {
        method: estimate.method,
        before: { at: new Date(before.atMs).toISOString(), registers: before.registers },
        after: after ? { at: new Date(after.atMs).toISOString(), registers: after.registers } : null,
        usualDayWh: usual,
      },
      status: 'proposed',
    })
  })
}

export async function openStandIn(ctx: Ctx, row: Parameters<typeof insertStandIn>[1]): Promise<StandIn> {
  const id = await insertStandIn(ctx, row)
  if (id === undefined) throw new Refusal('STAND_IN_EXISTS', '这一抄表日已有估抄或现场抄表记录,请先处理它')
  await recordAudit(ctx, {
    action: `register.${row.kind}`,
    subject: `point:${row.pointId}`,
    detail: { standInId: id, standsFor: row.standsFor.toISOString(), reason: row.reason },
  })
  const stored = await findStandInRow(ctx, id)
  if (!stored) throw notFound('记录')
  return toStandIn(stored)
}

/**
 * Approves or refuses a proposed register; the proposer may not. Refuses with `NOT_FOUND`, `SAME_PERSON` and
 * `ALREADY_DECIDED`. An issued bill of the period is marked for correction.
 */
export function decideStandIn(ctx: Ctx, input: StandInDecision & { standInId: number }): Promise<StandIn> {
  return transact(ctx, async (inner) => {
    const row = await findStandInRow(inner, input.standInId)
    if (!row) throw notFound('估抄记录')
    if (isSamePerson(inner.actor, row.proposedBy))
      throw new Refusal('SAME_PERSON', '不能审批自己提出的估抄,请由他人审批')
    const status = input.approve ? 'approved' : 'refused'
    const changed = await decideStandInRow(inner, {
      id: input.standInId,
      status,
      by: inner.actor.username,
      note: input.note ?? null,
    })
    if (changed === 0) throw new Refusal('ALREADY_DECIDED', '该估抄已被处理,请刷新')
    await recordAudit(inner, {
      action: `register.estimate-${status}`,
      subject: `point:${row.pointId}`,
      detail: { standInId: input.standInId, note: input.note ?? '' },
    })
    if (input.approve) {
      await tellCustomerFile(inner, row)
      await markIssuedBill(inner, { pointId: row.pointId, at: row.standsFor }, 'register-approved')
    }
    const stored = await findStandInRow(inner, input.standInId)
    return toStandIn(stored ?? row)
  })
}

async function tellCustomerFile(ctx: Ctx, row: StandInRow): Promise<void> {
  const owner = await findAccountOfPoint(ctx, row.pointId)
  if (!owner?.accountId) return
  await addTimelineEntry(ctx, {
    accountId: owner.accountId,
    at: ctx.now,
    kind: 'register-estimated',
    subject: `stand-in:${row.standInId}`,
    title: { zh: '抄表日示数按估抄审批', en: 'Register of the reading day estimated and approved' },
    detail: { standsFor: row.standsFor.toISOString(), reason: row.reason },
  })
}

/**
 * How far down the ladder the register of a reading day has come: settled at a hand-over, the meter's own (frozen or called again), one near it,
 * read on site, estimated and approved.
 */
export async function findLadder(ctx: Ctx, { pointId, day }: { pointId: number; day: string }): Promise<Ladder> {
  if (!(await isPointVisible(ctx, pointId))) throw notFound('计量点')
  const at = startOfDay(day)
  const installed = await findInstalled(ctx, pointId, at)
  const near = await listSnapshots(ctx, [spanOf(installed, at, TOLERANCE_MS)], { neighbours: false })
  const nearest = near
    .filter(({ registers }) => registers.importTotal !== undefined)
    .sort((a, b) => Math.abs(a.atMs - at.getTime()) - Math.abs(b.atMs - at.getTime()))[0]
  const standIn = await findStandInFor(ctx, pointId, at)
  const approved = standIn?.status === 'approved' ? standIn.kind : null
  const step = stepOf(approved, nearest ? Math.abs(nearest.atMs - at.getTime()) : null)
  return toWire({
    pointId,
    at,
    step,
    measured: nearest ? { at: new Date(nearest.atMs), registers: nearest.registers } : null,
    standIn: standIn ? toStandIn(standIn) : null,
  })
}

/** What two owners were settled by comes before what the meter told. */
function stepOf(approved: StandInRow['kind'] | null, nearestMs: number | null): Ladder['step'] {
  if (approved === 'settled') return approved
  if (nearestMs !== null) return nearestMs <= MARK_GRACE_MS ? 'measured' : 'nearest'
  return approved ?? 'none'
}

/** The meter of an instant and its readings on either side; refuses where the register of the instant is known. */
async function findRound(ctx: Ctx, pointId: number, at: Date) {
  if (!(await isPointVisible(ctx, pointId))) throw notFound('计量点')
  const installed = await findInstalled(ctx, pointId, at)
  const round = (await listSnapshots(ctx, [spanOf(installed, at, 0)], { neighbours: true })).filter(
    ({ registers }) => registers.importTotal !== undefined,
  )
  const startMs = installed.installedAt.getTime()
  const start = Object.entries(installed.registers).map(([role, { startWh }]) => [role, startWh])
  const known = [{ atMs: startMs, registers: Object.fromEntries(start) }, ...round]
  if (known.some(({ atMs }) => Math.abs(atMs - at.getTime()) <= TOLERANCE_MS)) {
    throw new Refusal('REGISTER_KNOWN', '这一抄表日已有示数,无需估抄')
  }
  return {
    installed,
    before: known.findLast(({ atMs }) => atMs < at.getTime()),
    after: known.find(({ atMs }) => atMs > at.getTime()),
  }
}

export async function findInstalled(ctx: Ctx, pointId: number, at: Date): Promise<Installed> {
  const installed = (await listInstallationsOfPoints(ctx, [pointId])).find(
    ({ installedAt, removedAt }) => installedAt <= at && (!removedAt || removedAt >= at),
  )
  if (!installed) throw new Refusal('NO_METER_THEN', '抄表日该计量点没有在装电能表')
  return installed
}

function spanOf({ installationId, pointId }: Installed, at: Date, marginMs: number) {
  return { installationId, pointId, fromMs: at.getTime() - marginMs, toMs: at.getTime() + marginMs }
}

/** Refuses with `NOT_FOUND`. */
export async function readPhoto(ctx: Ctx, photoId: number): Promise<{ mediaType: string; bytes: Buffer }> {
  const photo = await findPhoto(ctx, photoId)
  if (!photo) throw notFound('照片')
  return photo
}

function toStandIn({ installationId, ...row }: StandInRow): StandIn {
  return toWire(row)
}
