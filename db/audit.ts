import { createHash, type Hash } from 'node:crypto'
import type { AuditAction } from './audit-acts.ts'
import type { Ctx } from './context.ts'
import { transact } from './pool.ts'
import { civilDay } from './time.ts'

type AuditEntry = {
  id: number
  at: Date
  actor: string
  action: string
  subject: string
  detail: object
  unit: string | null
}

const GENESIS = '0'.repeat(64)
const PAGE = 5_000

/**
 * One act on the record. `detail` holds no personal data: hash it or leave it out. `unit` is the path of the unit for which
 * it was done, where that is not the actor's own; empty: the whole company's.
 */
export async function recordAudit(
  ctx: Ctx,
  entry: { action: AuditAction; subject: string; detail?: Record<string, unknown>; unit?: string },
): Promise<void> {
  const { username, onBehalfOf = [] } = ctx.actor
  const detail = { ...entry.detail, ...(onBehalfOf.length > 0 && { onBehalfOf }) }
  await ctx.db.prepared.run(
    // A day that is sealed takes no more entries: what is told of it later goes on the next one.
    `insert into audit_entry (day, at, actor, action, subject, detail, unit)
     values (greatest($1::date, (select max(day) + 1 from audit_day)), $2, $3, $4, $5, $6, $7)`,
    [
      civilDay(ctx.now),
      ctx.now,
      username,
      entry.action,
      entry.subject,
      JSON.stringify(detail),
      entry.unit ?? ctx.scope,
    ],
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

export type AuditSeal = { day: string; entries: number; previousHash: string; hash: string; sealedAt: Date }
export type CheckedDay = AuditSeal & { found: number; recomputed: string; fault: 'entries' | 'hash' | 'link' | null }

/**
 * The sealed days of a period, oldest first, each hashed anew from its entries. The first is held to the seal before it, so
 * that any part of the chain can be looked through by itself.
 */
export async function* checkAuditDays(
  ctx: Pick<Ctx, 'db'>,
  { from = '-infinity', to = 'infinity' }: { from?: string | undefined; to?: string | undefined } = {},
): AsyncGenerator<CheckedDay> {
  const before = await ctx.db.first<{ hash: string }>(
    'select hash from audit_day where day < $1 order by day desc limit 1',
    [from],
  )
  let previousHash = before?.hash ?? GENESIS
  let after = from
  for (let isFirst = true; ; isFirst = false) {
    const seal = await ctx.db.first<AuditSeal>(
      `select day, entries, previous_hash as "previousHash", hash, sealed_at as "sealedAt" from audit_day
       where day ${isFirst ? '>=' : '>'} $1 and day <= $2 order by day limit 1`,
      [after, to],
    )
    if (!seal) return
    const { entries: found, hash: recomputed } = await hashDay(ctx, seal.day, previousHash)
    const fault = faultOf(seal, { previousHash, found, recomputed })
    yield { ...seal, found, recomputed, fault }
    previousHash = seal.hash
    after = seal.day
  }
}

function faultOf(
  seal: AuditSeal,
  { previousHash, found, recomputed }: { previousHash: string; found: number; recomputed: string },
): CheckedDay['fault'] {
  if (seal.previousHash !== previousHash) return 'link'
  if (seal.entries !== found) return 'entries'
  return seal.hash === recomputed ? null : 'hash'
}

/** The first day whose entries no longer give its sealed hash, or null when the chain is whole. */
export async function findBrokenAuditDay(ctx: Pick<Ctx, 'db'>): Promise<string | null> {
  for await (const { day, fault } of checkAuditDays(ctx)) if (fault) return day
  return null
}

async function latestHash(ctx: Pick<Ctx, 'db'>): Promise<string> {
  const seal = await ctx.db.first<{ hash: string }>('select hash from audit_day order by day desc limit 1')
  return seal?.hash ?? GENESIS
}

/** Entries are read a page at a time: a day of a province has millions. */
async function hashDay(
  ctx: Pick<Ctx, 'db'>,
  day: string,
  previousHash: string,
): Promise<{ entries: number; hash: string }> {
  const unit = (await hasUnits(ctx)) ? 'unit' : 'null::text as unit'
  const hash = createHash('sha256').update(previousHash).update(day)
  let entries = 0
  let after = 0
  for (;;) {
    const page = await ctx.db.rows<AuditEntry>(
      `select id, at, actor, action, subject, detail, ${unit} from audit_entry
       where day = $1 and id > $2 order by id limit ${PAGE}`,
      [day, after],
    )
    for (const entry of page) addEntry(hash, entry)
    entries += page.length
    after = page.at(-1)?.id ?? after
    if (page.length < PAGE) return { entries, hash: hash.digest('hex') }
  }
}

function addEntry(hash: Hash, { id, at, actor, action, subject, detail, unit }: AuditEntry): void {
  const said = [id, at.toISOString(), actor, action, subject, detail]
  hash.update(JSON.stringify(unit === null ? said : [...said, unit]))
}

/** A backup of before units were kept is looked through as it was. */
async function hasUnits(ctx: Pick<Ctx, 'db'>): Promise<boolean> {
  const found = await ctx.db.first(
    `select 1 from pg_attribute where attrelid = 'audit_entry'::regclass and attname = 'unit' and not attisdropped`,
  )
  return found !== undefined
}
