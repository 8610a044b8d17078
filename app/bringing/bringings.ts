import { createHash } from 'node:crypto'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { type Bringing, bringSheet } from './bring.ts'
import type { BringingReport } from './contract.ts'
import { insertBringing, nextBringingId } from './kept.ts'
import type { Ports } from './ports.ts'
import type { About } from './subjects/subject.ts'

export type NamedBringing = Bringing & { fileName: string }

export function sha256Of(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** Brings a sheet at once, as the operator's command does. Refuses like `bringSheet`. */
export function bringNow(
  ctx: Ctx,
  bringing: NamedBringing,
  ports: Ports,
): Promise<{ id: number; report: BringingReport }> {
  return transact(ctx, async (inner) => {
    const id = await nextBringingId(inner)
    const report = await bringSheet(inner, bringing, caseOf(id, ctx.actor.username), ports)
    const { kind, fileName, mayUpdate, bytes } = bringing
    const sha256 = sha256Of(bytes)
    await insertBringing(inner, { id, kind, fileName, mayUpdate, sha256, state: 'done', report, content: null })
    await recordBrought(inner, { id, kind, sha256, report })
    return { id, report }
  })
}

export function caseOf(id: number, releasedBy: string): About {
  return { caseRef: `bringing:${id}`, reason: '数据导入', releasedBy }
}

export async function recordBrought(
  ctx: Ctx,
  { id, kind, sha256, report }: { id: number; kind: string; sha256: string; report: BringingReport },
): Promise<void> {
  const { rows, counts, totals } = report
  await recordAudit(ctx, {
    action: 'bringing.done',
    subject: `bringing:${id}`,
    detail: { kind, sha256, rows, counts, totals },
  })
}
