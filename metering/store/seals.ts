import type { Ctx } from '../../db/context.ts'
import { moveDevices } from '../../db/customers/stays.ts'
import { Refusal } from '../../db/refusal.ts'
import { refuseSeal, type SealRefusal } from '../rules/seals.ts'
import { listSealsWaiting, lockSeals } from '../sql/seals.ts'

type Use = { sealNos: readonly string[]; orderId: number; person: string; at: Date }
type KnownSeals = { deviceIds: number[]; unknown: string[] }

/**
 * The store's own among the seals of an exchange, and those that it does not know. Refuses with `SEAL_TWICE`,
 * `NOT_A_SEAL`, `SEAL_USED` and `SEAL_NOT_IN_HAND`, naming each.
 */
export async function findSeals(ctx: Ctx, { sealNos, orderId, person, at }: Use): Promise<KnownSeals> {
  const twice = sealNos.filter((sealNo, order) => sealNos.indexOf(sealNo) !== order)
  if (twice.length > 0) throw refuse('SEAL_TWICE', twice)
  const known = await lockSeals(ctx, sealNos)
  const waiting = await listSealsWaiting(ctx, { sealNos, orderId })
  const refused = known.flatMap((seal) => {
    const because = refuseSeal(seal, { person, at, isWaiting: waiting.includes(seal.sealNo) })
    return because ? [{ because, sealNo: seal.sealNo }] : []
  })
  const [first] = refused
  if (first)
    throw refuse(
      first.because,
      refused.filter(({ because }) => because === first.because).map(({ sealNo }) => sealNo),
    )
  return {
    deviceIds: known.map(({ deviceId }) => deviceId),
    unknown: sealNos.filter((sealNo) => !known.some((seal) => seal.sealNo === sealNo)),
  }
}

/** The store's own seals go to the point with the meter that they close. */
export async function placeSeals(
  ctx: Ctx,
  use: Use & { pointId: number; reason: string; batch: string },
): Promise<void> {
  const { deviceIds } = await findSeals(ctx, use)
  if (deviceIds.length === 0) return
  const { at, reason, batch, pointId } = use
  await moveDevices(ctx, deviceIds, { step: 'install', at, reason, batch }, { place: 'point', pointId })
}

const reasons: Record<SealRefusal | 'SEAL_TWICE', string> = {
  SEAL_TWICE: '同一封印填写了两次',
  NOT_A_SEAL: '是其他设备的资产编号,不是封印',
  SEAL_USED: '已在别处使用,封印不能重复使用',
  SEAL_NOT_IN_HAND: '换表时不在您名下,请先领用',
}

function refuse(code: keyof typeof reasons, sealNos: string[]): Refusal {
  const message = `封印 ${sealNos.join('、')} ${reasons[code]}`
  return new Refusal(code, message, { issues: [{ path: 'seals', message }] })
}
