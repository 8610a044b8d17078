import type pg from 'pg'
import { addDays, civilDay, startOfDay } from '../../db/time.ts'
import { intervalCells } from './interval-cells.ts'

const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

type Placed = { pointId: number; startMs: number }

/** Makes room for readings of these days, and brings back what of them is packed: a late reading may change it. */
export async function openDays(client: pg.ClientBase, readings: readonly Placed[]): Promise<void> {
  const numbers = new Set<number>()
  for (const { startMs } of readings) numbers.add(dayNumber(startMs))
  const days = [...numbers].map(dayOf).sort()
  const found = await client.query<{ day: string; missing: boolean; packed: boolean }>(
    `select to_char(day, 'YYYY-MM-DD') as day, to_regclass(name) is null as missing,
       exists (select 1 from packed_day p where p.day = d.day) as packed
     from unnest($1::date[], $2::text[]) as d(day, name)`,
    [days, days.map(tableOf)],
  )
  for (const { day } of found.rows.filter(({ missing }) => missing)) await createDay(client, day)
  const packed = new Set(found.rows.filter((row) => row.packed).map(({ day }) => day))
  if (packed.size > 0) await unpack(client, readings, packed)
}

/** Civil days since 1970; a batch has thousands of readings and few days. */
function dayNumber(startMs: number): number {
  return Math.floor((startMs + SHANGHAI_MS) / DAY_MS)
}

function dayOf(number: number): string {
  return civilDay(new Date(number * DAY_MS))
}

function tableOf(day: string): string {
  return `interval_reading_${day.replaceAll('-', '')}`
}

/** `attach` lets readers and writers of other days go on, where `create … partition of` would stop them. */
async function createDay(client: pg.ClientBase, day: string): Promise<void> {
  await lockDays(client)
  // Not to_regclass: it may answer from before the wait.
  const found = await client.query('select 1 from pg_class where relname = $1', [tableOf(day)])
  if (found.rows.length > 0) return
  const [from, to] = [day, addDays(day, 1)].map((each) => `'${startOfDay(each).toISOString()}'`)
  await client.query(`create table ${tableOf(day)} (like interval_reading including all)`)
  await client.query(
    `alter table interval_reading attach partition ${tableOf(day)} for values from (${from}) to (${to})`,
  )
}

function lockDays(client: pg.ClientBase): Promise<unknown> {
  return client.query(`select pg_advisory_xact_lock(hashtext('days of interval_reading'))`)
}

/** The caller holds the points' latest readings, as the packing job does, so that the two cannot meet. */
async function unpack(client: pg.ClientBase, readings: readonly Placed[], packed: Set<string>): Promise<void> {
  const late = new Map<string, [pointId: number, day: string]>()
  for (const { pointId, startMs } of readings) {
    const day = dayOf(dayNumber(startMs))
    if (packed.has(day)) late.set(`${pointId} ${day}`, [pointId, day])
  }
  const values = [[...late.values()].map(([pointId]) => pointId), [...late.values()].map(([, day]) => day)]
  const list = intervalCells.join(', ')
  const these = 'unnest($1::bigint[], $2::date[]) as l(of_point, of_day)'
  await client.query(
    `insert into interval_reading (${list})
     select ${list} from ${these} join interval_unpacked u on u.point_id = l.of_point and u.day = l.of_day`,
    values,
  )
  await client.query(
    `delete from interval_day d using ${these} where d.point_id = l.of_point and d.day = l.of_day`,
    values,
  )
}

/** Days before this one that are not wholly packed, oldest first. */
export async function listPlainDays(client: pg.ClientBase, before: string): Promise<string[]> {
  const found = await client.query<{ day: string }>(
    `select to_char(to_date(right(c.relname, 8), 'YYYYMMDD'), 'YYYY-MM-DD') as day
     from pg_inherits h join pg_class c on c.oid = h.inhrelid
     where h.inhparent = 'interval_reading'::regclass and to_date(right(c.relname, 8), 'YYYYMMDD') < $1 order by 1`,
    [before],
  )
  return found.rows.map(({ day }) => day)
}

/** Takes a day's table away if nothing is left in it; false where something is, or somebody is at it. */
export async function dropEmptyDay(client: pg.ClientBase, day: string): Promise<boolean> {
  await lockDays(client)
  await client.query(`set local lock_timeout = '2s'`)
  await client.query(`lock table interval_reading in access exclusive mode`)
  const found = await client.query(`select 1 from ${tableOf(day)} limit 1`)
  if (found.rows.length > 0) return false
  await client.query(`alter table interval_reading detach partition ${tableOf(day)}`)
  await client.query(`drop table ${tableOf(day)}`)
  return true
}

/** The tables of days to come, so that no batch waits for one. */
export async function createDaysAhead(client: pg.ClientBase, days: readonly string[]): Promise<void> {
  for (const day of days) await createDay(client, day)
}
