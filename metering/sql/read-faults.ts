import type { Ctx } from '../../db/context.ts'

export type ReadFault = { meter: string; kind: string }

/** Attempts that failed; `since` stays while the same meter fails on. */
export async function saveReadFaults(ctx: Ctx, faults: ReadFault[]): Promise<void> {
  await ctx.db.run(
    `insert into read_fault (device_id, kind, detail, since, latest_at)
     select d.id, f.kind, '', $3, $3 from unnest($1::text[], $2::text[]) as f(meter, kind) join device d on d.asset_no = f.meter
     on conflict (device_id) do update set kind = excluded.kind, latest_at = excluded.latest_at, times = read_fault.times + 1`,
    [faults.map((fault) => fault.meter), faults.map((fault) => fault.kind), ctx.now],
  )
}

export async function dropReadFaults(ctx: Ctx, meters: string[]): Promise<void> {
  await ctx.db.run('delete from read_fault f using device d where d.id = f.device_id and d.asset_no = any($1)', [
    meters,
  ])
}
