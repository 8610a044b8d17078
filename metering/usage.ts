import type { Ctx } from '../db/context.ts'
import type { RegisterRole } from './contract.ts'
import { modulusWh } from './rules/registers.ts'
import { type HowKnown, measureUse, type RegisterHistory, type RegisterUse, type StandInPoint } from './rules/usage.ts'
import { type Installed, listInstallationsOfPoints } from './sql/installations.ts'
import { type BreakOfRegister, listBreaks, listSnapshots, pointsOf, type Snapshot } from './sql/snapshots.ts'
import { listValidStandIns, type ValidStandIn } from './sql/stand-ins.ts'

export type UsageRequest = { pointId: number; from: Date; to: Date }

/** One meter's part of the period. Registers as the meter shows them, in Wh or varh. */
type UsageSegment = {
  installationId: number
  deviceId: number
  assetNo: string
  /** CT × PT. */
  multiplier: number
  from: Date
  to: Date
  byRole: Partial<Record<RegisterRole, RegisterUse>>
}

export type Usage = {
  pointId: number
  segments: UsageSegment[]
  /** After CT × PT, all segments added, in Wh or varh. A register that is not known throughout is left out. */
  energyWh: Partial<Record<RegisterRole, number>>
  /**
   * By its worst end. `nearest`: the reading taken is not of that instant, its own is in the segment; `settled`: read at
   * a hand-over; `site`: read by a person for the reading day; `estimated`: estimated, and approved by another person.
   */
  quality: HowKnown | 'missing'
  /** The import register is not known at one end of a segment, or did not count on in between. */
  missing: boolean
  missingRoles: RegisterRole[]
}

/** A register read within this of the period's end stands for it. */
const USAGE_TOLERANCE_MS = 3_600_000

/** Energy of a point over `[from, to)` by register role: the sum over its meters, each with its own multiplier. */
export async function findUsage(ctx: Ctx, request: UsageRequest): Promise<Usage> {
  const [usage] = await listUsages(ctx, [request])
  if (!usage) throw new Error('usage was not answered')
  return usage
}

/** The same for many points at once; answers in the order of the requests. */
export async function listUsages(ctx: Ctx, requests: UsageRequest[]): Promise<Usage[]> {
  const installations = Map.groupBy(
    await listInstallationsOfPoints(ctx, [...new Set(requests.map((request) => request.pointId))]),
    (installed) => installed.pointId,
  )
  const parts = requests.map((request) => partsOf(request, installations.get(request.pointId) ?? []))
  const flat = parts.flat()
  const tolerance = USAGE_TOLERANCE_MS
  const snapshots = await listSnapshots(
    ctx,
    flat.flatMap(({ installed, from, to }) => {
      const { installationId, pointId } = installed
      return [from.getTime(), to.getTime()].map((atMs) => ({
        installationId,
        pointId,
        fromMs: atMs - tolerance,
        toMs: atMs + tolerance,
      }))
    }),
    { neighbours: false },
  )
  const standIns = await listValidStandIns(
    ctx,
    flat.flatMap(({ installed: { installationId }, from, to }) => [from, to].map((at) => ({ installationId, at }))),
  )
  const snapshotsOf = Map.groupBy(snapshots, (snapshot) => snapshot.installationId)
  const breaks = await listBreaks(ctx, [...new Set(flat.map(({ installed }) => installed.installationId))])
  return requests.map((request, index) => {
    const segments = (parts[index] ?? []).map((part) =>
      measurePart(part, snapshotsOf.get(part.installed.installationId) ?? [], breaks, standIns),
    )
    return sumSegments(request.pointId, segments, parts[index] ?? [])
  })
}

type Part = { installed: Installed; from: Date; to: Date }

function partsOf(request: UsageRequest, installations: Installed[]): Part[] {
  return installations
    .map((installed) => ({
      installed,
      from: installed.installedAt > request.from ? installed.installedAt : request.from,
      to: installed.removedAt && installed.removedAt < request.to ? installed.removedAt : request.to,
    }))
    .filter(({ from, to }) => from < to)
}

function measurePart(
  { installed, from, to }: Part,
  snapshots: Snapshot[],
  breaks: BreakOfRegister[],
  standIns: ValidStandIn[],
): UsageSegment {
  const byRole: UsageSegment['byRole'] = {}
  for (const role of registeredRoles(installed)) {
    const period = { fromMs: from.getTime(), toMs: to.getTime(), toleranceMs: USAGE_TOLERANCE_MS }
    const use = measureUse(historyOf(installed, role, snapshots, breaks), period, {
      start: standInAt(standIns, installed, from, role),
      end: standInAt(standIns, installed, to, role),
    })
    if (use) byRole[role] = use
  }
  const { installationId, deviceId, assetNo, ct, pt } = installed
  return { installationId, deviceId, assetNo, multiplier: ct * pt, from, to, byRole }
}

function standInAt(
  standIns: ValidStandIn[],
  { installationId }: Installed,
  at: Date,
  role: RegisterRole,
): StandInPoint | undefined {
  const found = standIns.find(
    (each) => each.installationId === installationId && each.standsFor.getTime() === at.getTime(),
  )
  const wh = found?.registers[role]
  if (!found || wh === undefined) return undefined
  return { wh, atMs: (found.measuredAt ?? at).getTime(), how: found.kind }
}

function registeredRoles(installed: Installed): RegisterRole[] {
  return (Object.keys(installed.registers) as (RegisterRole | 'maxDemand')[]).filter((role) => role !== 'maxDemand')
}

/** A register of one meter, from the value that it was put in with to the one that it was taken off with. */
export function historyOf(
  installed: Installed,
  role: RegisterRole,
  snapshots: readonly Snapshot[],
  breaks: readonly BreakOfRegister[],
): RegisterHistory {
  const register = installed.registers[role]
  const read = pointsOf(snapshots, installed.installationId, role)
  const startMs = installed.installedAt.getTime()
  const endMs = installed.removedAt?.getTime()
  const points = [
    ...(register ? [{ atMs: startMs, wh: register.startWh }] : []),
    ...read.filter((point) => point.atMs > startMs && (endMs === undefined || point.atMs < endMs)),
    ...(endMs !== undefined && typeof register?.endWh === 'number'
      ? [{ atMs: endMs, wh: register.endWh }]
      : read.filter((point) => point.atMs === endMs)),
  ]
  return {
    points,
    breaks: breaks.filter((each) => each.installationId === installed.installationId && each.role === role),
    modulusWh: modulusWh(register?.digits ?? 6),
  }
}

const worstFirst: HowKnown[] = ['estimated', 'site', 'nearest', 'settled', 'measured']

function sumSegments(pointId: number, segments: UsageSegment[], parts: Part[]): Usage {
  const roles = [...new Set(parts.flatMap(({ installed }) => registeredRoles(installed)))]
  const energyWh: Usage['energyWh'] = {}
  const missingRoles: RegisterRole[] = []
  for (const role of roles) {
    const holders = segments.filter((_, index) => parts[index]?.installed.registers[role])
    if (holders.length < segments.length || holders.some((segment) => !segment.byRole[role])) missingRoles.push(role)
    else {
      energyWh[role] = holders.reduce(
        (sum, { byRole, multiplier }) => sum + (byRole[role]?.energyWh ?? 0) * multiplier,
        0,
      )
    }
  }
  const missing = energyWh.importTotal === undefined
  const uses = segments.flatMap((segment) => (segment.byRole.importTotal ? [segment.byRole.importTotal] : []))
  const hows = uses.flatMap((use) => [use.startHow, use.endHow])
  const quality = missing ? 'missing' : (worstFirst.find((how) => hows.includes(how)) ?? 'measured')
  return { pointId, segments, energyWh, quality, missing, missingRoles }
}
