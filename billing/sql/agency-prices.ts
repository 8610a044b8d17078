import type { Ctx } from '../../db/context.ts'
import type { AgencyPrice } from '../rules/price.ts'

export type AgencyRow = AgencyPrice & { source: string; knownFrom: Date }

/** Agency prices as they are known now, or were at an instant, newest month first. */
export function listAgencyPrices(ctx: Ctx, knownAt: Date | null = null): Promise<AgencyRow[]> {
  return ctx.db.rows(
    `select region, month, component, trim_scale(yuan_per_kwh)::text as "yuanPerKwh", official, source,
       known_from as "knownFrom"
     from agency_price
     where case when $1::timestamptz is null then known_to is null
       else known_from <= $1 and (known_to is null or $1 < known_to) end
     order by region, month desc, component`,
    [knownAt],
  )
}

export function closeAgencyMonth(ctx: Ctx, { region, month }: { region: string; month: string }): Promise<number> {
  return ctx.db.run('update agency_price set known_to = $3 where region = $1 and month = $2 and known_to is null', [
    region,
    month,
    ctx.now,
  ])
}

export function insertAgencyPrices(ctx: Ctx, prices: (AgencyPrice & { source: string })[]): Promise<number> {
  return ctx.db.run(
    `insert into agency_price (region, month, component, yuan_per_kwh, official, source, known_from, changed_by)
     select p.*, $7, $8
     from unnest($1::text[], $2::text[], $3::text[], $4::numeric[], $5::boolean[], $6::text[]) as p`,
    [
      prices.map(({ region }) => region),
      prices.map(({ month }) => month),
      prices.map(({ component }) => component),
      prices.map(({ yuanPerKwh }) => yuanPerKwh),
      prices.map(({ official }) => official),
      prices.map(({ source }) => source),
      ctx.now,
      ctx.actor.username,
    ],
  )
}
