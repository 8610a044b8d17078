import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { publish } from '../events.ts'
import { transact } from '../pool.ts'
import { notFound, Refusal } from '../refusal.ts'
import { addTimelineEntries } from '../timeline.ts'
import { isOfParty, partyOf } from './parties.ts'

export type Merge = { keptId: number; mergedId: number; reason: string }

type PartyRow = { customerId: number; partyId: number; kind: string; name: string; number: string | null }

/**
 * Two entries of one customer become one party (客户合并): accounts, bills and applications of both are seen by both
 * log-ins. Names, terms and numbers stay as they were entered.
 * Refuses with `NOT_FOUND`, `SAME_PARTY`, `KIND_DIFFERS` (a person and an organisation), `IDENTITY_DIFFERS` (papers with
 * different numbers).
 */
export function mergeCustomers(ctx: Ctx, { keptId, mergedId, reason }: Merge): Promise<number> {
  return transact(ctx, async (inner) => {
    const [low, high] = [
      await lockParty(inner, Math.min(keptId, mergedId)),
      await lockParty(inner, Math.max(keptId, mergedId)),
    ]
    const [kept, merged] = keptId < mergedId ? [low, high] : [high, low]
    const [keeper] = kept
    const [other] = merged
    if (!keeper || !other) throw notFound('客户')
    refuseUnlike(kept, merged)
    const customerIds = merged.map(({ customerId }) => customerId)
    await inner.db.run('update customer set party_id = $2 where id = any($1)', [customerIds, keeper.partyId])
    const made = await inner.db.first<{ id: number }>(
      `insert into customer_merge (kept_id, merged_id, customer_ids, reason, merged_by, merged_by_name, merged_at)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [keptId, mergedId, customerIds, reason, inner.actor.username, inner.actor.name, inner.now],
    )
    const id = made?.id ?? 0
    await decidePair(inner, keptId, mergedId, 'same')
    await recordAudit(inner, { action: 'customers.merged', subject: `merge:${id}`, detail: { keptId, mergedId } })
    await tell(inner, keeper.partyId, {
      id,
      zh: `客户档案合并:${other.name} 与 ${keeper.name} 为同一客户`,
      en: 'merged',
    })
    await publish(inner, 'customers.merged', { keptId, mergedId })
    return id
  })
}

/** They are two customers again, each with what he has opened or been renamed to since. Refuses with `NOT_FOUND`, `MERGE_UNDONE`. */
export function undoMerge(ctx: Ctx, id: number, reason: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const merge = await inner.db.first<Merge & { customerIds: number[]; undoneAt: Date | null }>(
      `select kept_id as "keptId", merged_id as "mergedId", customer_ids as "customerIds", undone_at as "undoneAt"
       from customer_merge where id = $1 for update`,
      [id],
    )
    if (!merge || (await lockParty(inner, merge.keptId)).length === 0) throw notFound('客户合并记录')
    if (merge.undoneAt) throw new Refusal('MERGE_UNDONE', '该合并已撤销')
    const { keptId, mergedId, customerIds } = merge
    await tell(inner, keptId, { id, zh: `撤销客户档案合并:${reason}`, en: 'merger undone' })
    // A row that came by a rename, or by another account of the same papers, goes with the papers it has.
    await inner.db.run(
      `update customer c set party_id = nullif($3, c.id)
       where coalesce(c.party_id, c.id) = ${partyOf('$2')} and (c.id = any($1) or c.identity_id in (
         select identity_id from customer where id = any($1) and identity_id is not null
         except select identity_id from customer where id = $2))`,
      [customerIds, keptId, mergedId],
    )
    await inner.db.run(
      'update customer_merge set undone_by = $2, undone_by_name = $3, undone_at = $4, undone_reason = $5 where id = $1',
      [id, inner.actor.username, inner.actor.name, inner.now, reason],
    )
    await decidePair(inner, keptId, mergedId, 'different')
    await recordAudit(inner, { action: 'customers.taken-apart', subject: `merge:${id}`, detail: { keptId, mergedId } })
    await publish(inner, 'customers.merged', { keptId, mergedId })
  })
}

/** Says of two customers what somebody decided, whether or not the search found them. */
export async function decidePair(ctx: Ctx, one: number, other: number, decision: 'same' | 'different'): Promise<void> {
  await ctx.db.run(
    `insert into customer_match (one_id, other_id, reasons, found_at, decision, decided_by, decided_at)
     values (least($1::bigint, $2::bigint), greatest($1::bigint, $2::bigint), '{}', $4, $3, $5, $4)
     on conflict (one_id, other_id) do update set decision = $3, decided_by = $5, decided_at = $4`,
    [one, other, decision, ctx.now, ctx.actor.username],
  )
}

/** All rows of a customer's party, if any of its accounts is the reader's to see; locked in the order of their ids. */
function lockParty(ctx: Ctx, customerId: number): Promise<PartyRow[]> {
  return ctx.db.rows(
    `select c.id as "customerId", coalesce(c.party_id, c.id) as "partyId", c.kind, c.name,
       encode(i.number_hash, 'hex') as number
     from customer c join identity i on i.id = c.identity_id
     where ${isOfParty('c.id', partyOf('$1'))} and exists (
       select 1 from account_term t join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
       where ${isOfParty('t.customer_id', partyOf('$1'))} and t.known_to is null and starts_with(o.path, $2))
     order by c.id for update of c`,
    [customerId, ctx.scope],
  )
}

function refuseUnlike(kept: PartyRow[], merged: PartyRow[]): void {
  if (kept[0]?.partyId === merged[0]?.partyId) throw new Refusal('SAME_PARTY', '两个客户档案已是同一客户')
  if (kept[0]?.kind !== merged[0]?.kind) throw new Refusal('KIND_DIFFERS', '个人与单位不能合并为同一客户')
  const numbers = new Set([...kept, ...merged].flatMap(({ number }) => number ?? []))
  if (numbers.size > 1) {
    throw new Refusal('IDENTITY_DIFFERS', '两个客户档案的证件号码不同,不能合并;证件有误的请先更正')
  }
}

async function tell(ctx: Ctx, party: number, { id, zh, en }: { id: number; zh: string; en: string }): Promise<void> {
  const accounts = await ctx.db.rows<{ accountId: number }>(
    `select distinct account_id as "accountId" from account_term
     where ${isOfParty('customer_id', partyOf('$1'))} and known_to is null`,
    [party],
  )
  await addTimelineEntries(
    ctx,
    accounts.map(({ accountId }) => ({
      ...{ accountId, at: ctx.now, kind: 'customer', subject: `merge:${id}:${en}` },
      title: { zh, en: `Customer entries ${en}` },
      internal: true,
    })),
  )
}
