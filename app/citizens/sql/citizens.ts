import type { Ctx } from '../../../db/context.ts'
import { partyOf } from '../../../db/customers/parties.ts'
import { decryptText, encryptText, hashForLookup } from '../../../db/customers/secrets.ts'
import { civilDay } from '../../../db/time.ts'

export type PrivacyText = { version: string; textZh: string; textEn: string }

export function findPrivacyText(ctx: Pick<Ctx, 'db' | 'now'>): Promise<PrivacyText | undefined> {
  return ctx.db.first(
    `select version, text_zh as "textZh", text_en as "textEn" from privacy_text
     where valid_from <= $1 and (valid_to is null or valid_to > $1)`,
    [civilDay(ctx.now)],
  )
}

/** False where he has agreed to it already. */
export async function saveConsent(ctx: Ctx, userId: number, version: string): Promise<boolean> {
  const saved = await ctx.db.run(
    'insert into privacy_consent (user_id, version, given_at) values ($1, $2, $3) on conflict do nothing',
    [userId, version, ctx.now],
  )
  return saved === 1
}

/** Who logs in with the number; a log-in that is closed to him still has it. */
export function findByPhone(ctx: Ctx, phone: string): Promise<{ id: number; isOpen: boolean } | undefined> {
  return ctx.db.first(`select id, disabled_at is null as "isOpen" from app_user where phone_hash = $1`, [
    hashForLookup(phone),
  ])
}

/** By the unit that all others are below: whose accounts he sees is said by what is bound to him, not by a county. */
export async function findTopUnit(ctx: Ctx): Promise<string> {
  const row = await ctx.db.first<{ path: string }>('select path from organisation order by length(path), path limit 1')
  if (!row) throw new Error('there is no organisation yet')
  return row.path
}

export type CitizenRow = { username: string; phone: string | null; customerName: string | null }

export async function findCitizen(ctx: Ctx, userId: number): Promise<CitizenRow | undefined> {
  const row = await ctx.db.first<{ username: string; phone: Buffer | null; customerName: string | null }>(
    `select u.username, u.phone_cipher as phone,
       (select name from customer where id = ${partyOf('u.customer_id')}) as "customerName"
     from app_user u where u.id = $1`,
    [userId],
  )
  return row && { ...row, phone: row.phone && decryptText(row.phone) }
}

/** False where the number is another's by now. */
export async function savePhone(ctx: Ctx, userId: number, { phone, name }: { phone: string; name: string }) {
  const saved = await ctx.db.run(
    `update app_user set phone_cipher = $2, phone_hash = $3, phone_tail = $4, name = $5
     where id = $1 and not exists (select from app_user where phone_hash = $3 and id <> $1)`,
    [userId, encryptText(phone), hashForLookup(phone), phone.slice(-4), name],
  )
  return saved === 1
}
