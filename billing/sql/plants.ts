import type { Ctx } from '../../db/context.ts'

export type PlantRow = {
  id: number
  pointId: number
  pointNo: string
  mode: 'surplus' | 'full'
  region: string
  register: string
  generationPointId: number | null
  generationRegister: string
  subsidyCode: string | null
  plantKw: string
  from: string
  to: string | null
}

export function listPlantRows(ctx: Ctx, accountId: number): Promise<PlantRow[]> {
  return ctx.db.rows(
    `select t.id, t.point_id as "pointId", p.point_no as "pointNo", t.mode, t.region, t.register,
       t.generation_point_id as "generationPointId", t.generation_register as "generationRegister",
       t.subsidy_code as "subsidyCode", t.plant_kw::text as "plantKw", t.valid_from as "from", t.valid_to as "to"
     from feed_in_term t join metering_point p on p.id = t.point_id
     where p.account_id = $1 and t.known_to is null order by t.valid_from`,
    [accountId],
  )
}

export async function findPoint(ctx: Ctx, accountId: number, pointNo: string): Promise<number | null> {
  const row = await ctx.db.first<{ id: number }>(
    'select id from metering_point where account_id = $1 and point_no = $2',
    [accountId, pointNo],
  )
  return row?.id ?? null
}

type NewPlant = Omit<PlantRow, 'id' | 'pointNo'> & { reason: string; caseRef: string }

export async function insertPlant(ctx: Ctx, plant: NewPlant): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into feed_in_term (point_id, mode, region, register, generation_point_id, generation_register, subsidy_code,
       plant_kw, valid_from, valid_to, known_from, changed_by, reason, case_ref)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning id`,
    [
      ...[plant.pointId, plant.mode, plant.region, plant.register, plant.generationPointId, plant.generationRegister],
      ...[plant.subsidyCode, plant.plantKw, plant.from, plant.to],
      ...[ctx.now, ctx.actor.username, plant.reason, plant.caseRef],
    ],
  )
  return row?.id ?? 0
}

export function closePlant(ctx: Ctx, id: number): Promise<number> {
  return ctx.db.run('update feed_in_term set known_to = $2 where id = $1 and known_to is null', [id, ctx.now])
}

export async function isSubsidyKnown(ctx: Ctx, code: string): Promise<boolean> {
  const row = await ctx.db.first(
    'select 1 as known from generation_subsidy where code = $1 and known_to is null limit 1',
    [code],
  )
  return row !== undefined
}

/** A plant that this case connected, ended or not: an event that is told again finds it. */
export function findPlantOfCase(ctx: Ctx, accountId: number, caseRef: string): Promise<object | undefined> {
  return ctx.db.first(
    `select 1 as known from feed_in_term t join metering_point p on p.id = t.point_id
     where p.account_id = $1 and t.case_ref = $2 limit 1`,
    [accountId, caseRef],
  )
}

export function listFeedingAccounts(ctx: Ctx, accountIds: number[], day: string): Promise<{ accountId: number }[]> {
  return ctx.db.rows(
    `select distinct p.account_id as "accountId" from feed_in_term t join metering_point p on p.id = t.point_id
     where p.account_id = any($1) and t.known_to is null and (t.valid_to is null or t.valid_to > $2)`,
    [accountIds, day],
  )
}
