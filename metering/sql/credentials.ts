import type { Ctx } from '../../db/context.ts'
import type { Db } from '../../db/pool.ts'

export function saveCredential(ctx: Ctx, terminalId: number, digest: Buffer): Promise<number> {
  return ctx.db.run(
    `insert into terminal_credential (terminal_id, secret_digest, issued_at, issued_by) values ($1, $2, $3, $4)
     on conflict (terminal_id) do update set secret_digest = excluded.secret_digest,
       issued_at = excluded.issued_at, issued_by = excluded.issued_by`,
    [terminalId, digest, ctx.now, ctx.actor.name],
  )
}

export function deleteCredential(ctx: Ctx, terminalId: number): Promise<number> {
  return ctx.db.run('delete from terminal_credential where terminal_id = $1', [terminalId])
}

export async function findSecretDigest(db: Db, name: string): Promise<Buffer | undefined> {
  const row = await db.first<{ digest: Buffer }>(
    `select c.secret_digest as digest from terminal_credential c join terminal t on t.id = c.terminal_id
     where t.asset_no = $1`,
    [name],
  )
  return row?.digest
}

export async function findCredentialIssuer(ctx: Ctx, terminalId: number): Promise<string | undefined> {
  const row = await ctx.db.first<{ by: string }>(
    'select issued_by as by from terminal_credential where terminal_id = $1',
    [terminalId],
  )
  return row?.by
}
