import type { Ctx } from '../../../db/context.ts'

type Read = Pick<Ctx, 'db'>

/** Days with entries that no seal closes yet, newest first. */
export function listOpenDays(
  ctx: Read,
  { from, to }: { from: string; to: string },
): Promise<{ day: string; entries: number }[]> {
  return ctx.db.rows(
    `select day, count(*) as entries from audit_entry
     where day > coalesce((select max(day) from audit_day), '-infinity') and day >= $1 and day <= $2
     group by day order by day desc`,
    [from, to],
  )
}

export async function findLatestSeal(ctx: Read): Promise<{ day: string; hash: string } | null> {
  return (await ctx.db.first('select day, hash from audit_day order by day desc limit 1')) ?? null
}

export async function findFirstDay(ctx: Read): Promise<string | null> {
  const row = await ctx.db.first<{ day: string }>('select day from audit_entry order by day, id limit 1')
  return row?.day ?? null
}

export async function findSeal(ctx: Read, day: string): Promise<string | null> {
  const row = await ctx.db.first<{ hash: string }>('select hash from audit_day where day = $1', [day])
  return row?.hash ?? null
}
