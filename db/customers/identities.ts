import { recordAudit } from '../audit.ts'
import type { Ctx } from '../context.ts'
import { notFound } from '../refusal.ts'
import { decryptText, encryptText, hashForLookup } from './secrets.ts'

/** Digits only, without the country's prefix, so that 021-5555 1234 and +86 21 55551234 are one number. */
export function normalisePhone(phone: string): string {
  return phone.replace(/\D/g, '').replace(/^(00)?86(?=\d{10,11}$)/, '')
}

export async function saveIdentity(
  ctx: Ctx,
  person: { idNumber?: string | undefined; phone?: string | undefined },
): Promise<number> {
  const phone = person.phone ? normalisePhone(person.phone) : undefined
  const row = await ctx.db.first<{ id: number }>(
    `insert into identity (number_cipher, number_hash, phone_cipher, phone_hash, phone_tail)
     values ($1, $2, $3, $4, $5)
     on conflict (number_hash) do update set phone_cipher = coalesce(identity.phone_cipher, excluded.phone_cipher),
       phone_hash = coalesce(identity.phone_hash, excluded.phone_hash),
       phone_tail = coalesce(identity.phone_tail, excluded.phone_tail)
     returning id`,
    [
      person.idNumber ? encryptText(person.idNumber) : null,
      person.idNumber ? hashForLookup(person.idNumber) : null,
      phone ? encryptText(phone) : null,
      phone ? hashForLookup(phone) : null,
      phone ? phone.slice(-4) : null,
    ],
  )
  if (!row) throw new Error('an identity was not saved')
  return row.id
}

/** Why somebody looks: a work order or an application, or in words; and on which page. */
export type RevealReason = { about?: string | undefined; reason?: string | undefined; page?: string | undefined }

/** The whole phone number of a customer; each look is on the audit record. */
export async function revealPhone(ctx: Ctx, accountId: number, why: RevealReason = {}): Promise<string | null> {
  const row = await ctx.db.first<{ customerId: number; phone: Buffer | null }>(
    `select c.id as "customerId", i.phone_cipher as phone
     from account a
     join account_term t on t.account_id = a.id and t.valid_to is null and t.known_to is null
     join customer c on c.id = t.customer_id
     join identity i on i.id = c.identity_id
     join organisation o on o.id = a.organisation_id
     where a.id = $1 and starts_with(o.path, $2)`,
    [accountId, ctx.scope],
  )
  if (!row) throw notFound('户号')
  const { about, reason, page } = why
  await recordAudit(ctx, {
    action: 'phone.revealed',
    subject: `customer:${row.customerId}`,
    detail: { accountId, ...(about && { about }), ...(reason && { reason }), ...(page && { page }) },
  })
  return row.phone ? decryptText(row.phone) : null
}

/** Gives the customer who holds an account now another phone number; the change is on the audit record, the number is not. */
export async function changePhone(ctx: Ctx, accountId: number, phone: string): Promise<void> {
  const number = normalisePhone(phone)
  const changed = await ctx.db.first<{ customerId: number }>(
    `update identity i set phone_cipher = $2, phone_hash = $3, phone_tail = $4
     from account_term t join customer c on c.id = t.customer_id
     where t.account_id = $1 and t.known_to is null and t.valid_to is null and i.id = c.identity_id
     returning c.id as "customerId"`,
    [accountId, encryptText(number), hashForLookup(number), number.slice(-4)],
  )
  if (!changed) throw notFound('户号')
  await recordAudit(ctx, { action: 'phone.changed', subject: `customer:${changed.customerId}` })
}
