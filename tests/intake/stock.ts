import type { Ctx } from '../../db/context.ts'
import { receiveDevices } from '../../db/customers/devices.ts'
import { moveDevices } from '../../db/customers/stays.ts'
import type { Network } from '../support/cast.ts'

/** A meter of the store, in the hands of the installer since an hour after now. */
export async function issueMeter(
  ctx: Ctx,
  { organisationId }: Pick<Network, 'organisationId'>,
  assetNo: string,
  phase: 'single' | 'three' = 'three',
): Promise<void> {
  const meter = {
    ...{ profile: 'eastron-sdm630', phase, ratedCurrentA: 5, maximumCurrentA: 60 },
    accuracyClass: '0.5S',
  }
  const ids = await receiveDevices(ctx, {
    ...{
      kind: 'meter',
      assetNos: [assetNo],
      organisationId,
      at: ctx.now,
      reason: '到货',
      batch: `in:${assetNo}`,
      meter,
    },
  })
  const later = new Date(ctx.now.getTime() + 3_600_000)
  const move = { step: 'issue' as const, at: later, reason: '领用', batch: `out:${assetNo}` }
  await moveDevices({ ...ctx, now: later }, ids, move, { place: 'person', person: 'installer' })
}
