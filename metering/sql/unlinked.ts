import type { Ctx } from '../../db/context.ts'

export type UnlinkedMeter = { terminal: string; meter: string }

/** That a terminal told of a meter which no file joins to one; written anew at most once an hour. */
export async function noteUnlinked(ctx: Ctx, meters: UnlinkedMeter[]): Promise<void> {
  await ctx.db.run(
    `insert into unlinked_meter (terminal, meter, first_at, latest_at)
     select terminal, meter, $3, $3 from unnest($1::text[], $2::text[]) as m(terminal, meter) order by terminal, meter
     on conflict (terminal, meter) do update set latest_at = excluded.latest_at
       where unlinked_meter.latest_at < excluded.latest_at - interval '1 hour'`,
    [meters.map(({ terminal }) => terminal), meters.map(({ meter }) => meter), ctx.now],
  )
}

/** Those of a terminal that are still joined to none. */
export function listUnlinked(ctx: Ctx, terminal: string, limit: number): Promise<{ meter: string; latestAt: Date }[]> {
  return ctx.db.rows(
    `select u.meter, u.latest_at as "latestAt" from unlinked_meter u
     where u.terminal = $1 and not exists (select 1 from device d join collection_link k on k.device_id = d.id
       and tstzrange(k.valid_from, k.valid_to) @> $2::timestamptz where d.asset_no = u.meter)
     order by u.meter limit $3`,
    [terminal, ctx.now, limit],
  )
}
