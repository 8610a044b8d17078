import type { Ctx } from '../db/context.ts'
import type { Paper } from './sql/applications.ts'

/** Papers that somebody of the office puts down were in his hands. */
export function seenBy({ actor }: Ctx, papers: Paper[]): Paper[] {
  return actor.customerId === null ? papers.map((paper) => ({ ...paper, seenBy: actor.username })) : papers
}
