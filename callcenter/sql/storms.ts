import type { Ctx } from '../../db/context.ts'

/** What a call hears of a storm: its announcement, where its account lies in the area. */
export type StormHeard = { id: number; isInArea: boolean }

const RUNS = `s.began_at <= $2 and s.ends_at > $2 and s.ended_at is null`

/** The one whose area holds the account, the narrowest of several; else any that runs; undefined where none does. */
export function findStormFor(ctx: Ctx, accountId: number | null, at: Date): Promise<StormHeard | undefined> {
  return ctx.db.first(
    `select s.id, coalesce(starts_with(h.path, o.path), false) as "isInArea" from storm s
     join organisation o on o.id = s.organisation_id
     left join account a on a.id = $1 left join organisation h on h.id = a.organisation_id
     where ${RUNS} order by 2 desc, length(o.path) desc, s.id desc limit 1`,
    [accountId, at],
  )
}

export type StormRow = {
  id: number
  area: string
  areaPath: string
  textZh: string
  textEn: string
  beganAt: Date
  endsAt: Date
  switchedOnBy: string
  endedAt: Date | null
  endedBy: string | null
  isRunning: boolean
  heard: number
  recorded: number
}

/** Of the actor's units and of what holds them, those that run first; `recorded` are accounts, each once. */
export function listStormRows(ctx: Ctx, most: number): Promise<StormRow[]> {
  return ctx.db.rows(
    `select s.id, o.name as area, o.path as "areaPath", s.text_zh as "textZh", s.text_en as "textEn", s.began_at as "beganAt",
       s.ends_at as "endsAt", s.switched_on_by as "switchedOnBy", s.ended_at as "endedAt", s.ended_by as "endedBy",
       ${RUNS} as "isRunning",
       (select count(*)::int from menu_call m where m.storm_id = s.id and m.in_storm_area) as heard,
       (select count(distinct c.account_id)::int from menu_call m join contact c on c.id = m.contact_id
        where m.storm_id = s.id and m.recorded_at is not null) as recorded
     from storm s join organisation o on o.id = s.organisation_id
     where starts_with(o.path, $1) or starts_with($1, o.path)
     order by ${RUNS} desc, s.began_at desc, s.id desc limit $3`,
    [ctx.scope, ctx.now, most],
  )
}

/** Units for which the actor may declare one. */
export function listAreas(ctx: Ctx): Promise<{ path: string; name: string }[]> {
  return ctx.db.rows('select path, name from organisation where starts_with(path, $1) order by path', [ctx.scope])
}

/** Null where the area is none of the actor's units. */
export async function insertStorm(
  ctx: Ctx,
  storm: { areaPath: string; textZh: string; textEn: string; endsAt: Date },
): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into storm (organisation_id, text_zh, text_en, began_at, ends_at, switched_on_by)
     select id, $2, $3, $5, $4, $6 from organisation where path = $1 and starts_with(path, $7) returning id`,
    [storm.areaPath, storm.textZh, storm.textEn, storm.endsAt, ctx.now, ctx.actor.username, ctx.scope],
  )
  return row?.id ?? null
}

/** False where none such of the actor's units runs. */
export async function endStormRow(ctx: Ctx, id: number): Promise<boolean> {
  const ended = await ctx.db.run(
    `update storm s set ended_at = $2, ended_by = $3 from organisation o
     where s.id = $1 and o.id = s.organisation_id and starts_with(o.path, $4) and ${RUNS}`,
    [id, ctx.now, ctx.actor.username, ctx.scope],
  )
  return ended > 0
}

export async function setRecorded(ctx: Ctx, contactId: number, at: Date): Promise<void> {
  await ctx.db.run('update menu_call set recorded_at = $2 where contact_id = $1', [contactId, at])
}
