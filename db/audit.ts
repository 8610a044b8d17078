import { createHash } from 'node:crypto'
import type { Ctx } from './context.ts'
import { transact } from './pool.ts'
import { civilDay } from './time.ts'

type AuditEntry = { id: number; at: Date; actor: string; action: string; subject: string; detail: object }

const GENESIS = '0'.repeat(64)

/** One act on the record. `detail` holds no personal data: hash it or leave it out. */
export async function recordAudit(
  ctx: Ctx,
  entry: { action: string; subject: string; detail?: Record<string, unknown> },
): Promise<void> {
  const { username, onBehalfOf = [] } = ctx.actor
  const detail = { ...entry.detail, ...(onBehalfOf.length > 0 && { onBehalfOf }) }
  await ctx.db.run(
    // A day that is sealed takes no more entries: what is told of it later goes on the next one.
    `insert into audit_entry (day, at, actor, action, subject, detail)
     values (greatest($1::date, (select max(day) + 1 from audit_day)), $2, $3, $4, $5, $6)`,
    [civilDay(ctx.now), ctx.now, username, entry.action, entry.subject, JSON.stringify(detail)],
  )
}

/** Closes every finished day into the chain, oldest first; returns the days sealed. */
export function sealAuditDays(ctx: Ctx): Promise<string[]> {
  return transact(ctx, async (inner) => {
    await inner.db.run('lock table audit_day in exclusive mode')
    // Entries of a transaction that is still open come first: made before the seal and seen after it, they would break it.
    await inner.db.run('lock table audit_entry in share mode')
    const days = await inner.db.rows<{ day: string }>(
      `select distinct day from audit_entry
       where day < $1 and day > coalesce((select max(day) from audit_day), '-infinity') order by day`,
      [civilDay(inner.now)],
    )
    for (const { day } of days) {
      const previousHash = await latestHash(inner)
      const { entries, hash } = await hashDay(inner, day, previousHash)
      await inner.db.run(
        'insert into audit_day (day, entries, previous_hash, hash, sealed_at) values ($1, $2, $3, $4, $5)',
        [day, entries, previousHash, hash, inner.now],
      )
    }
    return days.map(({ day }) => day)
  })
}

/** The first day whose entries no longer give its sealed hash, or null when the chain is whole. */
export async function findBrokenAuditDay(ctx: Ctx): Promise<string | null> {
  const seals = await ctx.db.rows<{ day: string; entries: number; previousHash: string; hash: string }>(
    'select day, entries, previous_hash as "previousHash", hash from audit_day order by day',
  )
  let previousHash = GENESIS
  for (const seal of seals) {
    const actual = await hashDay(ctx, seal.day, previousHash)
    if (seal.previousHash !== previousHash || actual.hash !== seal.hash || actual.entries !== seal.entries)
      return seal.day
    previousHash = seal.hash
  }
  return null
}

async function latestHash(ctx: Ctx): Promise<string> {
  const seal = await ctx.db.first<{ hash: string }>('select hash from audit_day order by day desc limit 1')
  return seal?.hash ?? GENESIS
}

async function hashDay(ctx: Ctx, day: string, previousHash: string): Promise<{ entries: number; hash: string }> {
  const entries = await ctx.db.rows<AuditEntry>(
    'select id, at, actor, action, subject, detail from audit_entry where day = $1 order by id',
    [day],
  )
  const hash = createHash('sha256').update(previousHash).update(day)
  for (const { id, at, actor, action, subject, detail } of entries) {
    hash.update(JSON.stringify([id, at.toISOString(), actor, action, subject, detail]))
  }
  return { entries: entries.length, hash: hash.digest('hex') }
}
