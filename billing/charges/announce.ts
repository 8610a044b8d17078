import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { publishAll } from '../../db/events.ts'
import { addTimelineEntries } from '../../db/timeline.ts'
import { type ChargeKind, chargeTitles } from '../rules/charge.ts'
import { sumYuan } from '../rules/money.ts'
import { listChargeEnds } from '../sql/charge-read.ts'

type Announced = { id: number; chargeNo: string; accountId: number; kind: ChargeKind; totalYuan: string; dueOn: string }

/** Tells the customer's timeline, the audit trail and everybody who listens of charges issued at once. */
export async function announceCharges(ctx: Ctx, charges: Announced[]): Promise<void> {
  const [first] = charges
  if (!first) return
  await recordAudit(ctx, {
    action: 'charge.issued',
    subject: `charge:${first.chargeNo}`,
    detail: { charges: charges.length, totalYuan: sumYuan(charges.map(({ totalYuan }) => totalYuan)) },
  })
  await publishAll(
    ctx,
    'charge.issued',
    charges.map(({ id: chargeId, accountId, kind, totalYuan }) => ({ chargeId, accountId, kind, totalYuan })),
  )
  const ends = await listChargeEnds(
    ctx,
    charges.map(({ id }) => id),
  )
  await addTimelineEntries(
    ctx,
    charges.map(({ id: chargeId, chargeNo, accountId, kind, totalYuan, dueOn }) => {
      const { zh, en } = chargeTitles[kind]
      return {
        ...{ accountId, at: ctx.now, kind: 'charge', subject: `charge:${chargeNo}` },
        title: { zh: `${zh} ${totalYuan} 元`, en: `${en}: ${totalYuan} yuan` },
        detail: { chargeId, totalYuan, dueOn, periodTo: ends.get(chargeId) },
      }
    }),
  )
}

/** Tells that a charge was taken back. */
export async function announceReversal(ctx: Ctx, charge: Announced, reversal: { id: number; reason: string }) {
  const { id: chargeId, chargeNo, accountId, kind, totalYuan } = charge
  const { zh, en } = chargeTitles[kind]
  await recordAudit(ctx, {
    action: 'charge.reversed',
    subject: `charge:${chargeNo}`,
    detail: { reason: reversal.reason, totalYuan },
  })
  await publishAll(ctx, 'charge.reversed', [{ chargeId, accountId, kind, totalYuan }])
  const periodTo = (await listChargeEnds(ctx, [reversal.id])).get(reversal.id)
  await addTimelineEntries(ctx, [
    {
      ...{ accountId, at: ctx.now, kind: 'charge', subject: `reversal:${chargeNo}` },
      title: { zh: `冲减${zh} ${totalYuan} 元`, en: `${en} reversed: ${totalYuan} yuan` },
      detail: { chargeId: reversal.id, totalYuan, periodTo, reason: reversal.reason },
    },
  ])
}
