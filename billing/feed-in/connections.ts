import type { Ctx } from '../../db/context.ts'
import type { EventPayloads, Subscriber } from '../../db/events.ts'
import { transact } from '../../db/pool.ts'
import { civilDay } from '../../db/time.ts'
import { closePlant, findPlantOfCase, insertPlant, listFeedingAccounts, listPlantRows } from '../sql/plants.ts'
import { recordPlant } from './plants.ts'

/**
 * What the customer file tells of plants reaches the statements: one that was connected feeds in from its day on, and with
 * its account it ends. Told again, nothing is done again; what does not fit is parked with the event.
 */
export const connectedPlants: Subscriber = {
  name: 'billing.connected-plants',
  kinds: ['generation.connected', 'account.closed'],
  async handle(ctx, event) {
    if (event.kind === 'generation.connected') await connect(ctx, event.payload)
    if (event.kind === 'account.closed') await endWithAccount(ctx, event.payload)
  },
}

async function connect(ctx: Ctx, connected: EventPayloads['generation.connected']): Promise<void> {
  const { accountId, accountNo, pointNo, generationPointNo, mode, region, plantKw, from, caseRef } = connected
  if (await findPlantOfCase(ctx, accountId, caseRef)) return
  await recordPlant(ctx, {
    ...{ accountNo, pointNo, generationPointNo, mode, region, plantKw, from, caseRef },
    ...{ register: 'exportTotal', generationRegister: 'importTotal', subsidyCode: null, reason: '分布式光伏并网' },
  })
}

/** `on` is the first day without; a plant that was to begin later never does. */
function endWithAccount(ctx: Ctx, { accountId, on }: EventPayloads['account.closed']): Promise<void> {
  return transact(ctx, async (inner) => {
    for (const plant of await listPlantRows(inner, accountId)) {
      if (plant.to !== null && plant.to <= on) continue
      await closePlant(inner, plant.id)
      if (plant.from >= on) continue
      await insertPlant(inner, { ...plant, to: on, reason: '销户', caseRef: `account:${accountId}:closed` })
    }
  })
}

/** Of these accounts, those whose plant feeds in today or is going to. */
export async function listFeedingIn(ctx: Ctx, accountIds: number[]): Promise<ReadonlySet<number>> {
  const rows = await listFeedingAccounts(ctx, accountIds, civilDay(ctx.now))
  return new Set(rows.map(({ accountId }) => accountId))
}
