import type { Ctx } from '../context.ts'

/** What goes with a customer to another account, from a day on: by whom it is paid, and what was granted to the household. */
export async function carryTerms(
  ctx: Ctx,
  { from, to, on, reason, caseRef }: { from: number; to: number; on: string; reason: string; caseRef: string },
): Promise<void> {
  for (const [table, columns] of [
    ['payer_account', 'payer_id'],
    ['allowance_term', 'kind, certificate_no'],
  ] as const) {
    await ctx.db.run(
      `insert into ${table} (account_id, valid_from, valid_to, known_from, changed_by, reason, case_ref, ${columns})
       select $2, greatest(valid_from, $3), valid_to, $4, $5, $6, $7, ${columns} from ${table}
       where account_id = $1 and known_to is null and (valid_to is null or valid_to > $3)`,
      [from, to, on, ctx.now, ctx.actor.username, reason, caseRef],
    )
  }
}
