import type { Ctx } from '../../../db/context.ts'

const erased = [
  ...['former_password', 'user_totp', 'recovery_code', 'account_nickname', 'phone_code'],
  ...['notice', 'notice_choice', 'notice_hours'],
]

/** What is the person's of his log-in is gone; the row stays, since what it did is on record under its name. */
export async function eraseLogIn(
  ctx: Ctx,
  { name, passwordHash }: { name: string; passwordHash: string },
): Promise<void> {
  const { id } = ctx.actor
  await ctx.db.run(
    `update app_user set disabled_at = $2, name = $3, customer_id = null, phone_cipher = null, phone_hash = null,
       phone_tail = null, password_hash = $4, password_set_at = $2 where id = $1`,
    [id, ctx.now, name, passwordHash],
  )
  for (const table of erased) await ctx.db.run(`delete from ${table} where user_id = $1`, [id])
  await ctx.db.run(
    `update account_binding set ended_at = $2, ended_by = $3, end_reason = 'log-in-closed'
     where user_id = $1 and ended_at is null`,
    [id, ctx.now, ctx.actor.username],
  )
  await ctx.db.run('update privacy_consent set withdrawn_at = $2 where user_id = $1 and withdrawn_at is null', [
    id,
    ctx.now,
  ])
}
