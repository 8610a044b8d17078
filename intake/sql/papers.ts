import type { Ctx } from '../../db/context.ts'
import type { PaperKind } from '../contract.ts'

/** Kinds of papers of which a file is there. */
export async function listFiledKinds(ctx: Ctx, applicationId: number): Promise<string[]> {
  const rows = await ctx.db.rows<{ kind: string }>('select distinct kind from attachment where application_id = $1', [
    applicationId,
  ])
  return rows.map(({ kind }) => kind)
}

/** `paper` null: every other. */
export type DeferralLimit = { paper: PaperKind | null; days: number; basis: string }

export function listDeferralLimits(ctx: Ctx, day: string): Promise<DeferralLimit[]> {
  return ctx.db.rows(
    `select paper, days, basis from deferral_limit where valid_from <= $1 and (valid_to is null or $1 < valid_to)`,
    [day],
  )
}
