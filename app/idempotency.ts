import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { Refusal } from '../db/refusal.ts'

const PENDING_SECONDS = 60

type Kept = { requestHash: Buffer; status: number | null; answer: unknown; at: Date }

/** A write told twice under one `Idempotency-Key` is done once: the second time gets the first answer. */
export async function replayKeptAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply | undefined> {
  const key = keyOf(request)
  if (!key) return undefined
  const { db, now, actor } = request.ctx
  const requestHash = hashRequest(request)
  const mine = await db.run(
    `insert into idempotency_key as k (key, actor, request_hash, at) values ($1, $2, $3, $4)
     on conflict (actor, key) do update set at = excluded.at
     where k.status is null and k.request_hash = excluded.request_hash and k.at < $5`,
    [key, actor.username, requestHash, now, new Date(now.getTime() - PENDING_SECONDS * 1000)],
  )
  if (mine === 1) {
    request.heldKey = key
    return undefined
  }
  const kept = await db.first<Kept>(
    'select request_hash as "requestHash", status, answer, at from idempotency_key where actor = $1 and key = $2',
    [actor.username, key],
  )
  if (kept && !kept.requestHash.equals(requestHash)) {
    throw new Refusal('IDEMPOTENCY_KEY_REUSED', '同一 Idempotency-Key 已用于另一请求')
  }
  if (!kept || kept.status === null) throw new Refusal('REQUEST_IN_PROGRESS', '同一请求正在处理，请稍候')
  return reply.status(kept.status).type('application/json').send(JSON.stringify(kept.answer))
}

/** Keeps what was answered; a refusal or a fault frees the key, so that the corrected write can use it. */
export async function keepAnswer(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  if (!request.heldKey) return payload
  const { db, actor } = request.ctx
  if (reply.statusCode < 300 && typeof payload === 'string') {
    await db.run('update idempotency_key set status = $3, answer = $4 where actor = $1 and key = $2', [
      actor.username,
      request.heldKey,
      reply.statusCode,
      payload,
    ])
  } else {
    await db.run('delete from idempotency_key where actor = $1 and key = $2', [actor.username, request.heldKey])
  }
  return payload
}

function keyOf(request: FastifyRequest): string | undefined {
  const key = request.headers['idempotency-key']
  return request.method === 'POST' && typeof key === 'string' && request.user ? key.slice(0, 200) : undefined
}

function hashRequest(request: FastifyRequest): Buffer {
  return createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(JSON.stringify(request.body ?? null))
    .digest()
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The `Idempotency-Key` that this request is the one to answer. */
    heldKey: string | null
  }
}
