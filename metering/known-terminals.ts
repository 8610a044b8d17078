import type { Ctx } from '../db/context.ts'
import { findInstallationVersion } from './sql/installations.ts'
import { listKnownTerminals } from './sql/links.ts'

/** Beyond this many names what is known is forgotten, and asked again: strangers may have any number. */
const LIMIT = 20_000

type Known = { version: number; isThere: Map<string, boolean> }
/** By database: tests and benchmarks open several in one process. */
const knownOf = new Map<string, Known>()

/** Which of these terminals the file has; kept until it changes, which is one number to ask for. */
export async function findKnownTerminals(ctx: Ctx, names: ReadonlySet<string>): Promise<(name: string) => boolean> {
  const { store, version, isChanging } = await findInstallationVersion(ctx)
  const kept = isChanging ? undefined : knownOf.get(store)
  const known =
    kept?.version === version && kept.isThere.size < LIMIT ? kept : { version, isThere: new Map<string, boolean>() }
  if (!isChanging) knownOf.set(store, known)
  const { isThere } = known
  const unknown = [...names].filter((name) => !isThere.has(name))
  if (unknown.length > 0) {
    const found = new Set(await listKnownTerminals(ctx, unknown))
    for (const name of unknown) isThere.set(name, found.has(name))
  }
  return (name) => isThere.get(name) ?? false
}
