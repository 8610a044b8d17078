import type { Ctx } from '../db/context.ts'
import type { RegisterRole } from './contract.ts'
import { modulusWh } from './rules/registers.ts'
import { measureUse, type RegisterHistory, type RegisterUse } from './rules/usage.ts'
import { type Installed, listInstallationsOfPoints } from './sql/installations.ts'
import { type BreakOfRegister, listBreaks, listSnapshots, pointsOf, type Snapshot } from './sql/snapshots.ts'

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
  /** `nearest`: at one end at least, the reading taken is not of that instant; its own is in the segment. */
  quality: 'measured' | 'nearest' | 'missing'
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
  const snapshotsOf = Map.groupBy(snapshots, (snapshot) => snapshot.installationId)
  const breaks = await listBreaks(ctx, [...new Set(flat.map(({ installed }) => installed.installationId))])
  return requests.map((request, index) => {
    const segments = (parts[index] ?? []).map((part) =>
      measurePart(part, snapshotsOf.get(part.installed.installationId) ?? [], breaks),
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

function measurePart({ installed, from, to }: Part, snapshots: Snapshot[], breaks: BreakOfRegister[]): UsageSegment {
  const byRole: UsageSegment['byRole'] = {}
  for (const role of registeredRoles(installed)) {
    const period = { fromMs: from.getTime(), toMs: to.getTime(), toleranceMs: USAGE_TOLERANCE_MS }
    const use = measureUse(historyOf(installed, role, snapshots, breaks), period)
    if (use) byRole[role] = use
  }
  const { installationId, deviceId, assetNo, ct, pt } = installed
  return { installationId, deviceId, assetNo, multiplier: ct * pt, from, to, byRole }
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
  const exact = uses.every((use) => use.startHow === 'measured' && use.endHow === 'measured')
  const quality = missing ? 'missing' : exact ? 'measured' : 'nearest'
  return { pointId, segments, energyWh, quality, missing, missingRoles }
}
