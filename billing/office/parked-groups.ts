import type { z } from 'zod'
import type { Ctx } from '../../db/context.ts'
import { describeParking } from '../rules/parking.ts'
import { listParkedGroups, type ParkedGroup } from '../sql/parked.ts'
import type { parkedGroups } from './contract.ts'

/** Parked accounts by month, stage and reason. */
export async function listParkedByReason(
  ctx: Ctx,
  query: { billMonth?: string | undefined },
): Promise<z.infer<typeof parkedGroups>> {
  return { items: (await listParkedGroups(ctx, query)).map(groupToWire) }
}

export function groupToWire({ oldestAt, ...group }: ParkedGroup) {
  const { zh, en } = describeParking(group.reason)
  return { ...group, message: { zh, en }, oldestAt: oldestAt.toISOString() }
}
