import type { Ctx } from '../db/context.ts'
import { transact } from '../db/pool.ts'
import { notFound, Refusal } from '../db/refusal.ts'
import { toWire } from '../db/wire.ts'
import { askTerminal, type KeptAnswer, readFrames } from './collection/commands.ts'
import type { ReadNowResult } from './contract.ts'
import type { CommandRow, MeterQuestion } from './contract-collection.ts'
import { findDlt645Profile } from './profiles/all.ts'
import { readNow } from './read-now.ts'
import { type CommandRecord, findCommand } from './sql/commands.ts'
import { findTerminalLink, isMqttTerminalVisible, type TerminalLink } from './sql/links-mqtt.ts'
import { isPointVisible } from './sql/points.ts'
import { encodeFrame } from './wire/dlt645-frame.ts'
import { readRequest } from './wire/dlt645-messages.ts'

/** The answer at once, the question's id where a terminal has to ask the meter for us, or why it could not be asked. */
export type Asked =
  | { is: 'answered'; verdict: string }
  | { is: 'asked'; commandId: string }
  | { is: 'failed'; because: string }

/**
 * Reads a point's meter now by whatever way leads to it: at once over its line, or through the MQTT terminal that it
 * hangs on, whose answer is found under the question's id. Refuses with `NOT_FOUND`, `NOT_READABLE_NOW` where neither
 * leads there, and `METER_UNREACHABLE`.
 */
export async function readOrAsk(ctx: Ctx, pointId: number): Promise<ReadNowResult | CommandRow> {
  const link = await findTerminalLink(ctx, pointId)
  if (!link) return readNow(ctx, pointId)
  return askMeter(ctx, { pointId, kind: isPassable(link) ? 'values' : 'read' })
}

/** The same for work that goes on by itself: a refusal is told, not thrown. */
export async function readPoint(ctx: Ctx, pointId: number): Promise<Asked> {
  try {
    const { verdict } = await readNow(ctx, pointId)
    return { is: 'answered', verdict }
  } catch (fault) {
    if (!(fault instanceof Refusal)) throw fault
    if (fault.code !== 'NOT_READABLE_NOW') return { is: 'failed', because: fault.code }
  }
  const link = await findTerminalLink(ctx, pointId)
  if (!link) return { is: 'failed', because: 'NO_LINK' }
  const to = { terminalId: link.terminalId, pointId }
  return { is: 'asked', commandId: await askTerminal(ctx, to, { do: 'read', meter: link.assetNo }) }
}

export function describeAnswer(asked: Asked): string {
  if (asked.is === 'answered') return asked.verdict
  return asked.is === 'asked' ? `asked ${asked.commandId}` : asked.because
}

/**
 * Puts a question to a meter behind an MQTT terminal and returns at once; the answer is found under the id. `values`
 * passes DL/T 645 frames through (透抄): the terminal adds nothing and leaves nothing out. Refuses with `NOT_FOUND`,
 * `NO_TERMINAL_LINK`, and `PASS_THROUGH_UNKNOWN` for a meter whose language is not DL/T 645.
 */
export async function askMeter(ctx: Ctx, input: { pointId: number } & MeterQuestion): Promise<CommandRow> {
  if (!(await isPointVisible(ctx, input.pointId))) throw notFound('计量点')
  const link = await findTerminalLink(ctx, input.pointId)
  if (!link) throw new Refusal('NO_TERMINAL_LINK', '该计量点不在 MQTT 终端下,请直接召测')
  const to = { terminalId: link.terminalId, pointId: input.pointId }
  const id = await transact(ctx, async (inner) => {
    if (input.kind === 'read') return askTerminal(inner, to, { do: 'read', meter: link.assetNo })
    if (input.kind === 'set-time') {
      return askTerminal(inner, to, { do: 'set-time', meter: link.assetNo, at: ctx.now.toISOString() })
    }
    const profile = findDlt645Profile(link.profile)
    if (!profile || !isPassable(link)) {
      throw new Refusal('PASS_THROUGH_UNKNOWN', '只有 DL/T 645 规约且有表地址的电能表可以透抄')
    }
    const address = link.meterAddress
    const dis = profile.blocks.flatMap((block) => block.di ?? block.fields.map((field) => field.di)).slice(0, 32)
    const frames = dis.map((di) => Buffer.from(encodeFrame(readRequest(address, di))).toString('hex'))
    return askTerminal(inner, to, { do: 'pass-through', meter: link.assetNo, protocol: 'dlt645', frames })
  })
  return findQuestion(ctx, id)
}

/** Of what a meter's own frames may be passed to: it speaks DL/T 645, and its address is known. */
function isPassable(link: TerminalLink): link is TerminalLink & { meterAddress: string } {
  return link.meterAddress !== null && findDlt645Profile(link.profile) !== undefined
}

function isCommandVisible(ctx: Ctx, { pointId, terminalId }: CommandRecord): Promise<boolean> {
  return pointId === null ? isMqttTerminalVisible(ctx, terminalId) : isPointVisible(ctx, pointId)
}

/** A question to a terminal and, once it is there, the answer with its frames read. Refuses with `NOT_FOUND`. */
export async function findQuestion(ctx: Ctx, id: string): Promise<CommandRow> {
  const command = await findCommand(ctx, id)
  if (!command || !(await isCommandVisible(ctx, command))) throw notFound('终端命令')
  const link = command.pointId === null ? undefined : await findTerminalLink(ctx, command.pointId)
  const { frames, told } = (command.answer ?? {}) as { frames?: (string | null)[]; told?: KeptAnswer }
  const passed = command.kind === 'pass-through' && link && frames ? readFrames(link, frames, command.askedAt) : null
  const reading = passed ? { at: null, verdict: null, ...passed } : told ? { notes: [], ...told } : null
  return toWire({ ...command, reading })
}
