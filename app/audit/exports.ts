import type { FastifyReply, FastifyRequest } from 'fastify'
import { recordAudit } from '../../db/audit.ts'

/** That a list left the house as a file, and which one, before its first byte does. What was searched for may be a person. */
export async function recordExport(request: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> {
  const { exports } = request.routeOptions.config
  if (!exports || reply.statusCode !== 200) return payload
  const { q, ...asked } = request.query as Record<string, string>
  const detail = { ...(request.params as object), ...asked, ...(q ? { searched: true } : {}) }
  await recordAudit(request.ctx, { action: 'list.exported', subject: `list:${exports}`, detail })
  return payload
}
