import type { Ctx } from '../../db/context.ts'
import type { BringingReport } from './contract.ts'
import type { Kind } from './rules/shape.ts'

type BringingState = 'faulty' | 'checked' | 'released' | 'done' | 'failed' | 'withdrawn'
type BringingRow = {
  id: number
  kind: Kind
  fileName: string
  sha256: string
  organisationPath: string
  mayUpdate: boolean
  state: BringingState
  report: BringingReport
  broughtBy: string
  broughtAt: Date
  releasedBy: string | null
  releasedAt: Date | null
  endedAt: Date | null
  stage: string | null
}

export async function nextBringingId(ctx: Ctx): Promise<number> {
  const row = await ctx.db.first<{ id: number }>(`select nextval(pg_get_serial_sequence('bringing', 'id')) as id`)
  return row?.id ?? 0
}

export async function insertBringing(
  ctx: Ctx,
  row: Pick<BringingRow, 'id' | 'kind' | 'fileName' | 'sha256' | 'mayUpdate' | 'state' | 'report'> & {
    content: Buffer | null
  },
): Promise<void> {
  await ctx.db.run(
    `insert into bringing (id, kind, file_name, sha256, organisation_path, may_update, state, report, content, brought_by,
       brought_at, ended_at) overriding system value
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, case when $7 = 'done' then $11::timestamptz end)`,
    [
      ...[row.id, row.kind, row.fileName, row.sha256, ctx.scope, row.mayUpdate, row.state, JSON.stringify(row.report)],
      ...[row.content, ctx.actor.username, ctx.now],
    ],
  )
}
