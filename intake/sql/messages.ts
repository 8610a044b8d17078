import type { Ctx } from '../../db/context.ts'
import { isOthers } from '../../db/customers/parties.ts'
import type { ApplicationKind } from '../contract.ts'
import { applicantUsers, readable, readerOf } from './applications.ts'

export type MessageRow = {
  id: number
  fromCustomer: boolean
  authorName: string
  body: string
  sentAt: Date
  readAt: Date | null
}

/** A customer reads what the office wrote and what he did: at a transfer another one writes too. */
export function listMessages(ctx: Ctx, applicationId: number): Promise<MessageRow[]> {
  return ctx.db.rows(
    `select id, from_customer as "fromCustomer", author_name as "authorName", body, sent_at as "sentAt", read_at as "readAt"
     from application_message where application_id = $1 and ($2::bigint is null or not ${isOthers('author', '$2')}) order by id`,
    [applicationId, ctx.actor.customerId],
  )
}

export async function insertMessage(ctx: Ctx, applicationId: number, body: string): Promise<{ id: number }> {
  const row = await ctx.db.first<{ id: number }>(
    `insert into application_message (application_id, from_customer, author, author_name, body, sent_at)
     values ($1, $2, $3, $4, $5, $6) returning id`,
    [applicationId, ctx.actor.customerId !== null, ctx.actor.username, ctx.actor.name, body, ctx.now],
  )
  if (!row) throw new Error('a message was not saved')
  return row
}

/** Marks what the other side wrote, once. */
export async function readMessages(ctx: Ctx, applicationId: number, throughId: number): Promise<void> {
  await ctx.db.run(
    `update application_message set read_at = $3, read_by = $4
     where application_id = $1 and id <= $2 and read_at is null and from_customer = $5`,
    [applicationId, throughId, ctx.now, ctx.actor.username, ctx.actor.customerId === null],
  )
}

/** Whether a customer reads it online, and the account that it is about as far as there is one. */
export function findSides(
  ctx: Ctx,
  applicationId: number,
): Promise<{ isOnline: boolean; accountId: number | null } | undefined> {
  return ctx.db.first(
    `select p.customer_id is not null or exists (${applicantUsers}) as "isOnline",
       coalesce(p.account_id, p.account_ids[1]) as "accountId"
     from application p where p.id = $1`,
    [applicationId],
  )
}

export type UnreadRow = {
  applicationId: number
  applicationNo: string
  applicantName: string
  kind: ApplicationKind
  count: number
  latestAt: Date
}

/** What the other side wrote and the reader's has not read, the longest waiting first. */
export function listUnread(ctx: Ctx): Promise<UnreadRow[]> {
  return ctx.db.rows(
    `select p.id as "applicationId", p.application_no as "applicationNo", p.applicant_name as "applicantName", p.kind,
       count(*)::int as count, max(m.sent_at) as "latestAt"
     ${readable.replace('from application p', 'from application_message m join application p on p.id = m.application_id')}
       and m.read_at is null and m.from_customer = $3
     group by p.id order by min(m.sent_at) limit 100`,
    [...readerOf(ctx), ctx.actor.customerId === null],
  )
}

export type ContactRow = { name: string; phone: string; hours: string | null }
const inForce = 'c.valid_from <= $2 and (c.valid_to is null or $2 < c.valid_to)'

/** Of the unit that has the application, or of the nearest above it. */
export function findOfficeContact(ctx: Ctx, applicationId: number, day: string): Promise<ContactRow | undefined> {
  return ctx.db.first(
    `select c.name, c.phone, c.hours from application p join organisation o on o.id = p.organisation_id
     join organisation u on starts_with(o.path, u.path) join unit_contact c on c.organisation_id = u.id
     where p.id = $1 and ${inForce} order by length(u.path) desc limit 1`,
    [applicationId, day],
  )
}

export function findHotline(ctx: Ctx, day: string): Promise<ContactRow | undefined> {
  return ctx.db.first(
    `select name, phone, hours from unit_contact c where organisation_id is null and c.valid_from <= $1::date
       and (c.valid_to is null or $1::date < c.valid_to)`,
    [day],
  )
}

export type UnitContactRow = { organisationId: number; unitName: string; contact: Dated | null; next: Dated | null }
type Dated = ContactRow & { validFrom: string }

export function listUnitContacts(ctx: Ctx, day: string): Promise<UnitContactRow[]> {
  const dated = (where: string) => `(
    select jsonb_build_object('name', c.name, 'phone', c.phone, 'hours', c.hours, 'validFrom', c.valid_from)
    from unit_contact c where c.organisation_id = o.id and ${where} order by c.valid_from limit 1)`
  return ctx.db.rows(
    `select o.id as "organisationId", o.name as "unitName", ${dated(inForce)} as contact,
       ${dated('c.valid_from > $2')} as next
     from organisation o where o.kind in ('county', 'station') and starts_with(o.path, $1) order by o.path`,
    [ctx.scope, day],
  )
}

/** From that day on; what was in force ends there, what would have come later is replaced. */
export async function setUnitContact(
  ctx: Ctx,
  { organisationId, name, phone, hours, validFrom }: ContactRow & { organisationId: number; validFrom: string },
): Promise<void> {
  await ctx.db.run('delete from unit_contact where organisation_id = $1 and valid_from >= $2', [
    organisationId,
    validFrom,
  ])
  await ctx.db.run(
    'update unit_contact set valid_to = $2 where organisation_id = $1 and (valid_to is null or valid_to > $2)',
    [organisationId, validFrom],
  )
  await ctx.db.run(
    `insert into unit_contact (organisation_id, name, phone, hours, valid_from, changed_by, changed_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [organisationId, name, phone, hours, validFrom, ctx.actor.username, ctx.now],
  )
}
