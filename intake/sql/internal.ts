import type { Ctx } from '../../db/context.ts'

export type CutOver = {
  district: string
  organisationId: number
  organisationName: string
  fromFeederId: number | null
  fromFeeder: string | null
  /** Null: there is no such feeder within the sight of who asks. */
  toFeeder: string | null
}

export function findCutOver(
  ctx: Ctx,
  { districtId, feederId }: { districtId: number; feederId: number },
): Promise<CutOver | undefined> {
  return ctx.db.first(
    `select d.name as district, o.id as "organisationId", o.name as "organisationName", f.id as "fromFeederId",
       f.name as "fromFeeder", (
         select g.name from feeder g join feeder_term gt on gt.feeder_id = g.id and gt.valid_to is null
         join substation s on s.id = gt.substation_id join organisation u on u.id = s.organisation_id
         where g.id = $3 and (split_part(u.path, '.', 1) = split_part(o.path, '.', 1) or starts_with(o.path, u.path))) as "toFeeder"
     from transformer_district d join organisation o on o.id = d.organisation_id
     left join district_term t on t.district_id = d.id and t.valid_to is null
     left join feeder f on f.id = t.feeder_id
     where d.id = $1 and starts_with(o.path, $2)`,
    [districtId, ctx.scope, feederId],
  )
}

/** Accounts that have a point on a district and are not closed. */
export async function listAccountsOfDistrict(ctx: Ctx, districtId: number): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>(
    `select distinct a.id from point_term t join metering_point p on p.id = t.point_id
     join account a on a.id = p.account_id and a.closed_on is null
     where t.district_id = $1 and t.valid_to is null and t.known_to is null order by a.id`,
    [districtId],
  )
  return rows.map(({ id }) => id)
}

export function findSection(
  ctx: Ctx,
  sectionNo: string,
): Promise<{ organisationId: number; organisationName: string } | undefined> {
  return ctx.db.first(
    `select o.id as "organisationId", o.name as "organisationName" from reading_section s
     join organisation o on o.id = s.organisation_id where s.section_no = $1 and starts_with(o.path, $2)`,
    [sectionNo, ctx.scope],
  )
}
