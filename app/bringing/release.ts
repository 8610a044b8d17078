import { recordAudit } from '../../db/audit.ts'
import { type Ctx, isSamePerson, systemActor } from '../../db/context.ts'
import { lockBringing } from '../../db/customers/bulk/accounts.ts'
import { decryptBytes, encryptBytes } from '../../db/customers/secrets.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { roleNames } from '../people/contract.ts'
import { bringSheet, checkSheet } from './bring.ts'
import { caseOf, type NamedBringing, recordBrought, sha256Of } from './bringings.ts'
import type { BringingReport } from './contract.ts'
import {
  findBringing,
  insertBringing,
  listReleased,
  lockBringingRow,
  markEnded,
  markReleased,
  nextBringingId,
  noteStage,
} from './kept.ts'
import type { Ports } from './ports.ts'
import { mayRelease, readableKinds, releasersOf } from './rights.ts'

/**
 * Looks through a sheet, and keeps it where it has no fault, enciphered, until another administrator releases it. Refuses
 * like `checkSheet`.
 */
export async function submitBringing(ctx: Ctx, bringing: NamedBringing, ports: Ports): Promise<number> {
  const report = await checkSheet(ctx, bringing, ports)
  const { kind, fileName, mayUpdate, bytes } = bringing
  return transact(ctx, async (inner) => {
    const id = await nextBringingId(inner)
    const isFit = report.faultCount === 0
    const state = isFit ? ('checked' as const) : ('faulty' as const)
    const sha256 = sha256Of(bytes)
    const content = isFit ? encryptBytes(bytes) : null
    await insertBringing(inner, { id, kind, fileName, mayUpdate, sha256, state, report, content })
    const detail = { kind, sha256, rows: report.rows, faults: report.faultCount }
    await recordAudit(inner, { action: 'bringing.checked', subject: `bringing:${id}`, detail })
    return id
  })
}

/**
 * By another person than the one who brought it, in a role that answers for its kind. Refuses with `NOT_FOUND`,
 * `BRINGING_NOT_WAITING`, `NOT_ALLOWED`, `SECOND_PERSON_NEEDED`.
 */
export function releaseBringing(ctx: Ctx, id: number): Promise<void> {
  return transact(ctx, async (inner) => {
    const row = await requireWaiting(inner, id)
    const who = releasersOf(row.kind)
      .map((role) => roleNames[role][0])
      .join('或')
    if (!mayRelease(ctx.actor, row.kind)) throw new Refusal('NOT_ALLOWED', `这类导入由${who}放行`, { status: 403 })
    if (isSamePerson(ctx.actor, row.broughtBy)) {
      throw new Refusal('SECOND_PERSON_NEEDED', `不能放行自己提交的导入,请由另一位${who}放行`)
    }
    await markReleased(inner, id)
    // Whoever is above brings it for the unit that it is of: there it is on record.
    const { sha256, organisationPath: unit } = row
    await recordAudit(inner, { action: 'bringing.released', subject: `bringing:${id}`, detail: { sha256 }, unit })
  })
}

/** Its content is forgotten. Refuses with `NOT_FOUND` and `BRINGING_NOT_WAITING`. */
export function withdrawBringing(ctx: Ctx, id: number): Promise<void> {
  return transact(ctx, async (inner) => {
    const { organisationPath: unit } = await requireWaiting(inner, id)
    await markEnded(inner, id, { state: 'withdrawn', report: null })
    await recordAudit(inner, { action: 'bringing.withdrawn', subject: `bringing:${id}`, unit })
  })
}

async function requireWaiting(ctx: Ctx, id: number) {
  const row = await lockBringingRow(ctx, id)
  if (!row || !readableKinds(ctx.actor).includes(row.kind)) throw notFound('导入')
  if (row.state !== 'checked') throw new Refusal('BRINGING_NOT_WAITING', '这份导入不在待放行状态,请刷新后查看')
  return row
}

/** Brings what is released, one after the other, in the name and scope of who brought it; what a crash left is brought again. */
export async function bringReleased(ctx: Ctx, ports: Ports): Promise<void> {
  for (const { id, broughtBy, organisationPath } of await listReleased(ctx)) {
    const actor = { ...systemActor('bringing'), username: broughtBy }
    const own: Ctx = { ...ctx, actor, scope: organisationPath }
    try {
      await bringOne(own, id, ports)
    } catch (fault) {
      const because = whyNot(fault)
      if (because === null) throw fault
      await fail(own, id, because)
    }
  }
}

function bringOne(ctx: Ctx, id: number, ports: Ports): Promise<void> {
  return transact(ctx, async (inner) => {
    await lockBringing(inner)
    const row = await lockBringingRow(inner, id)
    // Another process has done it meanwhile.
    if (row?.state !== 'released' || !row.content) return
    const { kind, mayUpdate, sha256, content, broughtBy, releasedBy } = row
    const bringing = { kind, mayUpdate, bytes: decryptBytes(content) }
    // Told past the open transaction, so that whoever waits sees it.
    const tell = (stage: string) => noteStage(ctx, id, stage)
    const report = await bringSheet(inner, bringing, caseOf(id, releasedBy ?? broughtBy), ports, tell)
    await markEnded(inner, id, { state: 'done', report })
    await recordBrought(asItself(inner), { id, kind, sha256, report })
  })
}

/** That it was done, or could not be, is no act of whoever brought it. */
function asItself(ctx: Ctx): Ctx {
  return { ...ctx, actor: systemActor('bringing') }
}

/** Null: nothing that looking through it again would mend. */
function whyNot(fault: unknown): string | null {
  if (fault instanceof Refusal) {
    const told = (fault.issues ?? []).slice(0, 20).map(({ message }) => message)
    return told.length > 0 ? told.join(';') : fault.message
  }
  const isConflict =
    fault instanceof Error && 'severity' in fault && /^23/.test(String((fault as { code?: string }).code))
  return isConflict ? '与期间写入的档案冲突' : null
}

async function fail(ctx: Ctx, id: number, because: string): Promise<void> {
  await transact(ctx, async (inner) => {
    const row = await lockBringingRow(inner, id)
    if (row?.state !== 'released') return
    const before = (await findBringing(inner, id))?.report as BringingReport
    const faults = [
      { row: 0, column: '整个文件', message: because, advice: '档案在提交后有变动,请按所述更正后重新提交' },
    ]
    const counts = { added: 0, changed: 0, unchanged: 0, differing: 0 }
    await markEnded(inner, id, { state: 'failed', report: { ...before, counts, faultCount: 1, faults } })
    await recordAudit(asItself(inner), {
      action: 'bringing.failed',
      subject: `bringing:${id}`,
      detail: { sha256: row.sha256 },
    })
  })
}
