import type { Ctx } from '../../db/context.ts'
import type { CompanyFlow } from '../rules/menu.ts'

export type FlowRow = {
  version: number
  title: string
  flow: CompanyFlow
  state: 'draft' | 'released'
  isInForce: boolean
  drafters: string[]
  drafterNames: string[]
  changedAt: Date
  releasedBy: string | null
  releasedAt: Date | null
  validFrom: Date | null
  revision: number
}

const HEAD = `f.version, f.title, f.state, f.drafters, f.changed_at as "changedAt",
  array(select coalesce(u.name, d.username) from unnest(f.drafters) with ordinality d (username, place)
    left join app_user u using (username) order by d.place) as "drafterNames",
  coalesce((select name from app_user where username = f.released_by), f.released_by) as "releasedBy",
  f.released_at as "releasedAt", f.valid_from as "validFrom", f.revision,
  coalesce(f.version = (select version from menu_flow where state = 'released' and valid_from <= $1
    order by valid_from desc, version desc limit 1), false) as "isInForce"`

export function listFlowRows(ctx: Ctx): Promise<Omit<FlowRow, 'flow'>[]> {
  return ctx.db.rows(`select ${HEAD} from menu_flow f order by f.version desc`, [ctx.now])
}

export function findFlowRow(ctx: Ctx, version: number): Promise<FlowRow | undefined> {
  return ctx.db.first(`select ${HEAD}, f.flow from menu_flow f where f.version = $2`, [ctx.now, version])
}

/** Null where the version to begin from is not there. */
export async function copyFlow(ctx: Ctx, from: number): Promise<number | null> {
  const row = await ctx.db.first<{ version: number }>(
    `insert into menu_flow (title, flow, state, drafters, changed_at)
     select title, flow, 'draft', array[$2::text], $3 from menu_flow where version = $1 returning version`,
    [from, ctx.actor.username, ctx.now],
  )
  return row?.version ?? null
}

export function changeFlow(
  ctx: Ctx,
  version: number,
  { title, flow, revision }: { title: string; flow: CompanyFlow; revision: number },
): Promise<number> {
  return ctx.db.run(
    `update menu_flow set title = $2, flow = $3, revision = revision + 1, changed_at = $6,
       drafters = case when $5 = any(drafters) then drafters else drafters || $5::text end
     where version = $1 and revision = $4 and state = 'draft'`,
    [version, title, JSON.stringify(flow), revision, ctx.actor.username, ctx.now],
  )
}

export function dropFlow(ctx: Ctx, version: number): Promise<number> {
  return ctx.db.run(`delete from menu_flow where version = $1 and state = 'draft'`, [version])
}

export function releaseFlow(ctx: Ctx, version: number, of: { revision: number; validFrom: Date }): Promise<number> {
  return ctx.db.run(
    `update menu_flow set state = 'released', released_by = $3, released_at = $4, valid_from = $5
     where version = $1 and revision = $2 and state = 'draft'`,
    [version, of.revision, ctx.actor.username, ctx.now, of.validFrom],
  )
}
