import type { Ctx } from '../../db/context.ts'

/** The instant that a reading or an event put aside names; both were written by us. */
const at = `(q.payload::jsonb ->> 'at')::timestamptz`

/**
 * Puts in line what was put aside because the file did not have it, and now has: the terminal, the meter, its
 * installation at that time, or the link to the terminal that told it. Says how many.
 */
export function markTakeable(ctx: Ctx): Promise<number> {
  return ctx.db.run(
    `update mqtt_quarantine q set release_at = $1, release_by = $2
     where q.release_at is null and q.form <> 'cut' and case q.reason
       when 'UNKNOWN_TERMINAL' then exists (select 1 from terminal e where e.asset_no = q.terminal)
       when 'UNKNOWN_METER' then exists (select 1 from device d join installation i on i.device_id = d.id
         where d.asset_no = q.meter)
       when 'NOT_INSTALLED_THEN' then exists (select 1 from device d join installation i on i.device_id = d.id
         where d.asset_no = q.meter and tstzrange(i.installed_at, i.removed_at, '[]') @> ${at})
       when 'NOT_THIS_TERMINAL' then exists (select 1 from device d join collection_link k on k.device_id = d.id
         join terminal e on e.id = k.terminal_id
         where d.asset_no = q.meter and e.asset_no = q.terminal and tstzrange(k.valid_from, k.valid_to, '[]') @> ${at})
       when 'UNKNOWN_CHANNEL' then exists (select 1 from terminal e join collection_link k on k.terminal_id = e.id
         and tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz
         where e.asset_no = q.terminal and q.detail = e.asset_no || ' #' || coalesce(k.measuring_point_no, 1))
       else false end`,
    [ctx.now, ctx.actor.name],
  )
}

export type ReleaseRow = {
  id: number
  source: 'mqtt' | 'modbus' | 'dlt645' | 'site'
  terminal: string | null
  topic: string
  payload: string
  form: 'message' | 'reading' | 'event'
  arrivedAt: Date
}

/** The next rows in line after an id, in the order in which they were put aside; one, or more up to so many bytes. */
export function listReleaseRows(
  ctx: Ctx,
  page: { afterId: number; rows: number; bytes: number },
): Promise<ReleaseRow[]> {
  return ctx.db.rows(
    `with line as (select id, octet_length(payload) as size from mqtt_quarantine
       where release_at is not null and id > $1 order by id limit $2),
     measured as (select id, sum(size) over (order by id) as bytes, row_number() over (order by id) as n from line)
     select q.id, q.source, q.terminal, q.topic, q.payload, q.form, q.arrived_at as "arrivedAt"
     from mqtt_quarantine q join measured m on m.id = q.id where m.n = 1 or m.bytes <= $3 order by q.id`,
    [page.afterId, page.rows, page.bytes],
  )
}

/** Takes rows out. Where they share a place with others, that is locked first, as by those who put something in. */
export async function deleteQuarantined(ctx: Ctx, ids: number[]): Promise<void> {
  await ctx.db.run(
    `select 1 from quarantine_origin where origin in (select origin from mqtt_quarantine where id = any($1))
     order by origin for update`,
    [ids],
  )
  await ctx.db.run('delete from mqtt_quarantine where id = any($1)', [ids])
}

/** It stays, with the reason why it still cannot be taken. */
export function refuseRelease(ctx: Ctx, id: number, detail: string): Promise<number> {
  return ctx.db.run(
    `update mqtt_quarantine set release_at = null, release_by = null, reason = 'STORE_REFUSED', detail = $2 where id = $1`,
    [id, detail.slice(0, 2000).toWellFormed().replaceAll('\0', '')],
  )
}

/** What is older than is kept, oldest first. */
export async function listOutdated(ctx: Ctx, limit: number): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `select id from mqtt_quarantine
     where arrived_at < $1::timestamptz - (select days from quarantine_rule where valid_from <= $1
       order by valid_from desc limit 1) * interval '1 day' order by arrived_at limit $2`,
    [ctx.now, limit],
  )
  return rows.map(({ id }) => id)
}

/** Origins that hold nothing, and were refused nothing for a quarter, and meters no terminal has told of for as long. */
export async function forgetEmptyOrigins(ctx: Ctx): Promise<void> {
  await ctx.db.run(
    `delete from quarantine_origin where rows = 0
       and (refused_at is null or refused_at < $1::timestamptz - interval '90 days')`,
    [ctx.now],
  )
  await ctx.db.run(`delete from unlinked_meter where latest_at < $1::timestamptz - interval '90 days'`, [ctx.now])
}
