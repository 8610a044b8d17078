import { createHash, randomBytes } from 'node:crypto'
import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import type { Db } from '../db/pool.ts'
import { transact } from '../db/pool.ts'
import { notFound } from '../db/refusal.ts'
import type { TerminalCredential } from './contract.ts'
import { deleteCredential, findSecretDigest, saveCredential } from './sql/credentials.ts'
import { findMqttTerminal } from './sql/links-mqtt.ts'

/**
 * A new secret for a terminal at the broker, in place of any before it; it is told once and never again. Refuses with
 * `NOT_FOUND`.
 */
export function issueCredential(ctx: Ctx, { terminalId }: { terminalId: number }): Promise<TerminalCredential> {
  return transact(ctx, async (inner) => {
    const name = await findMqttTerminal(inner, terminalId)
    if (name === undefined) throw notFound('采集终端')
    const secret = randomBytes(16).toString('base64url')
    await saveCredential(inner, terminalId, digestOf(secret))
    await recordAudit(inner, { action: 'terminal.credential-issued', subject: `terminal:${terminalId}`, detail: {} })
    return { username: name, secret }
  })
}

/** The terminal can no longer connect under its name. Refuses with `NOT_FOUND`. */
export function revokeCredential(ctx: Ctx, { terminalId }: { terminalId: number }): Promise<void> {
  return transact(ctx, async (inner) => {
    if ((await findMqttTerminal(inner, terminalId)) === undefined) throw notFound('采集终端')
    if ((await deleteCredential(inner, terminalId)) === 0) throw notFound('接入凭据')
    await recordAudit(inner, { action: 'terminal.credential-revoked', subject: `terminal:${terminalId}`, detail: {} })
  })
}

/** Whether this is the secret that the terminal of that name was given. */
export async function isTerminalSecret(db: Db, name: string, secret: string): Promise<boolean> {
  const digest = await findSecretDigest(db, name)
  return digest?.equals(digestOf(secret)) ?? false
}

function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}
