import type { Ctx } from '../db/context.ts'
import { titleOf } from './flows/steps.ts'
import type { Bilingual, Step } from './rules/flow/shape.ts'
import { kindRules } from './rules/kinds/all.ts'
import { findToldRow } from './sql/applications.ts'

/** What whoever tells an applicant of his application needs to know, and the log-ins that are told. */
export type ToldApplication = {
  applicationNo: string
  kind: Bilingual
  userIds: number[]
  titleOf(step: string): Bilingual
}

export async function findToldApplication(ctx: Ctx, applicationId: number): Promise<ToldApplication | undefined> {
  const row = await findToldRow(ctx, applicationId)
  if (!row) return undefined
  const { applicationNo, kind, userIds } = row
  return { applicationNo, kind: kindRules[kind].title, userIds, titleOf: (step) => titleOf(step as Step, kind) }
}
