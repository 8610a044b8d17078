import type { Ctx } from '../../db/context.ts'
import type { TimetableInput } from '../price-book/contract.ts'
import type { SpecialDay } from '../rules/timetable.ts'

export type TimetableRow = TimetableInput & { id: number }

/** Timetables as they are known now, or were at an instant. */
export function listTimetables(ctx: Ctx, knownAt: Date | null = null): Promise<TimetableRow[]> {
  return ctx.db.rows(
    `select id, region, tariff_system as "tariffSystem", valid_from as "validFrom", valid_to as "validTo", official,
       legal_basis as "legalBasis", source_url as "sourceUrl", seasons
     from timetable
     where case when $1::timestamptz is null then known_to is null
       else known_from <= $1 and (known_to is null or $1 < known_to) end
     order by region, tariff_system, valid_from`,
    [knownAt],
  )
}

export function listTimetableDays(ctx: Ctx, region: string): Promise<SpecialDay[]> {
  return ctx.db.rows('select day, day_type as "dayType" from timetable_day where region = $1 order by day', [region])
}

/** Special days of every province inside `[from, to)`. */
export function listSpecialDays(ctx: Ctx, from: string, to: string): Promise<(SpecialDay & { region: string })[]> {
  return ctx.db.rows(
    `select region, day, day_type as "dayType" from timetable_day where day >= $1 and day < $2 order by region, day`,
    [from, to],
  )
}

export function closeTimetable(ctx: Ctx, id: number): Promise<number> {
  return ctx.db.run('update timetable set known_to = $2 where id = $1 and known_to is null', [id, ctx.now])
}

export async function insertTimetable(ctx: Ctx, timetable: TimetableInput): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into timetable (region, tariff_system, valid_from, valid_to, known_from, official, legal_basis, source_url,
       seasons, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) returning id`,
    [
      ...[timetable.region, timetable.tariffSystem, timetable.validFrom, timetable.validTo, ctx.now],
      ...[timetable.official, timetable.legalBasis, timetable.sourceUrl, JSON.stringify(timetable.seasons)],
      ctx.actor.username,
    ],
  )
  return row?.id ?? 0
}
