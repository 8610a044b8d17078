import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { toWire } from '../../db/wire.ts'
import { listMetersNow } from '../../metering/index.ts'
import { passGate } from '../identity/gate.ts'
import type { FileMeters } from './contract.ts'

/**
 * What the meters of the account in view show now, and what was used today and yesterday; guarded as history is, since it tells how
 * somebody lives. Refuses with `NOT_FOUND` and `IDENTITY_TOO_LOW`.
 */
export async function listFileMeters(ctx: Ctx, accountNo: string): Promise<FileMeters> {
  const { accountId, points } = await findAccountFile(ctx, { accountNo })
  await passGate(ctx, accountId, 'history')
  const pointIds = points.map(({ pointId }) => pointId)
  return { meters: toWire(await listMetersNow(ctx, pointIds)) }
}
