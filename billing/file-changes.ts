import type { Ctx } from '../db/context.ts'
import type { Subscriber } from '../db/events.ts'
import { Refusal } from '../db/refusal.ts'
import { startOfDay } from '../db/time.ts'
import { settleAccount } from './settlements.ts'
import { openFileTasks } from './sql/file-tasks.ts'
import { findUnmetered } from './sql/unmetered.ts'
import type { UsagePort } from './usage.ts'

/** Changes of the customer file that no bill can feel. */
const unfelt = [
  'contract-renewed',
  'customer-renamed',
  'section-set',
  'place-set',
  'phone-set',
  'payer-set',
  'generation-connected',
  'sources-set',
]

/**
 * What changed in the customer file reaches the bills: a day that is billed already wants a correction, and who leaves an
 * account, or closes it, gets a final bill up to the day on which he does.
 */
export function changedFiles(findUsages: UsagePort): Subscriber {
  return {
    name: 'billing.changed-files',
    kinds: ['account.changed', 'customer.changed', 'registers.settled', 'account.closed'],
    async handle(ctx, event) {
      if (event.kind === 'account.changed') {
        const { accountId, from, caseRef, changes } = event.payload
        if (changes.every((change) => unfelt.includes(change))) return
        await openFileTasks(ctx, { accountId, from, caseRef })
      }
      // What was read at the hand-over is metering's first.
      if (event.kind === 'customer.changed' && !event.payload.readings?.length)
        await settleUntil(ctx, event.payload.accountId, event.payload.from, findUsages)
      if (event.kind === 'registers.settled')
        await settleUntil(ctx, event.payload.accountId, event.payload.from, findUsages)
      if (event.kind === 'account.closed') await settleUntil(ctx, event.payload.accountId, event.payload.on, findUsages)
    },
  }
}

/** What cannot be settled yet is parked, and what is settled is settled. */
async function settleUntil(ctx: Ctx, accountId: number, day: string, findUsages: UsagePort): Promise<void> {
  // What was agreed without a meter is charged already.
  if (await findUnmetered(ctx, accountId)) return
  try {
    await settleAccount(ctx, { accountId, at: startOfDay(day) }, findUsages)
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
  }
}
