import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { findAccountFile } from '../../db/customers/files.ts'
import { readFigures } from '../../db/parameters/held.ts'
import { transact } from '../../db/pool.ts'
import { notFound, Refusal } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import type { ReadNowResult } from '../../metering/contract.ts'
import { askMeter, type CommandRow, findQuestion, listMetersNow, readOrAsk } from '../../metering/index.ts'
import { passGate } from '../identity/gate.ts'
import { countAsking } from '../sql/meter-askings.ts'
import type { FileMeters } from './contract.ts'

type OfMeter = { accountNo: string; pointId: number }

/**
 * What the meters of the account in view show now, and what was used today and yesterday; guarded as history is, since it tells how
 * somebody lives. Refuses with `NOT_FOUND` and `IDENTITY_TOO_LOW`.
 */
export async function listFileMeters(ctx: Ctx, accountNo: string): Promise<FileMeters> {
  const { accountId, points } = await findAccountFile(ctx, { accountNo })
  await passGate(ctx, accountId, 'history')
  const pointIds = points.map(({ pointId }) => pointId)
  return { meters: toWire(await listMetersNow(ctx, pointIds)) }
}

/**
 * Reads one of these meters now, or has its terminal do it: then the question's id is told. Guarded as they are, and on the audit record.
 * Refuses as above (also a point of another account), with `METER_ASKED_OFTEN`, and as metering does: `NOT_READABLE_NOW`, `METER_UNREACHABLE`.
 * Not inside a transaction: a meter takes its time.
 */
export async function readFileMeter(ctx: Ctx, of: OfMeter): Promise<ReadNowResult | CommandRow> {
  await openAsking(ctx, of)
  return readOrAsk(ctx, of.pointId)
}

/**
 * Has the terminal itself read the meter, where it passes no frames to it; it counts as asking once more. Refuses as above, and with
 * `NO_TERMINAL_LINK`.
 */
export async function askFileMeter(ctx: Ctx, of: OfMeter): Promise<CommandRow> {
  await openAsking(ctx, of)
  return askMeter(ctx, { pointId: of.pointId, kind: 'read' })
}

/** What came of a question about one of these meters. Refuses with `NOT_FOUND` and `IDENTITY_TOO_LOW`. */
export async function findFileQuestion(
  ctx: Ctx,
  { questionId, ...of }: OfMeter & { questionId: string },
): Promise<CommandRow> {
  await passMeter(ctx, of)
  const question = await findQuestion(ctx, questionId)
  if (question.pointId !== of.pointId) throw notFound('终端命令')
  return question
}

async function openAsking(ctx: Ctx, { accountNo, pointId }: OfMeter): Promise<void> {
  const accountId = await passMeter(ctx, { accountNo, pointId })
  await transact(ctx, async (inner) => {
    const rules = await readFigures(inner, 'call_rule')
    const limits = { most: rules('meter-asks'), seconds: rules('meter-asks-seconds') }
    if (!(await countAsking(inner, pointId, limits)))
      throw new Refusal('METER_ASKED_OFTEN', '这块表刚召测过多次，请稍候再试，先看最近一次读数', { status: 429 })
    await recordAudit(inner, { action: 'meter.read-at-desk', subject: `point:${pointId}`, detail: { accountId } })
  })
}

async function passMeter(ctx: Ctx, { accountNo, pointId }: OfMeter): Promise<number> {
  const { accountId, points } = await findAccountFile(ctx, { accountNo })
  if (!points.some((point) => point.pointId === pointId)) throw notFound('计量点')
  await passGate(ctx, accountId, 'history')
  return accountId
}
