import type { Ctx } from '../../db/context.ts'
import type { PointFilter } from './point-lists.ts'

/** A list is counted, and narrowed beforehand, up to so many points. */
export const COUNTED_POINTS = 10_000

/**
 * What a search looks for: numbers from their beginning or, of four characters on, by their end, written backwards; names
 * and addresses in any place.
 */
export type Pattern = { number: string; ending: string | null; text: string }

/** The last digits of a plate, as people read them out. */
const ENDING_LENGTH = 4

/** A number is copied with the spaces that screens put into it. */
export function toPattern(q: string): Pattern {
  const literal = (text: string) => text.replace(/[\\%_]/g, '\\$&')
  const number = /^[\d\s]+$/.test(q) ? q.replace(/\s/g, '') : q
  const backwards = [...number].reverse().join('')
  const ending = number.length < ENDING_LENGTH ? null : `${literal(backwards)}%`
  return { number: `${literal(number)}%`, ending, text: `%${literal(q)}%` }
}

type Among = { sql: string; values: unknown[] }

/**
 * Ids in their order that hold every point of the filter, found by the indexes of what narrows most; null where each of
 * these leaves more than are counted: the list is then dense, and a page of it near in whichever order it is walked.
 */
export async function findCandidates(ctx: Ctx, filter: PointFilter): Promise<number[] | null> {
  for (const { sql, values } of narrowings(ctx, filter)) {
    const rows = await ctx.db.rows<{ id: number }>(`select id from (${sql}) among limit ${COUNTED_POINTS + 1}`, values)
    if (rows.length <= COUNTED_POINTS) return [...new Set(rows.map(({ id }) => id))].sort((a, b) => a - b)
  }
  return null
}

/** The next of all points in their order. */
export async function listPointIds(ctx: Ctx, page: { afterId: number; limit: number }): Promise<number[]> {
  const rows = await ctx.db.rows<{ id: number }>('select id from metering_point where id > $1 order by id limit $2', [
    page.afterId,
    page.limit,
  ])
  return rows.map(({ id }) => id)
}

function narrowings(ctx: Ctx, { state, staleBefore, terminalId, districtId, kind, q }: PointFilter): Among[] {
  return [
    ...(terminalId === null ? [] : [{ sql: ofTerminal, values: [ctx.now, terminalId] }]),
    ...(districtId === null ? [] : [{ sql: ofDistrict, values: [districtId] }]),
    ...(q === null ? [] : [textOf(ctx, toPattern(q))]),
    ...(state === 'off' ? [{ sql: withoutPower, values: [] }] : []),
    ...(state === 'stale' ? [{ sql: heardBefore, values: [staleBefore] }] : []),
    ...(state === 'unknown' ? [{ sql: neverHeard, values: [] }] : []),
    ...(ctx.scope === '' ? [] : [{ sql: ofScope, values: [ctx.scope] }]),
    { sql: ofKind, values: [kind] },
  ]
}

const textOf = (ctx: Ctx, { number, ending, text }: Pattern): Among => ({
  sql: ofText,
  values: [ctx.now, ctx.scope, number, text, ending],
})

const withoutPower = `select point_id as id from alarm
  where kind = 'power-off' and cleared_at is null and point_id is not null`

const heardBefore = 'select point_id as id from latest_reading where measured_at < $1'
const neverHeard = `select p.id from metering_point p
  where not exists (select 1 from latest_reading l where l.point_id = p.id)`
const ofKind = 'select id from metering_point where $1::text is null or kind = $1'

const ofTerminal = `select i.point_id as id
  from collection_link k
  join installation i on i.device_id = k.device_id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
  where k.terminal_id = $2 and tstzrange(k.valid_from, k.valid_to) @> $1::timestamptz`

const ofDistrict = `select point_id as id from point_term where district_id = $1 and valid_to is null and known_to is null
  union all select id from metering_point where district_id = $1`

const isIn = (organisation: string) => `exists (select 1 from organisation o where o.id = ${organisation}
    and ($2 = '' or starts_with(o.path, $2)))`
const few = (sql: string) => `(${sql} limit ${COUNTED_POINTS + 1})`

const textBranches = [
  'select id from metering_point where point_no like $3',
  'select id from metering_point where reverse(point_no) like $5',
  `select p.id from account a join metering_point p on p.account_id = a.id
   where a.account_no like $3 and ${isIn('a.organisation_id')}`,
  `select p.id from account a join metering_point p on p.account_id = a.id
   where reverse(a.account_no) like $5 and ${isIn('a.organisation_id')}`,
  `select i.point_id from device v
   join installation i on i.device_id = v.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
   where v.asset_no like $3`,
  `select i.point_id from device v
   join installation i on i.device_id = v.id and tstzrange(i.installed_at, i.removed_at) @> $1::timestamptz
   where reverse(v.asset_no) like $5`,
  `select p.id from customer u
   join account_term t on t.customer_id = u.id and t.valid_to is null and t.known_to is null
   join account a on a.id = t.account_id join metering_point p on p.account_id = a.id
   where u.name ilike $4 and ${isIn('a.organisation_id')}`,
  `select p.id from account a join metering_point p on p.account_id = a.id
   where a.address ilike $4 and ${isIn('a.organisation_id')}`,
  `select t.point_id from transformer_district d
   join point_term t on t.district_id = d.id and t.valid_to is null and t.known_to is null where d.name ilike $4`,
  `select p.id from transformer_district d join metering_point p on p.district_id = d.id where d.name ilike $4`,
]
  .map(few)
  .join(' union all ')
const ofText = `select distinct id from (${textBranches}) found`

const ofScope = `select p.id from organisation o
    join account a on a.organisation_id = o.id join metering_point p on p.account_id = a.id
    where starts_with(o.path, $1)
  union all select p.id from organisation o
    join transformer_district d on d.organisation_id = o.id join metering_point p on p.district_id = d.id
    where starts_with(o.path, $1)
  union all select p.id from organisation o
    join substation s on s.organisation_id = o.id join feeder_term f on f.substation_id = s.id and f.valid_to is null
    join metering_point p on p.feeder_id = f.feeder_id
    where starts_with(o.path, $1)`
