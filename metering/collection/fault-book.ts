import type { Ctx } from '../../db/context.ts'
import { dropReadFaults, saveReadFaults } from '../sql/read-faults.ts'

const REMIND_MS = 600_000

/** Keeps in the database which meters do not answer and why; writes only what changed, or now and then that it lasts. */
export class FaultBook {
  private readonly told = new Map<string, { kind: string; atMs: number }>()
  private readonly clean = new Set<string>()

  async record(ctx: Ctx, answered: string[], failed: { meter: string; because: string }[]): Promise<void> {
    const nowMs = ctx.now.getTime()
    const fresh = failed.filter(({ meter, because }) => {
      const known = this.told.get(meter)
      return known?.kind !== because || nowMs - known.atMs >= REMIND_MS
    })
    const cleared = answered.filter((meter) => !this.clean.has(meter))
    if (fresh.length > 0)
      await saveReadFaults(
        ctx,
        fresh.map(({ meter, because }) => ({ meter, kind: because })),
      )
    if (cleared.length > 0) await dropReadFaults(ctx, cleared)
    for (const { meter, because } of fresh) {
      this.told.set(meter, { kind: because, atMs: nowMs })
      this.clean.delete(meter)
    }
    for (const meter of cleared) {
      this.told.delete(meter)
      this.clean.add(meter)
    }
  }
}
