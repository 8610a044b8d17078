import { createHash } from 'node:crypto'
import type { Ctx } from '../../db/context.ts'

export type Quarantined = {
  source: 'mqtt' | 'modbus' | 'dlt645' | 'dial-in' | 'site'
  topic: string
  reason: string
  detail: string
  payload: string
}

const PAYLOAD_LIMIT = 65_536

/** Text as PostgreSQL takes it. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '')
}

/** Kept whole up to 64 kB; the same thing again only raises its count. */
export async function saveQuarantined(ctx: Ctx, messages: Quarantined[]): Promise<void> {
  const byFingerprint = new Map(
    messages.map((message) => {
      const print = createHash('sha256').update(`${message.topic}\n${message.reason}\n${message.payload}`).digest('hex')
      return [print, message] as const
    }),
  )
  const rows = [...byFingerprint]
  if (rows.length === 0) return
  await ctx.db.run(
    `insert into mqtt_quarantine (arrived_at, source, topic, reason, detail, payload, fingerprint)
     select $1, * from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[])
     on conflict (fingerprint) do update set count = mqtt_quarantine.count + 1`,
    [
      ctx.now,
      rows.map(([, row]) => row.source),
      rows.map(([, row]) => storable(row.topic)),
      rows.map(([, row]) => row.reason),
      rows.map(([, row]) => storable(row.detail).slice(0, 2000)),
      rows.map(([, row]) => storable(row.payload).slice(0, PAYLOAD_LIMIT)),
      rows.map(([print]) => print),
    ],
  )
}
