import type { RouteOptions } from 'fastify'
import type { Role } from '../../db/context.ts'

/** A route as it stands: who may call it is told from this, and from nothing that is written down beside it. */
export type Way = { method: string; url: string; roles: (Role | 'public')[]; tag: string; summary: string }

/** What a route says of itself; `HEAD` goes the way of its `GET`, and the screens are everybody's. */
export function readWays(route: RouteOptions): Way[] {
  const schema = route.schema as { tags?: string[]; summary?: string; hide?: boolean } | undefined
  if (schema?.hide || !route.config?.roles) return []
  const roles = route.config.roles
  const methods = [route.method].flat().filter((method) => method !== 'HEAD' && method !== 'OPTIONS')
  return methods.map((method) => {
    return { method, url: route.url, roles, tag: schema?.tags?.[0] ?? '', summary: schema?.summary ?? '' }
  })
}

declare module 'fastify' {
  interface FastifyInstance {
    /** Every route of the product, in the order in which it was laid. */
    ways: Way[]
  }
}
