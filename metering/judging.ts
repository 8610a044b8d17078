import type { Ctx } from '../db/context.ts'
import type { RegisterRole } from './contract.ts'
import type { ToldReading } from './readings.ts'
import { type Judgement, judgeReadings, type Trail } from './rules/judge.ts'
import { maximumPowerW, modulusWh } from './rules/registers.ts'
import type { Installed } from './sql/installations.ts'
import { type HeldPoint, type Latest, listHeld } from './sql/readings.ts'
import { listSnapshots, pointsOf, type Snapshot } from './sql/snapshots.ts'

export type Placed = { index: number; incoming: ToldReading; installed: Installed }
export type Judged = { installed: Installed; placed: Placed[]; judgement: Judgement }

/** Digits before the point that a register is taken to have where its installation does not say. */
const DEFAULT_DIGITS = 6
/** Of a sheet of a whole city, whose statement would hold every meter at once. */
const METERS_A_CHUNK = 2000

/** Gathers what is known of each meter and judges its readings. */
export async function judgePlaced(ctx: Ctx, placed: Placed[], latest: Map<number, Latest>): Promise<Judged[]> {
  const byInstallation = [...Map.groupBy(placed, (each) => each.installed.installationId).values()]
  const held = Map.groupBy(
    await listHeld(
      ctx,
      byInstallation.map(([first]) => first?.installed.installationId ?? 0),
    ),
    (point) => point.installationId,
  )
  const snapshots = Map.groupBy(await loadAnchors(ctx, byInstallation, latest), (each) => each.installationId)
  return byInstallation.flatMap((ofMeter) => {
    const installed = ofMeter[0]?.installed
    if (!installed) return []
    const judgement = judgeMeter(installed, ofMeter, {
      latest: latest.get(installed.pointId),
      held: held.get(installed.installationId) ?? [],
      snapshots: snapshots.get(installed.installationId) ?? [],
    })
    return [{ installed, placed: ofMeter, judgement }]
  })
}

function judgeMeter(
  installed: Installed,
  placed: Placed[],
  known: { latest: Latest | undefined; held: HeldPoint[]; snapshots: Snapshot[] },
): Judgement {
  const start = startTrail(installed)
  const trail = known.latest?.installationId === installed.installationId ? known.latest.trail : lastOf(known.snapshots)
  const anchors: Partial<Record<RegisterRole, { atMs: number; wh: number }[]>> = {}
  for (const role of Object.keys({ ...start, ...trail }) as RegisterRole[]) {
    const began = start[role]
    anchors[role] = [
      ...(began ? [{ atMs: began[0], wh: began[1] }] : []),
      ...pointsOf(known.snapshots, installed.installationId, role),
    ]
  }
  return judgeReadings({
    readings: placed.map(({ incoming }) => ({ atMs: incoming.at.getTime(), registers: incoming.told.registers })),
    trail: { ...start, ...trail },
    held: known.held,
    anchors,
    limitsOf: (role) => ({
      modulusWh: modulusWh(installed.registers[role]?.digits ?? DEFAULT_DIGITS),
      maximumW: maximumPowerW(installed),
    }),
  })
}

/** The registers that a meter was put in with. */
export function startTrail(installed: Installed): Trail {
  const atMs = installed.installedAt.getTime()
  return Object.fromEntries(
    Object.entries(installed.registers).map(([role, register]) => [role, [atMs, register.startWh]]),
  )
}

function lastOf(snapshots: Snapshot[]): Trail {
  const trail: Trail = {}
  for (const { atMs, registers } of snapshots) {
    for (const [role, wh] of Object.entries(registers)) trail[role as RegisterRole] = [atMs, wh]
  }
  return trail
}

/** What was read round readings that come late, or of a meter that is not the point's present one. */
async function loadAnchors(ctx: Ctx, byInstallation: Placed[][], latest: Map<number, Latest>): Promise<Snapshot[]> {
  const spans = byInstallation.flatMap((ofMeter) => {
    const installed = ofMeter[0]?.installed
    const known = installed && latest.get(installed.pointId)
    if (!installed || !known) return []
    const times = ofMeter.map(({ incoming }) => incoming.at.getTime())
    const same = known.installationId === installed.installationId
    const newestMs = newestOf(known.trail)
    const late = same ? times.filter((atMs) => atMs <= newestMs) : times
    if (late.length === 0) return []
    const { installationId, pointId, removedAt } = installed
    const toMs = same ? Math.max(...late) : (removedAt ?? ctx.now).getTime()
    return [{ installationId, pointId, fromMs: Math.min(...late), toMs }]
  })
  const snapshots: Snapshot[] = []
  for (let from = 0; from < spans.length; from += METERS_A_CHUNK) {
    snapshots.push(...(await listSnapshots(ctx, spans.slice(from, from + METERS_A_CHUNK), { neighbours: true })))
  }
  return snapshots
}

function newestOf(trail: Trail): number {
  return Math.max(0, ...Object.values(trail).map(([atMs]) => atMs))
}
