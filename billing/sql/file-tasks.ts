import type { Ctx } from '../../db/context.ts'

/** One task for every standing bill of the account that a day from `from` on is in. */
export function openFileTasks(
  ctx: Ctx,
  { accountId, from, caseRef }: { accountId: number; from: string; caseRef: string },
): Promise<number> {
  return ctx.db.run(
    `insert into correction_task (account_id, bill_month, cause, detail, opened_at)
     select distinct b.account_id, b.bill_month, 'file', jsonb_build_object('day', $2::date, 'caseRef', $3::text), $4::timestamptz
     from bill b where b.account_id = $1 and b.period_to > $2::date and b.standing and b.state = 'issued'
       and b.document <> 'interim'
     on conflict (account_id, bill_month, cause) where resolved_at is null do nothing`,
    [accountId, from, caseRef, ctx.now],
  )
}
