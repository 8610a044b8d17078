import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { type EventPayloads, publish, type Subscriber } from '../db/events.ts'
import { startOfDay } from '../db/time.ts'
import type { Registers } from './contract.ts'
import { roles } from './rules/values.ts'
import { listInstallationsOfPoints } from './sql/installations.ts'
import { insertStandIn, withdrawStandIns } from './sql/stand-ins.ts'

type Reading = NonNullable<EventPayloads['customer.changed']['readings']>[number]

/**
 * What was read at a hand-over (过户示数) stands for the midnight on which the account changes hands, whatever else is known
 * of it: both owners agreed to it. Told again, nothing is done again.
 */
export const settledRegisters: Subscriber = {
  name: 'metering.settled-registers',
  kinds: ['customer.changed'],
  async handle(ctx, event) {
    if (event.kind !== 'customer.changed' || !event.payload.readings?.length) return
    const { accountId, from, readings } = event.payload
    for (const reading of readings) await settle(ctx, reading, startOfDay(from))
    await publish(ctx, 'registers.settled', { accountId, from })
  },
}

async function settle(ctx: Ctx, { pointId, ...reading }: Reading, standsFor: Date): Promise<void> {
  const readAt = new Date(reading.readAt)
  const installed = (await listInstallationsOfPoints(ctx, [pointId])).find(
    ({ installedAt, removedAt }) => installedAt <= readAt && (removedAt === null || readAt < removedAt),
  )
  if (!installed) return
  const { installationId } = installed
  const registers: Registers = {}
  for (const role of roles) {
    const wh = reading.registers[role]
    if (wh !== undefined) registers[role] = wh
  }
  await withdrawStandIns(ctx, { installationId, standsFor, note: '以过户示数为准' })
  const standInId = await insertStandIn(ctx, {
    ...{ pointId, installationId, standsFor, registers, measuredAt: readAt },
    ...{ kind: 'settled', photoId: null, reason: '过户', basis: {}, status: 'approved' },
  })
  await recordAudit(ctx, {
    action: 'register.settled',
    subject: `point:${pointId}`,
    detail: { standInId, standsFor: standsFor.toISOString() },
  })
}
