import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import type { choices } from './offer-contract.ts'
import type { Ports } from './ports.ts'
import { listCounties, listDistricts, listFeeders, listMetersInHand, listTerminals } from './sql/network.ts'

/** What the forms offer: who serves, where the supply can come from, and where a meter can be read. */
export async function listChoices(
  ctx: Ctx,
  ports: Pick<Ports, 'listProfiles' | 'findModelPhase'>,
): Promise<z.infer<typeof choices>> {
  const [organisations, districts, terminals, feeders, metersInHand] = await Promise.all([
    listCounties(ctx),
    listDistricts(ctx),
    listTerminals(ctx),
    listFeeders(ctx),
    listMetersInHand(ctx),
  ])
  const profiles = ports.listProfiles()
  const profilePhases = Object.fromEntries(
    profiles.flatMap((name) => {
      const phase = ports.findModelPhase?.(name)
      return phase ? [[name, phase]] : []
    }),
  )
  return { organisations, districts, terminals, feeders, metersInHand, profiles, profilePhases }
}
