import type { z } from 'zod'
import type { Ctx } from '../db/context.ts'
import type { choices } from './contract.ts'
import { listCounties, listDistricts, listProfiles, listTerminals } from './sql/network.ts'

/** What the forms offer: who serves, where the supply can come from, and where a meter can be read. */
export async function listChoices(ctx: Ctx): Promise<z.infer<typeof choices>> {
  const [organisations, districts, terminals, profiles] = await Promise.all([
    listCounties(ctx),
    listDistricts(ctx),
    listTerminals(ctx),
    listProfiles(ctx),
  ])
  return { organisations, districts, terminals, profiles }
}
