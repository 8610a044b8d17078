import type { Ctx } from '../db/context.ts'
import type { Registers } from './contract.ts'
import { listInstallationsOfPoints } from './sql/installations.ts'
import { listSnapshots } from './sql/snapshots.ts'

export type LastRegisters = { at: Date; registers: Registers }

/**
 * The last reading at or before an instant of the meter that hung on each point then, registers as it shows them, in Wh or
 * varh. In the order of what is asked; undefined where nothing was read. The caller has resolved the points.
 */
export async function listLastRegisters(
  ctx: Ctx,
  asked: { pointId: number; at: Date }[],
): Promise<(LastRegisters | undefined)[]> {
  const installations = await listInstallationsOfPoints(
    ctx,
    asked.map(({ pointId }) => pointId),
  )
  const spans = asked.map(({ pointId, at }) => {
    const hung = installations.find(
      (each) => each.pointId === pointId && each.installedAt <= at && (each.removedAt === null || at <= each.removedAt),
    )
    return { pointId, installationId: hung?.installationId ?? 0, fromMs: at.getTime(), toMs: at.getTime() }
  })
  const snapshots = await listSnapshots(ctx, spans, { neighbours: true })
  return spans.map(({ installationId, toMs }) => {
    const last = snapshots.findLast((each) => each.installationId === installationId && each.atMs <= toMs)
    return last && { at: new Date(last.atMs), registers: last.registers }
  })
}
