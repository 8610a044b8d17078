import { createHash } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { counts } from '../counts.ts'

export type Quarantined = {
  source: 'mqtt' | 'modbus' | 'dlt645' | 'dial-in' | 'site' | 'exchange' | 'brought'
  topic: string
  reason: string
  detail: string
  payload: string
  /** Who told it, and of which meter, where the message says so. */
  terminal?: string
  meter?: string
  /** What the payload is, where it can be taken again. */
  form?: 'message' | 'reading' | 'event'
  /** When it came, if not now. */
  arrivedAt?: Date
}

type Row = {
  fingerprint: string
  origin: string
  bytes: number
  count: number
  arrivedAt: Date
  cells: (string | null)[]
}

const PAYLOAD_LIMIT = 1_000_000

/**
 * Keeps what cannot be taken, whole up to 1 MB. The same thing again only raises its count; beyond what an origin, or
 * the whole, may fill, it is counted and not kept. Its locks are the last of a transaction.
 */
export async function saveQuarantined(ctx: Ctx, messages: readonly Quarantined[]): Promise<void> {
  if (messages.length === 0) return
  const rows = toRows(ctx, messages)
  await transact(ctx, async (inner) => {
    const room = await lockOrigins(inner, [...new Set(rows.map(({ origin }) => origin))])
    const known = await raiseCounts(inner, rows)
    const fresh: Row[] = []
    const refused = new Map<string, number>()
    for (const row of rows) {
      if (known.has(row.fingerprint)) continue
      if (room.take(row)) fresh.push(row)
      else refused.set(row.origin, (refused.get(row.origin) ?? 0) + row.count)
    }
    await insertRows(inner, fresh)
    await countOrigins(inner, fresh, refused)
    counts.quarantine.kept += fresh.length
    for (const count of refused.values()) counts.quarantine.refused += count
  })
}

function toRows(ctx: Ctx, messages: readonly Quarantined[]): Row[] {
  const byContent = new Map<string, { message: Quarantined; count: number }>()
  for (const message of messages) {
    const content = `${message.topic}\n${message.reason}\n${message.payload}`
    const seen = byContent.get(content)
    if (seen) seen.count++
    else byContent.set(content, { message, count: 1 })
  }
  return [...byContent].map(([content, { message, count }]) => {
    const { source, terminal, meter } = message
    const payload = storable(message.payload, PAYLOAD_LIMIT)
    const form = message.payload.length > PAYLOAD_LIMIT ? 'cut' : (message.form ?? 'cut')
    const topic = storable(message.topic, 65_536)
    const origin = storable(terminal === undefined ? `${source} ${message.topic}` : `terminal ${terminal}`, 120)
    const named = [terminal, meter].map((name) => (name === undefined ? null : storable(name, 100)))
    return {
      fingerprint: createHash('sha256').update(content).digest('hex'),
      origin,
      bytes: Buffer.byteLength(payload),
      count,
      arrivedAt: message.arrivedAt ?? ctx.now,
      cells: [source, topic, message.reason, storable(message.detail, 2000), payload, form, origin, ...named],
    }
  })
}

/** Text as PostgreSQL takes it. */
function storable(text: string, length: number): string {
  return text.slice(0, length).toWellFormed().replaceAll('\0', '')
}

type Rule = { rowsPerOrigin: number; bytesPerOrigin: number; bytes: number }

/** One who fills an origin waits for the other; in one order, so that nobody waits for ever. */
async function lockOrigins(ctx: Ctx, origins: string[]) {
  await ctx.db.run(
    `insert into quarantine_origin (origin) select origin from unnest($1::text[]) as o(origin) order by origin
     on conflict do nothing`,
    [origins],
  )
  const filled = await ctx.db.rows<{ origin: string; rows: number; bytes: number }>(
    'select origin, rows, bytes from quarantine_origin where origin = any($1) order by origin for update',
    [origins],
  )
  const rule = await ctx.db.first<Rule & { all: number }>(
    `select rows_per_origin as "rowsPerOrigin", bytes_per_origin as "bytesPerOrigin", bytes,
       (select coalesce(sum(bytes), 0)::float8 from quarantine_origin) as "all"
     from quarantine_rule where valid_from <= $1 order by valid_from desc limit 1`,
    [ctx.now],
  )
  if (!rule) throw new Error('no rule says how much is put aside')
  let all = rule.all
  const byOrigin = new Map(filled.map((each) => [each.origin, each]))
  const take = ({ origin, bytes }: Row): boolean => {
    const place = byOrigin.get(origin)
    if (!place || place.rows >= rule.rowsPerOrigin) return false
    if (place.bytes + bytes > rule.bytesPerOrigin || all + bytes > rule.bytes) return false
    place.rows++
    place.bytes += bytes
    all += bytes
    return true
  }
  return { take }
}

async function raiseCounts(ctx: Ctx, rows: Row[]): Promise<Set<string>> {
  const known = await ctx.db.rows<{ fingerprint: string }>(
    `update mqtt_quarantine q set count = least(q.count::bigint + r.count, 2147483647), latest_at = $3
     from unnest($1::text[], $2::int[]) as r(fingerprint, count) where q.fingerprint = r.fingerprint
     returning q.fingerprint`,
    [rows.map(({ fingerprint }) => fingerprint), rows.map(({ count }) => count), ctx.now],
  )
  return new Set(known.map(({ fingerprint }) => fingerprint))
}

async function insertRows(ctx: Ctx, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  const column = (index: number) => rows.map(({ cells }) => cells[index] ?? null)
  await ctx.db.run(
    `insert into mqtt_quarantine
       (latest_at, arrived_at, fingerprint, count, source, topic, reason, detail, payload, form, origin, terminal, meter)
     select $1, * from unnest($2::timestamptz[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::text[], $10::text[], $11::text[], $12::text[], $13::text[])`,
    [
      ctx.now,
      rows.map(({ arrivedAt }) => arrivedAt),
      rows.map(({ fingerprint }) => fingerprint),
      rows.map(({ count }) => count),
      ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map(column),
    ],
  )
}

async function countOrigins(ctx: Ctx, fresh: Row[], refused: Map<string, number>): Promise<void> {
  const byOrigin = Map.groupBy(fresh, ({ origin }) => origin)
  const origins = [...new Set([...byOrigin.keys(), ...refused.keys()])]
  if (origins.length === 0) return
  await ctx.db.run(
    `update quarantine_origin o set rows = o.rows + n.rows, bytes = o.bytes + n.bytes, refused = o.refused + n.refused,
       refused_at = case when n.refused > 0 then $5 else o.refused_at end
     from unnest($1::text[], $2::int[], $3::bigint[], $4::bigint[]) as n(origin, rows, bytes, refused)
     where o.origin = n.origin`,
    [
      origins,
      origins.map((origin) => byOrigin.get(origin)?.length ?? 0),
      origins.map((origin) => byOrigin.get(origin)?.reduce((sum, { bytes }) => sum + bytes, 0) ?? 0),
      origins.map((origin) => refused.get(origin) ?? 0),
      ctx.now,
    ],
  )
}
