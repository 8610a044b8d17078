import { z } from 'zod'
import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { transact } from '../pool.ts'
import { notFound, Refusal } from '../refusal.ts'

const name = z.string().trim().min(1).max(100)

/** A reading section (抄表段). Bi-monthly ones are read in even months unless `oddMonths`. */
export const sectionShape = z.strictObject({
  sectionNo: z.string().trim().min(1).max(40),
  /** Path, such as `33.3302.330281.CG.`. */
  organisation: z.string(),
  /** 台区经理. */
  manager: name,
  /** 例日; in a shorter month its last day. */
  readingDay: z.number().int().min(1).max(31),
  months: z.union([z.literal(1), z.literal(2)]).default(1),
  oddMonths: z.boolean().default(false),
  /** Names of districts whose points without a section belong to it, and whose new points will. */
  districts: z.array(name).default([]),
})
export type Section = z.input<typeof sectionShape>

/**
 * Makes a section, or changes the one of that number, from a civil day on; plans that are made keep their reading day.
 * Its districts' points that have no section join it from that day, or from when they were energised; those of other
 * sections stay. Refuses with `ORGANISATION_UNKNOWN`, `DISTRICT_UNKNOWN` and, outside the scope, `NOT_FOUND`.
 */
export function changeSection(ctx: Ctx, input: Section, from: string): Promise<{ sectionId: number; joined: number }> {
  const section = sectionShape.parse(input)
  return transact(ctx, async (inner) => {
    if (!section.organisation.startsWith(inner.scope)) throw notFound('供电单位')
    const before = await inner.db.first<{ organisation: string }>(
      `select s.*, o.path as organisation from reading_section s join organisation o on o.id = s.organisation_id
       where s.section_no = $1 for update of s`,
      [section.sectionNo],
    )
    if (before && !before.organisation.startsWith(inner.scope)) throw notFound('抄表段')
    const row = await inner.db.first<{ id: number }>(
      `insert into reading_section (section_no, reading_day, months, odd_months, manager, organisation_id)
       select $1, $2, $3, $4, $5, id from organisation where path = $6
       on conflict (section_no) do update set reading_day = excluded.reading_day, months = excluded.months,
         odd_months = excluded.odd_months, manager = excluded.manager, organisation_id = excluded.organisation_id
       returning id`,
      [section.sectionNo, section.readingDay, section.months, section.oddMonths, section.manager, section.organisation],
    )
    if (!row) throw new Refusal('ORGANISATION_UNKNOWN', '供电单位不存在,请重新选择')
    for (const district of section.districts) await takeDistrict(inner, row.id, district, from)
    const joined = await joinUnplaced(inner, row.id, from)
    await recordAudit(inner, {
      action: before ? 'section.changed' : 'section.made',
      subject: `section:${section.sectionNo}`,
      detail: { before: before ?? null, after: section, from, joined },
    })
    return { sectionId: row.id, joined }
  })
}

async function takeDistrict(ctx: Ctx, sectionId: number, district: string, from: string): Promise<void> {
  const found = await ctx.db.first<{ id: number }>(
    `select d.id from transformer_district d join organisation o on o.id = d.organisation_id
     where d.name = $1 and starts_with(o.path, $2)`,
    [district, ctx.scope],
  )
  if (!found) throw new Refusal('DISTRICT_UNKNOWN', `台区 ${district} 不存在,请重新选择`)
  const held = await ctx.db.first<{ sectionId: number; validFrom: string }>(
    `select section_id as "sectionId", valid_from as "validFrom" from section_district
     where district_id = $1 and (valid_to is null or valid_to > $2) order by valid_from desc limit 1`,
    [found.id, from],
  )
  if (held?.sectionId === sectionId) return
  if (held && held.validFrom >= from) {
    throw new Refusal(
      'SECTION_CHANGED_LATER',
      `台区 ${district} 在 ${held.validFrom} 已有抄表段变更,请换一个更晚的日期`,
    )
  }
  await ctx.db.run(
    'update section_district set valid_to = $2 where district_id = $1 and daterange(valid_from, valid_to) @> $2::date',
    [found.id, from],
  )
  await ctx.db.run('insert into section_district (section_id, district_id, valid_from) values ($1, $2, $3)', [
    sectionId,
    found.id,
    from,
  ])
}

function joinUnplaced(ctx: Ctx, sectionId: number, from: string): Promise<number> {
  return ctx.db.run(
    `insert into section_point (section_id, point_id, valid_from)
     select sd.section_id, p.id, greatest($2::date, a.opened_on, max_left.day)
     from section_district sd
     join point_term t on t.district_id = sd.district_id and t.valid_to is null and t.known_to is null
     join metering_point p on p.id = t.point_id and p.purpose = 'settlement'
     join account a on a.id = p.account_id and a.closed_on is null
     cross join lateral (select max(valid_to) as day from section_point m where m.point_id = p.id) max_left
     where sd.section_id = $1 and sd.valid_to is null
       and not exists (select 1 from section_point m where m.point_id = p.id and (m.valid_to is null or m.valid_to > $2))`,
    [sectionId, from],
  )
}

/** A new point joins the section of its district, where that has one; otherwise it is listed as a fault to repair. */
export async function joinSectionOfDistrict(
  ctx: Ctx,
  point: { pointId: number; districtId: number | null; from: string },
): Promise<void> {
  await ctx.db.run(
    `insert into section_point (section_id, point_id, valid_from)
     select section_id, $1, $3 from section_district
     where district_id = $2 and daterange(valid_from, valid_to) @> $3::date`,
    [point.pointId, point.districtId, point.from],
  )
}

/**
 * Has a point read with a section from a civil day on, and no longer with the one before; null takes it out of any.
 * Refuses with `NOT_FOUND` outside the scope, `ALREADY_IN_SECTION`, and `SECTION_CHANGED_LATER`.
 */
export function placeInSection(
  ctx: Ctx,
  { pointId, sectionId, from }: { pointId: number; sectionId: number | null; from: string },
): Promise<void> {
  return transact(ctx, async (inner) => {
    const point = await inner.db.first<{ pointNo: string; openedOn: string }>(
      `select p.point_no as "pointNo", a.opened_on as "openedOn" from metering_point p
       join account a on a.id = p.account_id join organisation o on o.id = a.organisation_id
       where p.id = $1 and starts_with(o.path, $2) for update of p`,
      [pointId, inner.scope],
    )
    if (!point) throw notFound('计量点')
    if (sectionId !== null && !(await findSectionNo(inner, sectionId))) throw notFound('抄表段')
    if (from < point.openedOn) {
      throw new Refusal('NOT_YET_ENERGISED', `该户 ${point.openedOn} 送电,不能更早进入抄表段`)
    }
    const latest = await inner.db.first<{ sectionId: number; validFrom: string; validTo: string | null }>(
      `select section_id as "sectionId", valid_from as "validFrom", valid_to as "validTo" from section_point
       where point_id = $1 order by valid_from desc limit 1`,
      [pointId],
    )
    const isIn = latest && (latest.validTo === null || latest.validTo > from)
    if ((isIn ? latest.sectionId : null) === sectionId) {
      throw new Refusal('ALREADY_IN_SECTION', sectionId === null ? '该户不在任何抄表段' : '该户已在此抄表段')
    }
    if (isIn && latest.validFrom >= from) {
      throw new Refusal('SECTION_CHANGED_LATER', `该户在 ${latest.validFrom} 已有抄表段变更,请换一个更晚的日期`)
    }
    if (isIn) {
      await inner.db.run('update section_point set valid_to = $3 where point_id = $1 and valid_from = $2', [
        pointId,
        latest.validFrom,
        from,
      ])
    }
    if (sectionId !== null) {
      await inner.db.run('insert into section_point (section_id, point_id, valid_from) values ($1, $2, $3)', [
        sectionId,
        pointId,
        from,
      ])
    }
    await recordAudit(inner, {
      action: sectionId === null ? 'section.left' : 'section.joined',
      subject: `point:${point.pointNo}`,
      detail: { before: isIn ? latest.sectionId : null, after: sectionId, from },
    })
  })
}

async function findSectionNo(ctx: Ctx, sectionId: number): Promise<string | undefined> {
  const row = await ctx.db.first<{ sectionNo: string }>(
    `select s.section_no as "sectionNo" from reading_section s join organisation o on o.id = s.organisation_id
     where s.id = $1 and starts_with(o.path, $2)`,
    [sectionId, ctx.scope],
  )
  return row?.sectionNo
}
