import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { RegisterRole } from '../contract.ts'
import { confirmPoint, rejectAfter } from '../rules/overrule.ts'
import { maximumPowerW, modulusWh, type RegisterPoint } from '../rules/registers.ts'
import { nothingTold } from '../rules/told.ts'
import { markDirtyDays } from '../sql/dirty-days.ts'
import { type Installed, listInstallationsOfPoints } from '../sql/installations.ts'
import { isPointVisible } from '../sql/points.ts'
import { insertBreaks, insertRegisterReadings, lockLatest } from '../sql/readings.ts'
import { listBreaks, listSnapshots, pointsOf } from '../sql/snapshots.ts'
import {
  closeVerdict,
  findSuspect,
  insertVerdict,
  listVerdicts,
  lockVerdict,
  removeBreaks,
  setRegisterValues,
  setSuspect,
  setTrail,
  type VerdictTrace,
} from '../sql/verdicts.ts'
import { markIssuedBill } from './effect.ts'
import type { RegisterHistoryView, VerdictInput } from './shapes.ts'

/** Values after a break are looked through so far for the first that follows from before it. */
const LOOK_MS = 62 * 86_400_000

type Case = { installed: Installed; role: RegisterRole; at: Date; reason: string }
const registerOf = ({ installed: { pointId, installationId }, role }: Case) => ({ pointId, installationId, role })

/** Where a meter's registers did not simply count on, and what people said of it. Refuses with `NOT_FOUND`. */
export async function findRegisterHistory(ctx: Ctx, pointId: number): Promise<RegisterHistoryView> {
  if (!(await isPointVisible(ctx, pointId))) throw notFound('计量点')
  const installations = await listInstallationsOfPoints(ctx, [pointId])
  const breaks = await listBreaks(
    ctx,
    installations.map(({ installationId }) => installationId),
  )
  const verdicts = await listVerdicts(ctx, pointId)
  return toWire({
    breaks: breaks.reverse().map(({ role, kind, before, after }) => ({
      ...{ role, kind, beforeWh: before.wh, afterWh: after.wh },
      ...{ beforeAt: new Date(before.atMs), afterAt: new Date(after.atMs) },
    })),
    verdicts: verdicts.map(({ before, installationId, ...verdict }) => ({ ...verdict, values: before.values.length })),
  })
}

/**
 * A person overrules the rules: a doubted value is true, or an accepted break never was. What the rules said is kept, so that
 * it can be undone; the days concerned are validated again, and an issued bill is marked. Refuses with `NOT_FOUND`.
 */
export function overruleRegister(ctx: Ctx, input: VerdictInput & { pointId: number }): Promise<RegisterHistoryView> {
  return transact(ctx, async (inner) => {
    const { pointId, kind, reason } = input
    const role = RegisterRole.safeParse(input.role)
    if (!role.success || !(await isPointVisible(inner, pointId))) throw notFound('计量点')
    await lockLatest(inner, [pointId])
    const at = new Date(input.at)
    const installed = (await listInstallationsOfPoints(inner, [pointId])).find(
      ({ installedAt, removedAt }) => installedAt <= at && (!removedAt || removedAt >= at),
    )
    if (!installed) throw notFound('在装电能表')
    const subject = { installed, role: role.data, at, reason }
    const { wh, before } = kind === 'confirm-reading' ? await confirm(inner, subject) : await reject(inner, subject)
    const verdictId = await insertVerdict(inner, { ...registerOf(subject), kind, at, wh, before, reason })
    await settle(inner, subject, before)
    await recordAudit(inner, {
      action: `register.${kind}`,
      subject: `point:${pointId}`,
      detail: { verdictId, role: role.data, at: at.toISOString(), reason },
    })
    return findRegisterHistory(inner, pointId)
  })
}

type Ruling = { wh: number; before: VerdictTrace }

async function confirm(ctx: Ctx, subject: Case): Promise<Ruling> {
  const register = registerOf(subject)
  const suspect = await findSuspect(ctx, register, subject.at)
  if (!suspect) throw notFound('存疑示数')
  const point = { atMs: subject.at.getTime(), wh: suspect.wh }
  const { before, after } = await findNeighbours(ctx, subject)
  const addedBreaks = confirmPoint(before, point, after, limitsOf(subject))
  const times = { measuredMs: point.atMs, readMs: point.atMs, arrivedMs: ctx.now.getTime(), startMs: point.atMs }
  await ctx.db.withClient((client) =>
    insertRegisterReadings(client, [
      { ...register, ...times, quality: 1, told: nothingTold, registers: { [subject.role]: point.wh } },
    ]),
  )
  await setSuspect(ctx, register, [{ ...point, status: 'confirmed', because: 'CONFIRMED_BY_PERSON' }])
  // The break that parted the neighbours of the value goes where the value now stands between them.
  const removedBreaks = await breaksBetween(ctx, subject, before, after)
  await removeBreaks(ctx, register, removedBreaks)
  await insertBreaks(
    ctx,
    addedBreaks.map((each) => ({ ...each, ...register })),
  )
  const { status, because } = suspect
  return { wh: point.wh, before: { values: [point], removedBreaks, addedBreaks, suspect: { status, because } } }
}

async function reject(ctx: Ctx, subject: Case): Promise<Ruling> {
  const register = registerOf(subject)
  const breaks = await breaksOf(ctx, subject)
  const broken = breaks.find(({ after }) => after.atMs === subject.at.getTime())
  if (!broken) throw notFound('示数突变')
  const { installationId, pointId } = register
  const span = { installationId, pointId, fromMs: broken.after.atMs, toMs: broken.after.atMs + LOOK_MS }
  const later = pointsOf(await listSnapshots(ctx, [span], { neighbours: false }), installationId, subject.role)
  const values = rejectAfter(broken.before, later, limitsOf(subject))
  const isRejected = (atMs: number) => values.some((point) => point.atMs === atMs)
  const removedBreaks = breaks.filter(({ before, after }) => isRejected(after.atMs) || isRejected(before.atMs))
  await setRegisterValues(
    ctx,
    register,
    values.map(({ atMs }) => ({ atMs, wh: null })),
  )
  await setSuspect(
    ctx,
    register,
    values.map((point) => ({ ...point, status: 'rejected', because: 'REJECTED_BY_PERSON' })),
  )
  await removeBreaks(ctx, register, removedBreaks)
  return { wh: broken.after.wh, before: { values, removedBreaks, addedBreaks: [], suspect: null } }
}

/** Takes a verdict back. Refuses with `NOT_FOUND` and `ALREADY_UNDONE`. */
export function undoVerdict(
  ctx: Ctx,
  { verdictId, reason }: { verdictId: number; reason: string },
): Promise<RegisterHistoryView> {
  return transact(ctx, async (inner) => {
    const verdict = await lockVerdict(inner, verdictId)
    if (!verdict || !(await isPointVisible(inner, verdict.pointId))) throw notFound('人工判定')
    if ((await closeVerdict(inner, verdictId, reason)) === 0) throw new Refusal('ALREADY_UNDONE', '该判定已被撤销')
    const { pointId, before, role, at } = verdict
    await lockLatest(inner, [pointId])
    const installed = (await listInstallationsOfPoints(inner, [pointId])).find(
      ({ installationId }) => installationId === verdict.installationId,
    )
    if (!installed) throw notFound('在装电能表')
    const subject = { installed, role, at, reason }
    const register = registerOf(subject)
    const confirmed = verdict.kind === 'confirm-reading'
    await setRegisterValues(
      inner,
      register,
      before.values.map(({ atMs, wh }) => ({ atMs, wh: confirmed ? null : wh })),
    )
    const was = before.suspect ?? { status: 'confirmed', because: 'COUNTED_ON' }
    await setSuspect(
      inner,
      register,
      before.values.map((point) => ({ ...point, ...was })),
    )
    await removeBreaks(inner, register, before.addedBreaks)
    await insertBreaks(
      inner,
      before.removedBreaks.map((each) => ({ ...each, ...register })),
    )
    await settle(inner, subject, before)
    await recordAudit(inner, {
      action: 'register.verdict-undone',
      subject: `point:${pointId}`,
      detail: { verdictId, reason },
    })
    return findRegisterHistory(inner, pointId)
  })
}

/** The register's latest value, its days and its bill, after readings changed. */
async function settle(ctx: Ctx, subject: Case, { values }: VerdictTrace): Promise<void> {
  const register = registerOf(subject)
  const { installationId, pointId } = register
  const nowMs = ctx.now.getTime()
  const span = { installationId, pointId, fromMs: nowMs - LOOK_MS, toMs: nowMs }
  const latest = pointsOf(await listSnapshots(ctx, [span], { neighbours: true }), installationId, subject.role).at(-1)
  if (latest) await setTrail(ctx, register, latest)
  await markDirtyDays(
    ctx,
    values.map(({ atMs }) => ({ pointId, measuredMs: atMs })),
  )
  await markIssuedBill(ctx, { pointId, at: subject.at }, 'register-verdict')
}

async function findNeighbours(ctx: Ctx, subject: Case) {
  const { installationId, pointId } = registerOf(subject)
  const atMs = subject.at.getTime()
  const span = { installationId, pointId, fromMs: atMs, toMs: atMs }
  const round = pointsOf(await listSnapshots(ctx, [span], { neighbours: true }), installationId, subject.role)
  const start = subject.installed.registers[subject.role]
  const started = start ? [{ atMs: subject.installed.installedAt.getTime(), wh: start.startWh }] : []
  const known = [...started, ...round]
  return {
    before: known.findLast((point) => point.atMs < atMs),
    after: known.find((point) => point.atMs > atMs),
  }
}

async function breaksOf(ctx: Ctx, { installed: { installationId }, role }: Case) {
  return (await listBreaks(ctx, [installationId])).filter((each) => each.role === role)
}

async function breaksBetween(ctx: Ctx, subject: Case, before?: RegisterPoint, after?: RegisterPoint) {
  const breaks = await breaksOf(ctx, subject)
  return breaks.filter((each) => each.before.atMs === before?.atMs && each.after.atMs === after?.atMs)
}

function limitsOf({ installed, role }: Case) {
  return { modulusWh: modulusWh(installed.registers[role]?.digits ?? 6), maximumW: maximumPowerW(installed) }
}
