import { recordAudit } from '../../db/audit.ts'
import type { Ctx } from '../../db/context.ts'
import { transact } from '../../db/pool.ts'
import { notFound } from '../../db/refusal.ts'
import { toWire } from '../../db/wire.ts'
import { findQuestion } from '../ask-meter.ts'
import type { CommandRow, FileComparison } from '../contract-collection.ts'
import type { MqttParameter } from '../mqtt-contract.ts'
import { findDlt645Profile } from '../profiles/all.ts'
import { compareFiles } from '../rules/terminal-file.ts'
import { findLatestAnswer } from '../sql/commands.ts'
import { isMqttTerminalVisible, listTerminalLinks, type TerminalLink } from '../sql/links-mqtt.ts'
import { askTerminal } from './commands.ts'

/** Asks an MQTT terminal for its own file, or sends it the master's. Refuses with `NOT_FOUND`. */
export async function askForFile(
  ctx: Ctx,
  input: { terminalId: number; kind: 'tell-parameters' | 'set-parameters' },
): Promise<CommandRow> {
  await insistOnTerminal(ctx, input.terminalId)
  const id = await transact(ctx, async (inner) => {
    const to = { terminalId: input.terminalId, pointId: null }
    if (input.kind === 'tell-parameters') return askTerminal(inner, to, { do: 'tell-parameters' })
    const meters = (await listTerminalLinks(inner, input.terminalId)).map(parameterOf)
    await recordAudit(inner, {
      action: 'terminal.parameters-sent',
      subject: `terminal:${input.terminalId}`,
      detail: { meters: meters.length },
    })
    return askTerminal(inner, to, { do: 'set-parameters', meters })
  })
  return findQuestion(ctx, id)
}

/** The terminal's file as it told it last, against the customer file now. Refuses with `NOT_FOUND`. */
export async function compareTerminalFile(ctx: Ctx, terminalId: number): Promise<FileComparison> {
  await insistOnTerminal(ctx, terminalId)
  const told = await findLatestAnswer(ctx, terminalId, 'tell-parameters')
  const there = (told?.answer?.meters ?? []) as MqttParameter[]
  const here = (await listTerminalLinks(ctx, terminalId)).map(parameterOf)
  const differences = told ? compareFiles(here, there) : []
  return toWire({ terminalId, toldAt: told?.answeredAt ?? null, here: here.length, there: there.length, differences })
}

async function insistOnTerminal(ctx: Ctx, terminalId: number): Promise<void> {
  if (!(await isMqttTerminalVisible(ctx, terminalId))) throw notFound('MQTT 终端')
}

function parameterOf({ assetNo, profile, measuringPointNo, meterAddress, unitId }: TerminalLink): MqttParameter {
  return {
    meter: assetNo,
    ...(measuringPointNo !== null && { measuringPointNo }),
    ...(findDlt645Profile(profile) && { protocol: 'dlt645' as const }),
    ...(meterAddress !== null && { address: meterAddress }),
    ...(unitId !== null && { unit: unitId }),
  }
}
