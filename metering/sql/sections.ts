import type { Ctx } from '../../db/context.ts'
import { civilDay } from '../../db/time.ts'
import type { SectionPoint, SectionRow } from '../sections/shapes.ts'
import { isVisible, visiblePoints } from './points.ts'

const select = `select s.id as "sectionId", s.section_no as "sectionNo", o.name as organisation, o.path as "organisationPath",
    s.manager, s.reading_day as "readingDay", s.months, s.odd_months as "oddMonths",
    array(select d.name from section_district sd join transformer_district d on d.id = sd.district_id
      where sd.section_id = s.id and daterange(sd.valid_from, sd.valid_to) @> $2::date order by d.name) as districts,
    (select count(*) from section_point m where m.section_id = s.id and daterange(m.valid_from, m.valid_to) @> $2::date) as points
  from reading_section s join organisation o on o.id = s.organisation_id
  where starts_with(o.path, $1)`

export function listSectionRows(
  ctx: Ctx,
  query: { q: string | null; afterNo: string; limit: number },
): Promise<SectionRow[]> {
  const pattern = query.q ? `%${query.q.replace(/[\\%_]/g, '\\$&')}%` : null
  return ctx.db.rows(
    `${select} and s.section_no > $3 and ($4::text is null or s.section_no like $4 or s.manager like $4 or o.name like $4)
     order by s.section_no limit $5`,
    [ctx.scope, civilDay(ctx.now), query.afterNo, pattern, query.limit],
  )
}

export function findSectionRow(ctx: Ctx, sectionId: number): Promise<SectionRow | undefined> {
  return ctx.db.first(`${select} and s.id = $3`, [ctx.scope, civilDay(ctx.now), sectionId])
}

const described = `p.id as "pointId", p.point_no as "pointNo", a.account_no as "accountNo", u.name as "accountName", a.address,
  (select x.asset_no from installation i join device x on x.id = i.device_id
   where i.point_id = p.id and i.removed_at is null limit 1) as "assetNo", d.name as "districtName"`

/** In order of address, after the cursor's point. */
export function listSectionPointRows(
  ctx: Ctx,
  query: {
    sectionId: number
    which: 'now' | 'all'
    after: { pointId: number; validFrom: string } | null
    limit: number
  },
): Promise<SectionPoint[]> {
  return ctx.db.rows(
    `select ${described}, m.valid_from as "validFrom", m.valid_to as "validTo" ${visiblePoints}
     join section_point m on m.point_id = p.id
     where ${isVisible('$1', '$2')} and m.section_id = $3
       and ($4 = 'all' or daterange(m.valid_from, m.valid_to) @> $5::date)
       and ($6::bigint is null or (p.id, m.valid_from) > ($6::bigint, $7::date)) order by p.id, m.valid_from limit $8`,
    [
      ctx.scope,
      ctx.actor.customerId,
      query.sectionId,
      query.which,
      civilDay(ctx.now),
      query.after?.pointId ?? null,
      query.after?.validFrom ?? null,
      query.limit,
    ],
  )
}

const unplaced = `${visiblePoints}
  where ${isVisible('$1', '$2')} and p.kind = 'account' and p.purpose = 'settlement' and a.closed_on is null
    and not exists (select 1 from unmetered_supply u where u.account_id = a.id)
    and not exists (select 1 from section_point m where m.point_id = p.id and (m.valid_to is null or m.valid_to > $3::date))`

/** Points of open accounts that are, and will be, in no section. */
export function listUnplacedRows(ctx: Ctx, query: { afterId: number; limit: number }): Promise<SectionPoint[]> {
  return ctx.db.rows(
    `select ${described}, null as "validFrom", null as "validTo" ${unplaced} and p.id > $4 order by p.id limit $5`,
    [ctx.scope, ctx.actor.customerId, civilDay(ctx.now), query.afterId, query.limit],
  )
}

export async function countUnplaced(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ count: number }>(`select count(*) as count ${unplaced}`, [
    ctx.scope,
    ctx.actor.customerId,
    civilDay(ctx.now),
  ])
  return row?.count ?? 0
}
