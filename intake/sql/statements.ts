import type { Ctx } from '../../db/context.ts'
import type { Statement } from '../statement-contract.ts'

/** What the regulations in force on a civil day say of a kind in words. */
export function listStatements(ctx: Ctx, kind: string, day: string): Promise<Statement[]> {
  return ctx.db.rows(
    `select about, code, json_build_object('zh', text_zh, 'en', text_en) as text, clause, confirmed
     from statutory_statement where kind = $1 and valid_from <= $2 and (valid_to is null or $2 < valid_to) order by about`,
    [kind, day],
  )
}
