import type { z } from 'zod'
import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { publish } from '../../db/events.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { findGate } from '../identity/gate.ts'
import type { Mark } from '../rules/marks.ts'
import {
  confirmMarkRow,
  endLapsedMarks,
  endMarkRow,
  insertMark,
  listMarks,
  listMarksOf,
  lockInHand,
  lockMark,
  type Marked,
  type MarkRow,
} from '../sql/marks.ts'
import type { CallerMark, CallerMarks, newMark } from './contract.ts'

const MOST = 500
const DAY_MS = 86_400_000

/**
 * An agent proposes a mark, a lead sets it. Refuses with `CONTACT_CHANGED`, `NOT_FOUND`, `NO_NUMBER`, `EVIDENCE_MISSING`, `MARK_TOO_LONG`
 * and `MARKED_ALREADY`.
 */
export function markCaller(ctx: Ctx, input: z.output<typeof newMark>): Promise<CallerMark> {
  return transact(ctx, async (inner) => {
    const { accountNo, contactId = null, mark, reason } = input
    const contact = contactId === null ? undefined : await lockInHand(inner, contactId)
    if (contactId !== null && !contact) throw new Refusal('CONTACT_CHANGED', '这次联系已不在您手上，请刷新后再试')
    const account = accountNo ? await findAccountFile(inner, { accountNo }) : null
    const hash = account ? null : (contact?.hash ?? null)
    if (!account && !hash) throw new Refusal('NO_NUMBER', '来电没有号码，请先选定户号再标记')
    if (mark === 'life-support' && input.evidence === undefined) {
      const message = '请写明看过哪份证明'
      throw new Refusal('EVIDENCE_MISSING', message, { issues: [{ path: 'evidence', message }] })
    }
    const of = { accountId: account?.accountId ?? null, hash }
    return propose(inner, of, { mark, reason, evidence: input.evidence ?? null, contactId, days: input.days })
  })
}

type Proposal = {
  mark: Mark
  reason: string
  evidence: string | null
  contactId: number | null
  days?: number | undefined
}

/** Refuses with `MARK_TOO_LONG` and `MARKED_ALREADY`. */
export async function propose(ctx: Ctx, of: Marked, { days, ...proposal }: Proposal): Promise<CallerMark> {
  const isConfirmed = ctx.actor.roles.includes('lead')
  const longest = await readLongest(ctx, proposal.mark, days)
  const rules = await readFigures(ctx, 'mark_rule')
  const expiresAt = daysFrom(ctx, isConfirmed ? longest : rules('proposal-days'))
  await endLapsedMarks(ctx)
  const id = await insertMark(ctx, { ...of, ...proposal, isConfirmed, expiresAt })
  if (id === null) throw new Refusal('MARKED_ALREADY', '已有同样的标记或建议')
  await tell(ctx, { id, accountId: of.accountId }, isConfirmed ? 'caller-mark.confirmed' : 'caller-mark.proposed', {
    ...{ mark: proposal.mark, expiresAt: expiresAt.toISOString() },
  })
  const row = (await listMarksOf(ctx, of)).find((each) => each.id === id)
  if (!row) throw notFound('标记')
  const [mark] = describe([row], rules('renew-days'))
  return mark as CallerMark
}

/** Of a proposal, or of a mark that is near its end and is to hold longer. Refuses with `NOT_FOUND`, `MARK_TOO_LONG` and `MARK_CHANGED`. */
export function confirmMark(ctx: Ctx, id: number, days: number | undefined): Promise<void> {
  return transact(ctx, async (inner) => {
    const row = await lockMark(inner, id)
    if (!row) throw notFound('标记')
    const expiresAt = daysFrom(inner, await readLongest(inner, row.mark, days))
    const renewFrom = renewFromOf(row, await readRenewDays(inner))
    if (renewFrom && renewFrom > inner.now) throw new Refusal('MARK_CHANGED', '这条标记已确认，还没有到复核的时候')
    await confirmMarkRow(inner, id, expiresAt)
    await tell(inner, row, 'caller-mark.confirmed', { mark: row.mark, expiresAt: expiresAt.toISOString() })
  })
}

/** A mark that does not hold any more, or a proposal that is not taken up. Refuses with `NOT_FOUND`. */
export function endMark(ctx: Ctx, id: number, reason: string): Promise<void> {
  return transact(ctx, async (inner) => {
    const row = await lockMark(inner, id)
    if (!row) throw notFound('标记')
    await endMarkRow(inner, id, reason)
    await tell(inner, row, 'caller-mark.ended', { mark: row.mark, reason })
  })
}

/** What is over by its time is over on record too. */
export async function endLapsed(ctx: Ctx): Promise<void> {
  await endLapsedMarks(ctx)
}

export async function findMarks(ctx: Ctx): Promise<CallerMarks> {
  return { marks: describe(await listMarks(ctx, MOST), await readRenewDays(ctx)) }
}

/** Of an account. Refuses with `NOT_FOUND`. */
export async function findAccountMarks(ctx: Ctx, accountNo: string): Promise<CallerMarks> {
  const { accountId } = await findAccountFile(ctx, { accountNo })
  const rows = await listMarksOf(ctx, { accountId, hash: null })
  return { marks: await hush(ctx, accountId, rows) }
}

/** Why an account is marked is of its history: it is not shown before it is sure who speaks. */
export async function hush(ctx: Ctx, accountId: number | null, rows: MarkRow[]): Promise<CallerMark[]> {
  const gate = accountId === null ? null : await findGate(ctx, accountId)
  const isHushed = gate?.withheld.some(({ field }) => field === 'history') ?? false
  const shown = rows.map((row) => (isHushed && row.accountId !== null ? { ...row, reason: null, evidence: null } : row))
  return describe(shown, await readRenewDays(ctx))
}

const readRenewDays = async (ctx: Ctx) => (await readFigures(ctx, 'mark_rule'))('renew-days')

function describe(rows: MarkRow[], renewDays: number): CallerMark[] {
  return rows.map((row) => {
    const { accountId: _account, confirmedAt: _at, ...told } = row
    return toWire({ ...told, renewFrom: renewFromOf(row, renewDays) })
  })
}

/** The last days of a mark, and never more than the last third of its life: one of a few weeks is not due again as it is confirmed. */
function renewFromOf({ confirmedAt, expiresAt }: MarkRow, renewDays: number): Date | null {
  if (!confirmedAt) return null
  const life = expiresAt.getTime() - confirmedAt.getTime()
  return new Date(expiresAt.getTime() - Math.min(renewDays * DAY_MS, life / 3))
}

async function readLongest(ctx: Ctx, mark: Mark, days: number | undefined): Promise<number> {
  const most = (await readFigures(ctx, 'mark_rule'))(`${mark}-days`)
  if (days !== undefined && days > most) {
    const message = `这类标记最长 ${most} 天`
    throw new Refusal('MARK_TOO_LONG', message, { issues: [{ path: 'days', message }] })
  }
  return days ?? most
}

const daysFrom = (ctx: Ctx, days: number) => new Date(ctx.now.getTime() + days * DAY_MS)

type Act = 'caller-mark.proposed' | 'caller-mark.confirmed' | 'caller-mark.ended'

async function tell(
  ctx: Ctx,
  { id, accountId }: { id: number; accountId: number | null },
  action: Act,
  detail: object,
) {
  await recordAudit(ctx, { action, subject: `caller-mark:${id}`, detail: { ...detail, accountId } })
  await publish(ctx, 'caller-mark.changed', { accountId })
}
