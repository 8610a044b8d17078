import type { Actor, Ctx } from '../../db/context.ts'

/** SQL: order `w` is not about the reader or a unit to which he belongs. Of two values, the first of which is `$first`. */
export const isNotOfReader = (
  first: number,
) => `(w.complained_username is null or w.complained_username <> all($${first}::text[]))
    and not exists (select from organisation u where u.id = w.complained_unit_id and starts_with($${first + 1}, u.path))`

/** The same of an order that is read already: it is about the reader or a unit to which he belongs. */
export function isHiddenFrom(
  reader: Pick<Ctx, 'actor' | 'scope'>,
  { complainedUsername, complainedUnit }: { complainedUsername: string | null; complainedUnit: string | null },
): boolean {
  const [names, unit] = readerNames(reader)
  const isAboutHim = complainedUsername !== null && names.includes(complainedUsername)
  return isAboutHim || (complainedUnit !== null && unit.startsWith(complainedUnit))
}

/**
 * SQL: contact `c`, of whose account the unit is `o`, is of the reader's units and nothing that came of it complains of him or of his
 * unit. Of three values, the first of which, the scope, is `$first`.
 */
export const isReadable = (first: number) => `(o.id is null or starts_with(o.path, $${first})) and not exists (
  select from work_order w where w.contact_id = c.id and not (${isNotOfReader(first + 1)}))`

/**
 * SQL: score `r`, or none, opened no order that is hidden from the reader: who was scored, and his unit, do not learn it from a count either.
 * Of two values, the first of which is `$first`.
 */
export const isScoreReadable = (first: number) =>
  `not exists (select from work_order w where w.id = r.bad_order_id and not (${isNotOfReader(first)}))`

/** SQL: contact `c` is a report, or is being written down as one: who follows it up, and that somebody does, is nobody's to know. */
export const isReport = `(coalesce(c.category, c.draft ->> 'category', '') = 'report'
  or exists (select from menu_call m where m.contact_id = c.id and m.category = 'report')
  or exists (select from work_order w where w.contact_id = c.id and w.kind = 'report'))`

/** Whether the contact is one. */
export async function isReportOf(ctx: Ctx, contactId: number): Promise<boolean> {
  return (await ctx.db.first(`select 1 from contact c where c.id = $1 and ${isReport}`, [contactId])) !== undefined
}

/** Who took the call knows what it was about: the desk reads what is complained of its own unit, where nobody above takes it. */
export function readerNames({ actor, scope }: Pick<Ctx, 'actor' | 'scope'>): [string[], string] {
  return [namesOf(actor), actor.roles.some((role) => role === 'agent' || role === 'lead') ? '' : scope]
}

/** Where also the desk is not to learn what is complained of its own unit: it does not hear that. */
export function namesAndUnit({ actor, scope }: Ctx): [string[], string] {
  return [namesOf(actor), scope]
}

/** His own, and of who acts for him or for whom he acts. */
function namesOf({ username, alsoAs = [] }: Actor): string[] {
  return [username, ...alsoAs]
}

/** Of what came of the contact and names a person or a unit: whose file's readers are not to learn it from. */
export async function findShield(ctx: Ctx, contactId: number): Promise<'report' | 'complaint' | null> {
  const row = await ctx.db.prepared.first<{ kind: 'report' | 'complaint' }>(
    `select w.kind from work_order w where w.contact_id = $1
       and (w.complained_unit_id is not null or w.complained_username is not null) order by w.kind desc limit 1`,
    [contactId],
  )
  return row?.kind ?? null
}

/** What a contact that is written already says in the file of its account is taken from there. */
export async function hideContact(ctx: Ctx, contactId: number, shield: 'report' | 'complaint'): Promise<void> {
  const entry = `from contact c where c.id = $1 and t.account_id = c.account_id and t.kind = 'contact'
    and t.subject = 'contact:' || c.contact_no`
  if (shield === 'report')
    await ctx.db.prepared.run(`delete from timeline_entry t using ${entry.slice(5)}`, [contactId])
  else
    await ctx.db.prepared.run(`update timeline_entry t set title_zh = $2, title_en = $3 ${entry}`, [
      contactId,
      plainContact.zh,
      plainContact.en,
    ])
}

/** Of a contact whose words are for who handles them alone. */
export const plainContact = { zh: '95598 联系', en: 'Contact' }

/** The person of the company, by his user name. */
export async function isStaff(ctx: Ctx, username: string): Promise<boolean> {
  const found = await ctx.db.prepared.first(
    `select 1 from app_user u join organisation o on o.id = u.organisation_id
     where u.username = $1 and u.customer_id is null and starts_with(o.path, $2)`,
    [username, ctx.scope],
  )
  return found !== undefined
}

/** The nearest unit above a unit, of those that the reader sees. */
export function findUnitAbove(
  ctx: Ctx,
  unitId: number,
): Promise<{ id: number; area: 'city' | 'rural' | 'remote' } | undefined> {
  return ctx.db.prepared.first(
    `select p.id, p.area from organisation u join organisation p on p.id = u.parent_id
     where u.id = $1 and starts_with(p.path, $2)`,
    [unitId, ctx.scope],
  )
}

/** Whether one unit is another or lies below it. */
export async function isWithin(ctx: Ctx, unitId: number, of: number): Promise<boolean> {
  const found = await ctx.db.prepared.first(
    `select 1 from organisation o join organisation u on u.id = $2 where o.id = $1 and starts_with(o.path, u.path)`,
    [unitId, of],
  )
  return found !== undefined
}

/**
 * Complaints of one class that an account, or where there is none the same caller, made before and that were closed since a day;
 * the latest first. `isOpen`: of any class, those that are not closed too.
 */
export function listFormerComplaints(
  ctx: Ctx,
  of: { accountId: number | null; contactId: number | null; subkind: string; closedSince: Date },
): Promise<{ id: number; isSame: boolean; repeats: number }[]> {
  return ctx.db.prepared.rows(
    `select w.id, s.subkind = $3 and w.status = 'closed' as "isSame", w.repeats
     from (select id from work_order where account_id = $1
       union all select o.id from contact c join work_order o on o.contact_id = c.id
         where $1::bigint is null and o.account_id is null and c.phone_hash = (select phone_hash from contact where id = $2)) own
     join work_order w on w.id = own.id join order_subkind s on s.id = w.subkind_id
     where w.kind = 'complaint' and w.status <> 'cancelled' and (w.status <> 'closed' or w.finished_at >= $4)
     order by w.id desc`,
    [of.accountId, of.contactId, of.subkind, of.closedSince],
  )
}

export async function isFromHotline(ctx: Ctx, contactId: number): Promise<boolean> {
  return (
    (await ctx.db.prepared.first(`select 1 from contact where id = $1 and channel = 'hotline'`, [contactId])) !==
    undefined
  )
}
