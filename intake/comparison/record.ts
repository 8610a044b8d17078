import type { Ctx } from '../../db/context.ts'
import type { FileChange } from '../../db/customers/changes/shape.ts'
import { compareDays, daysOf, type FileFact, scopeOf } from '../rules/comparison.ts'
import { insertDifferences, listFacts } from '../sql/pictures.ts'

type Pictures = { day: string; facts: FileFact[] }[]

/** The file on each day on which a list of changes begins to hold, as it is known now. */
export async function takePictures(ctx: Ctx, accountIds: number[], changes: FileChange[]): Promise<Pictures> {
  const pictures: Pictures = []
  const scope = scopeOf(accountIds, changes)
  for (const day of daysOf(changes)) pictures.push({ day, facts: await listFacts(ctx, scope, day) })
  return pictures
}

/** What was really changed, read from the file itself before and after. */
export async function recordDifferences(
  ctx: Ctx,
  applicationId: number,
  before: Pictures,
  after: Pictures,
): Promise<void> {
  const days = before.map(({ day, facts }, n) => ({ day, before: facts, after: after[n]?.facts ?? [] }))
  await insertDifferences(ctx, applicationId, compareDays(days))
}
