import type { Ctx, Role } from '../../db/context.ts'

/** Whoever answers callers, or watches over how it is done. */
export const knowledgeReaders: Role[] = ['agent', 'lead', 'dispatcher', 'quality', 'district-manager', 'manager']
/** They write, and release what another of them wrote. */
export const knowledgeEditors: Role[] = ['lead', 'quality', 'manager']

export function mayEdit({ actor }: Ctx): boolean {
  return actor.roles.some((role) => knowledgeEditors.includes(role))
}
