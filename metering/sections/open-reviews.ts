import type { Ctx } from '../../db/context.ts'
import { listOpenReviewRows, type OpenReviewRow } from '../sql/open-reviews.ts'

export type OpenReview = Omit<OpenReviewRow, 'position'>

/**
 * For each point the plan of its section whose reading day lies in `(from, to]` and in which its register is not accepted
 * yet, the earliest where there are several; null where nothing is to be waited for. In the order of the questions. For
 * points that the caller has resolved within the actor's scope.
 */
export async function listOpenReviews(
  ctx: Ctx,
  questions: readonly { pointId: number; from: string; to: string }[],
): Promise<(OpenReview | null)[]> {
  const open = new Map((await listOpenReviewRows(ctx, questions)).map(({ position, ...row }) => [position, row]))
  return questions.map((_, position) => open.get(position) ?? null)
}
