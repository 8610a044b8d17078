import type { Ctx } from '../../db/context.ts'
import { customerOfIdentity, isOfParty, partyOf } from '../../db/customers/parties.ts'
import type { ApplicationKind } from '../contract.ts'
import type { CustomerSide } from '../duplicates/contract.ts'
import type { MatchReason } from '../rules/matching.ts'

const partiesDiffer = 'coalesce(c.party_id, c.id) <> coalesce(d.party_id, d.id)'
/** Papers with two numbers are two customers'. */
const numbersAgree = '(i.number_hash is null or j.number_hash is null or i.number_hash = j.number_hash)'
const current = (alias: string) => `${alias}.valid_to is null and ${alias}.known_to is null`

/** Pairs of one name that share a phone or an address; what somebody decided stays decided. */
export function findPairs(ctx: Ctx): Promise<number> {
  return ctx.db.run(
    `insert into customer_match (one_id, other_id, reasons, found_at)
     select one_id, other_id, array_agg(distinct reason) || array['name'], $1 from (
       select least(c.id, d.id) as one_id, greatest(c.id, d.id) as other_id, 'phone' as reason
       from identity i join identity j on j.phone_hash = i.phone_hash and j.id > i.id and ${numbersAgree}
       join customer c on c.identity_id = i.id join customer d on d.identity_id = j.id
       where c.name_key = d.name_key and c.name_key <> '' and c.kind = d.kind and ${partiesDiffer}
       union all
       select least(c.id, d.id), greatest(c.id, d.id), 'address'
       from account a join account b on b.address_key = a.address_key and b.id > a.id and a.address_key <> ''
       join account_term t on t.account_id = a.id and ${current('t')}
       join account_term u on u.account_id = b.id and ${current('u')}
       join customer c on c.id = t.customer_id join customer d on d.id = u.customer_id
       join identity i on i.id = c.identity_id join identity j on j.id = d.identity_id
       where c.name_key = d.name_key and c.name_key <> '' and c.kind = d.kind and ${numbersAgree} and ${partiesDiffer}) found
     group by one_id, other_id
     on conflict (one_id, other_id) do update set reasons = excluded.reasons
       where customer_match.decision is null and customer_match.reasons <> excluded.reasons`,
    [ctx.now],
  )
}

export type Unkeyed = { id: number; text: string }

/** Rows that were brought without a key. */
export function listUnkeyed(ctx: Ctx, table: 'customer' | 'account', limit: number): Promise<Unkeyed[]> {
  const [text, key] = keyed[table]
  return ctx.db.rows(`select id, ${text} as text from ${table} where ${key} is null order by id limit $1`, [limit])
}

export async function setKeys(ctx: Ctx, table: 'customer' | 'account', ids: number[], keys: string[]): Promise<void> {
  await ctx.db.run(
    `update ${table} set ${keyed[table][1]} = k.key from unnest($1::bigint[], $2::text[]) as k(id, key) where ${table}.id = k.id`,
    [ids, keys],
  )
}

const keyed = { customer: ['name', 'name_key'], account: ['address', 'address_key'] } as const

export type Pair = { oneId: number; otherId: number; reasons: MatchReason[]; foundAt: Date }
export type PairPlace = { foundAtMs: number; oneId: number; otherId: number }

const openPairs = `from customer_match m join customer c on c.id = m.one_id join customer d on d.id = m.other_id
  where m.decision is null and ${partiesDiffer} and exists (
    select 1 from account_term t join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
    where t.customer_id in (m.one_id, m.other_id) and ${current('t')} and starts_with(o.path, $1))`

/** Undecided pairs, of which one at least has an account in the reader's scope. */
export function listPairs(ctx: Ctx, after: PairPlace | null, limit: number): Promise<Pair[]> {
  return ctx.db.rows(
    `select m.one_id as "oneId", m.other_id as "otherId", m.reasons, m.found_at as "foundAt" ${openPairs}
       and ($2::timestamptz is null or (m.found_at, m.one_id, m.other_id) > ($2, $3, $4))
     order by m.found_at, m.one_id, m.other_id limit $5`,
    [ctx.scope, after && new Date(after.foundAtMs), after?.oneId ?? null, after?.otherId ?? null, limit],
  )
}

export async function isPairOpen(ctx: Ctx, one: number, other: number): Promise<boolean> {
  const values = [ctx.scope, Math.min(one, other), Math.max(one, other)]
  return (await ctx.db.first(`select 1 ${openPairs} and m.one_id = $2 and m.other_id = $3`, values)) !== undefined
}

export type SideRow = Omit<CustomerSide, 'openedAt'> & { openedAt: Date }

/** Each with the accounts that his party holds now. */
export function listSides(ctx: Ctx, customerIds: number[]): Promise<SideRow[]> {
  return ctx.db.rows(
    `select c.id as "customerId", c.name, c.kind, i.number_hash is not null as "hasNumber",
       '*******' || i.phone_tail as phone, c.opened_at as "openedAt",
       coalesce(h.accounts, '[]') as accounts, coalesce(h.count, 0)::int as "accountCount"
     from customer c join identity i on i.id = c.identity_id
     left join lateral (
       select count(*) as count, jsonb_agg(jsonb_build_object('accountNo', a.account_no, 'address', a.address,
         'status', t.status) order by a.id) filter (where t.place <= 5) as accounts
       from (select account_id, status, row_number() over (order by account_id) as place from account_term t
         where ${isOfParty('t.customer_id', 'coalesce(c.party_id, c.id)')} and ${current('t')}) t
       join account a on a.id = t.account_id) h on true
     where c.id = any($1)`,
    [customerIds],
  )
}

export type MergeRow = {
  id: number
  kept: string
  merged: string
  reason: string
  mergedByName: string
  mergedAt: Date
  undoneByName: string | null
  undoneAt: Date | null
  undoneReason: string | null
}

export function listMergeRows(ctx: Ctx): Promise<MergeRow[]> {
  return ctx.db.rows(
    `select m.id, k.name as kept, g.name as merged, m.reason, m.merged_by_name as "mergedByName",
       m.merged_at as "mergedAt", m.undone_by_name as "undoneByName", m.undone_at as "undoneAt",
       m.undone_reason as "undoneReason"
     from customer_merge m join customer k on k.id = m.kept_id join customer g on g.id = m.merged_id
     where exists (select 1 from account_term t join account a on a.id = t.account_id
       join organisation o on o.id = a.organisation_id
       where t.customer_id in (m.kept_id, m.merged_id) and t.known_to is null and starts_with(o.path, $1))
     order by m.id desc limit 200`,
    [ctx.scope],
  )
}

export type Looked = {
  applicationId: number
  identityId: number
  phoneHash: Buffer | null
  nameKey: string
  addressKey: string
}
export type Candidate = { customerId: number; reasons: MatchReason[]; decision: 'same' | 'different' | null }

/** Customers who may be the applicant; who holds an account that it is about now is not looked for. */
export function listCandidates(ctx: Ctx, looked: Looked): Promise<Candidate[]> {
  return ctx.db.rows(
    `with found as (
       select id, 'identity' as reason from customer where identity_id = $2
       union (select c.id, 'phone' from identity i join customer c on c.identity_id = i.id where i.phone_hash = $3 limit 20)
       union (select id, 'name' from customer where name_key = $4 and $4 <> '' and kind = 'organisation' limit 20)
       union (select t.customer_id, 'address' from account a join account_term t on t.account_id = a.id and ${current('t')}
         where a.address_key = $5 and $5 <> '' limit 20))
     select f.id as "customerId",
       array_agg(distinct f.reason) || case when c.name_key = $4 and bool_and(f.reason <> 'name') then '{name}'::text[] else '{}' end
         as reasons, m.decision
     from found f join customer c on c.id = f.id
     left join application_match m on m.application_id = $1 and m.customer_id = f.id
     where exists (
       select 1 from account_term t join account a on a.id = t.account_id join organisation o on o.id = a.organisation_id
       where t.customer_id = f.id and t.known_to is null and starts_with(o.path, $6))
     and not exists (
       select 1 from application p join account_term t on t.account_id = any(p.account_ids) and ${current('t')}
       where p.id = $1 and ${isOfParty('f.id', partyOf('t.customer_id'))})
     group by f.id, c.name_key, m.decision order by f.id limit 20`,
    [looked.applicationId, looked.identityId, looked.phoneHash, looked.nameKey, looked.addressKey, ctx.scope],
  )
}

export type Sibling = {
  id: number
  applicationNo: string
  kind: ApplicationKind
  applicantName: string
  address: string
  submittedAt: Date
  reasons: MatchReason[]
}

/** Other open applications of the same kind for the same person or place. */
export function listSiblings(ctx: Ctx, looked: Looked): Promise<Sibling[]> {
  return ctx.db.rows(
    `select q.id, q.application_no as "applicationNo", q.kind, q.applicant_name as "applicantName", q.address,
       q.submitted_at as "submittedAt", array_remove(array[
         case when q.identity_id = $2 then 'identity' end,
         case when q.address_key = $3 then 'address' end], null) as reasons
     from application p join application q on q.kind = p.kind and q.id <> p.id and q.status = 'open'
     join organisation o on o.id = q.organisation_id
     where p.id = $1 and starts_with(o.path, $4)
       and (q.identity_id = $2 or (q.address_key = $3 and $3 <> '' and cardinality(q.account_ids) = 0))
     order by q.id limit 20`,
    [looked.applicationId, looked.identityId, looked.addressKey, ctx.scope],
  )
}

export async function saveMatchDecision(
  ctx: Ctx,
  {
    applicationId,
    customerId,
    decision,
  }: { applicationId: number; customerId: number; decision: 'same' | 'different' },
): Promise<void> {
  await ctx.db.run(
    `insert into application_match (application_id, customer_id, decision, decided_by, decided_at)
     values ($1, $2, $3, $4, $5)
     on conflict (application_id, customer_id) do update set decision = $3, decided_by = $4, decided_at = $5`,
    [applicationId, customerId, decision, ctx.actor.username, ctx.now],
  )
}

/** Of whom a clerk said that they are the applicant. */
export async function listChosen(ctx: Ctx, applicationId: number): Promise<number[]> {
  const rows = await ctx.db.rows<{ customerId: number }>(
    `select customer_id as "customerId" from application_match
     where application_id = $1 and decision = 'same' order by customer_id`,
    [applicationId],
  )
  return rows.map(({ customerId }) => customerId)
}

export function findCustomerOfIdentity(
  ctx: Ctx,
  identityId: number,
): Promise<{ id: number; name: string } | undefined> {
  return ctx.db.first(`select id, name from ${customerOfIdentity('$1')} known`, [identityId])
}

export async function isSameParty(ctx: Ctx, one: number, other: number): Promise<boolean> {
  return (
    (await ctx.db.first(`select 1 where ${partyOf('$1::bigint')} = ${partyOf('$2::bigint')}`, [one, other])) !==
    undefined
  )
}

/** Papers with another number, or another kind of customer: of the customer's party, or of one chosen before. */
export async function differsFromApplicant(
  ctx: Ctx,
  { applicationId, identityId, customerId }: { applicationId: number; identityId: number; customerId: number },
): Promise<boolean> {
  const row = await ctx.db.first<{ differs: boolean }>(
    `with one as (
       select c.kind, i.number_hash from customer c join identity i on i.id = c.identity_id
       where coalesce(c.party_id, c.id) in (select coalesce(d.party_id, d.id) from customer d
         where d.id = $3 or d.identity_id = $2 or d.id in (
           select customer_id from application_match where application_id = $1 and decision = 'same'))
     )
     select (select count(distinct number_hash) > 1 from (
         select number_hash from one union all select number_hash from identity where id = $2) n)
       or (select count(distinct kind) > 1 from one) as differs`,
    [applicationId, identityId, customerId],
  )
  return row?.differs ?? false
}
