import type { Ctx } from '../../db/context.ts'
import { toWire } from '../../db/wire.ts'
import type { Reveals } from './contract.ts'
import { actionsOf } from './entries.ts'
import { compare } from './rules/outliers.ts'
import { listSeenUnits } from './sql/entries.ts'
import { findLimit, listLookers } from './sql/reveals.ts'

/** Who looked at whose numbers and papers how often, those far above their colleagues first. */
export async function listReveals(ctx: Ctx, period: { from: string; to: string }): Promise<Reveals> {
  const rule = await findLimit(ctx)
  const units = await listSeenUnits(ctx)
  const lookers = await listLookers(ctx, { ...period, units, actions: actionsOf('reveal') ?? [] })
  const items = compare(lookers, rule).map(({ username, name, ...rest }) => ({ who: { username, name }, ...rest }))
  return toWire({ items, rule })
}
