import type { Ctx } from '../db/context.ts'
import type { Db } from '../db/pool.ts'
import { listKnownTerminals } from './sql/links.ts'

/** Terminals are never taken out of the file, so those that are known need not be asked for again. */
const knownOf = new WeakMap<Db, Set<string>>()

/** Which of these terminals the file has. */
export async function findKnownTerminals(ctx: Ctx, names: ReadonlySet<string>): Promise<(name: string) => boolean> {
  const known = knownOf.get(ctx.db) ?? new Set<string>()
  knownOf.set(ctx.db, known)
  const unknown = [...names].filter((name) => !known.has(name))
  if (unknown.length > 0) for (const name of await listKnownTerminals(ctx, unknown)) known.add(name)
  return (name) => known.has(name)
}
