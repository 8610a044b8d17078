import type { Ctx } from '../../../db/context.ts'
import type { CodePurpose } from '../contract.ts'
import type { Asked } from '../rules/code-limits.ts'

const HOUR_MS = 3_600_000

/** One after the other for each phone, and for each address. */
export async function lockCodes(ctx: Ctx, keys: Buffer[]): Promise<void> {
  const names = keys.map((key) => key.toString('hex')).sort()
  for (const name of names) await ctx.db.run('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name])
}

export async function countAsked(ctx: Ctx, { phone, address }: { phone: Buffer; address: Buffer }): Promise<Asked> {
  const before = (hours: number) => new Date(ctx.now.getTime() - hours * HOUR_MS)
  const row = await ctx.db.first<Asked>(
    `select (select max(asked_at) from phone_code where phone_hash = $1) as "latestAt",
       (select count(*) from phone_code where phone_hash = $1 and asked_at > $3) as "ofPhone",
       (select count(*) from phone_code where address_hash = $2 and asked_at > $4) as "ofAddress"`,
    [phone, address, before(24), before(1)],
  )
  return row ?? { latestAt: null, ofPhone: 0, ofAddress: 0 }
}

type NewCode = {
  purpose: CodePurpose
  phone: Buffer
  userId: number | null
  code: Buffer | null
  address: Buffer
  expiresAt: Date
}

export async function insertCode(ctx: Ctx, code: NewCode): Promise<void> {
  await ctx.db.run(
    `insert into phone_code (purpose, phone_hash, user_id, code_hash, address_hash, asked_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [code.purpose, code.phone, code.userId, code.code, code.address, ctx.now, code.expiresAt],
  )
}

type Tried = { purpose: CodePurpose; phone: Buffer; userId: number | null; code: Buffer; failures: number }

/** Whether it is the code of the latest message, which is spent then; a wrong one counts. Of two at once one is right. */
export async function tryCode(ctx: Ctx, { purpose, phone, userId, code, failures }: Tried): Promise<boolean> {
  const row = await ctx.db.first<{ isRight: boolean }>(
    `update phone_code set
       used_at = case when code_hash is not distinct from $4 then $5::timestamptz end,
       failures = failures + (code_hash is distinct from $4)::int
     where id = (select max(id) from phone_code where phone_hash = $1 and purpose = $2 and user_id is not distinct from $3)
       and used_at is null and expires_at > $5 and failures < $6
     returning used_at is not null as "isRight"`,
    [phone, purpose, userId, code, ctx.now, failures],
  )
  return row?.isRight ?? false
}
