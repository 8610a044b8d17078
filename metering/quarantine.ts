import { recordAudit } from '../db/audit.ts'
import type { Ctx } from '../db/context.ts'
import { bringNetwork } from '../db/customers/network.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { toWire } from '../db/wire.ts'
import type {
  AdoptedTerminal,
  QuarantineActed,
  QuarantineChoice,
  QuarantineGroupList,
  QuarantineGroupQuery,
  QuarantineList,
  QuarantineQuery,
} from './contract-quarantine.ts'
import { issueCredential } from './credentials.ts'
import { releaseDue } from './release.ts'
import { findTerminalId } from './sql/links.ts'
import {
  countMeant,
  countQuarantine,
  findDistrictName,
  listMeantIds,
  listQuarantine,
  listQuarantineGroups,
  listQuarantineReasons,
  markForRelease,
} from './sql/quarantine-lists.ts'
import { deleteQuarantined } from './sql/quarantine-release.ts'

/** So many batches are taken while the person who asked for it waits; the rest within a minute. */
const BATCHES_AT_ONCE = 4

/** Messages and readings that were put aside, newest first, a page at a time; `total` counts repeats, and all of them. */
export async function listQuarantined(ctx: Ctx, query: QuarantineQuery): Promise<QuarantineList> {
  const { cursor, limit, terminal = null, meter = null, reason = null } = query
  const page = { beforeId: cursor ? Number(cursor) : null, limit }
  const messages = await listQuarantine(ctx, page, { terminal, meter, reason })
  const oldest = messages.length === limit ? messages.at(-1) : undefined
  const total = await countQuarantine(ctx)
  return toWire({ messages, total, nextCursor: oldest ? String(oldest.quarantineId) : null })
}

/** The same by who told what of which meter and why it was put aside. */
export async function listGroups(ctx: Ctx, query: QuarantineGroupQuery): Promise<QuarantineGroupList> {
  const { cursor, limit, reason = null, q } = query
  const filter = { reason, q: q ? `%${q.replace(/[\\%_]/g, '\\$&')}%` : null }
  const groups = await listQuarantineGroups(ctx, { beforeId: cursor ? Number(cursor) : null, limit }, filter)
  const oldest = groups.length === limit ? groups.at(-1) : undefined
  const reasons = await listQuarantineReasons(ctx)
  return toWire({ groups, reasons, nextCursor: oldest ? String(oldest.newestId) : null })
}

/**
 * An unknown MQTT terminal comes into the file under a district, gets its log-in, and what it told is taken, in its
 * order. Refuses with `TERMINAL_KNOWN`, `NOT_FOUND`, or `TERMINAL_NOT_HEARD` where nothing of it is in quarantine: a
 * name that is mistyped would become a terminal.
 */
export async function adoptTerminal(
  ctx: Ctx,
  { terminal, districtId }: { terminal: string; districtId: number },
): Promise<AdoptedTerminal> {
  const adopted = await transact(ctx, async (inner) => {
    if ((await findTerminalId(inner, terminal)) !== undefined) {
      throw new Refusal('TERMINAL_KNOWN', `终端 ${terminal} 已在档案中`)
    }
    const district = await findDistrictName(inner, districtId)
    if (district === undefined) throw notFound('台区')
    const { kept } = await countMeant(inner, { terminal, meter: null, reason: 'UNKNOWN_TERMINAL' })
    if (kept === 0) {
      throw new Refusal('TERMINAL_NOT_HEARD', `隔离区里没有终端 ${terminal} 的报文,请核对终端编号,或等它上报后再接纳`)
    }
    await bringNetwork(inner, { terminals: [{ assetNo: terminal, district, protocol: 'mqtt' }] }, inner.now)
    const terminalId = (await findTerminalId(inner, terminal)) ?? 0
    const credential = await issueCredential(inner, { terminalId })
    const released = await markForRelease(inner, { terminal, meter: null, reason: 'UNKNOWN_TERMINAL' })
    await recordAudit(inner, {
      action: 'quarantine.terminal-adopted',
      subject: `terminal:${terminalId}`,
      detail: { districtId, messages: released },
    })
    return { terminalId, ...credential }
  })
  await releaseDue(ctx, { batches: BATCHES_AT_ONCE })
  const waiting = await countMeant(ctx, { terminal, meter: null, reason: null })
  return { ...adopted, waiting: waiting.waiting }
}

/** Takes again what is meant; what still cannot be taken stays with its new reason. Refuses with `NOTHING_TO_RELEASE`. */
export async function releaseQuarantined(ctx: Ctx, choice: QuarantineChoice): Promise<QuarantineActed> {
  const filter = toFilter(choice)
  const rows = await transact(ctx, async (inner) => {
    const marked = await markForRelease(inner, filter)
    if (marked === 0) throw new Refusal('NOTHING_TO_RELEASE', '没有可重新入库的报文,可能已处理或不完整')
    await recordAudit(inner, {
      action: 'quarantine.released',
      subject: `quarantine:${choice.reason}`,
      detail: { terminal: choice.terminal, meter: choice.meter, rows: marked },
    })
    return marked
  })
  await releaseDue(ctx, { batches: BATCHES_AT_ONCE })
  const { waiting } = await countMeant(ctx, filter)
  return { rows, waiting }
}

/** Throws away what is meant, for a reason that is kept. Refuses with `NOT_FOUND` where there is none. */
export function discardQuarantined(ctx: Ctx, choice: QuarantineChoice & { because: string }): Promise<QuarantineActed> {
  const { because, ...chosen } = choice
  return transact(ctx, async (inner) => {
    const rows = await listMeantIds(inner, toFilter(chosen))
    if (rows.length === 0) throw notFound('这些报文')
    await deleteQuarantined(
      inner,
      rows.map(({ id }) => id),
    )
    const told = rows.reduce((sum, { count }) => sum + count, 0)
    await recordAudit(inner, {
      action: 'quarantine.discarded',
      subject: `quarantine:${chosen.reason}`,
      detail: { terminal: chosen.terminal, meter: chosen.meter, rows: rows.length, told, because },
    })
    return { rows: rows.length, waiting: 0 }
  })
}

/** A row that names no terminal is meant by an empty name. */
function toFilter({ terminal, meter, reason }: QuarantineChoice) {
  return { terminal: terminal ?? '', meter: meter ?? '', reason }
}
