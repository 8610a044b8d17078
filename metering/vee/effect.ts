import type { Ctx } from '../../db/context.ts'
import { publish } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { civilDay } from '../../db/time.ts'
import type { BillPreview, BillPreviewPort, Effect } from './shapes.ts'

let previewBill: BillPreviewPort = async () => null

/** Called once at start: who tells what a change of readings does to a bill. */
export function wireBillPreview(port: BillPreviewPort): void {
  previewBill = port
}

export function findBillPreview(ctx: Ctx, about: { pointId: number; at: Date }): Promise<BillPreview | null> {
  return previewBill(ctx, about)
}

class DryRun<T> extends Error {
  readonly outcome: T
  constructor(outcome: T) {
    super('a dry run is rolled back')
    this.outcome = outcome
  }
}

/** The bill before and after a change, which is then taken back whole. Not for use inside a transaction. */
export async function tryChange<T>(
  ctx: Ctx,
  about: { pointId: number; at: Date },
  change: (ctx: Ctx) => Promise<T>,
): Promise<{ result: T; bill: Effect }> {
  try {
    return await transact(ctx, async (inner) => {
      const before = await previewBill(inner, about)
      const result = await change(inner)
      const after = await previewBill(inner, about)
      throw new DryRun({ result, bill: { before, after } })
    })
  } catch (fault) {
    if (fault instanceof DryRun) return fault.outcome as { result: T; bill: Effect }
    throw fault
  }
}

/** A bill that is issued stays as it is; the event has it corrected. */
export async function markIssuedBill(
  ctx: Ctx,
  about: { pointId: number; at: Date },
  because: 'curve-edited' | 'register-approved' | 'register-verdict' | 'meter-exchanged',
): Promise<BillPreview | null> {
  const preview = await previewBill(ctx, about)
  if (!preview?.issued) return null
  await publish(ctx, 'usage.corrected', {
    pointId: about.pointId,
    day: civilDay(about.at),
    billMonth: preview.billMonth,
    billNo: preview.issued.billNo,
    because,
  })
  return preview
}
