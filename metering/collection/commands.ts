import { randomUUID } from 'node:crypto'
import mqtt, { type MqttClient } from 'mqtt'
import { type Ctx, systemCtx } from '../../db/context.ts'
import type { Service } from '../../db/department.ts'
import type { Db } from '../../db/pool.ts'
import { civilDay } from '../../db/time.ts'
import { recordClockAnswer } from '../clocks.ts'
import { type MqttAccess, optionsOf } from '../collect/mqtt/access.ts'
import type { CommandRow } from '../contract-collection.ts'
import { type MqttAnswer, type MqttCommand, parseInstant } from '../mqtt-contract.ts'
import { findDlt645Profile } from '../profiles/all.ts'
import { storeReadings } from '../readings.ts'
import { type PassedThrough, readPassedThrough } from '../rules/pass-through.ts'
import { registersToValues } from '../rules/values.ts'
import { giveUpGap, noteGap } from '../sql/collection-gaps.ts'
import {
  addToAnswer,
  expireCommands,
  findToldSince,
  insertCommand,
  listUnsent,
  markSent,
  saveAnswer,
} from '../sql/commands.ts'
import { findTerminalLink, type TerminalLink } from '../sql/links-mqtt.ts'
import { saveReadFaults } from '../sql/read-faults.ts'
import { explainPoint } from './count.ts'
import { refreshGaps } from './gaps.ts'

type Wanted<C> = C extends MqttCommand ? Omit<C, 'v' | 'id' | 'expiresAt'> : never
export type Question = Wanted<MqttCommand>

const PATIENCE_MS = 120_000

/**
 * Puts a command to a terminal in line; the collector's process sends it. `patienceMs` is how long it stays worth
 * obeying: the broker keeps it for a terminal that is away. Returns its id.
 */
export async function askTerminal(
  ctx: Ctx,
  to: { terminalId: number; pointId: number | null; patienceMs?: number },
  question: Question,
): Promise<string> {
  const id = randomUUID()
  const expiresAt = new Date(ctx.now.getTime() + (to.patienceMs ?? PATIENCE_MS))
  const payload = { v: 1, id, expiresAt: expiresAt.toISOString(), ...question } satisfies MqttCommand
  await insertCommand(ctx, {
    id,
    terminalId: to.terminalId,
    pointId: to.pointId,
    kind: question.do,
    payload,
    expiresAt,
  })
  return id
}

/** Keeps what a terminal answered. What it told again came as readings before; the point's gaps are looked at anew. */
export async function takeAnswer(ctx: Ctx, terminal: string, message: MqttAnswer): Promise<void> {
  const { id, ok, because, v: _, at: __, ...answer } = message
  const known = await saveAnswer(ctx, { id, terminal, ok, because: because ?? null, answer })
  if (!known?.pointId) return
  const { pointId, kind, payload, askedBy, askedAt } = known
  if (kind === 'read' && ok) await keepToldReading(ctx, { id, pointId, askedAt })
  if (kind === 'set-time' && ok) await recordClockAnswer(ctx, { pointId, by: askedBy, answer: message })
  if (kind === 'pass-through' && message.frames) await keepPassedThrough(ctx, pointId, terminal, message)
  const fault = faults[because ?? '']
  if (fault) {
    const link = await findTerminalLink(ctx, pointId)
    if (link) await saveReadFaults(ctx, [{ meter: link.assetNo, kind: fault }])
    await explainPoint(ctx, pointId)
  }
  if (kind !== 'reread') return
  await refreshGaps(ctx, pointId)
  if (!because) return
  const day = civilDay(new Date(parseInstant(String(payload.from)).getTime() - 1))
  const gap = { pointId, day, item: String(payload.what), because: `TERMINAL_${because}` }
  if (isFinal.has(because)) await giveUpGap(ctx, gap)
  else await noteGap(ctx, gap)
}

/** Asking again is no use. */
const isFinal = new Set(['NO_MEMORY', 'NO_SUCH_METER', 'NOT_SUPPORTED'])

/** What a terminal says of a meter that it could not ask. */
const faults: Record<string, string> = { METER_SILENT: 'timeout', NO_SUCH_METER: 'no-such-meter' }

export type KeptAnswer = Pick<NonNullable<CommandRow['reading']>, 'reading' | 'verdict'> & { at: string }

/** A terminal tells what it read before it answers: those values are the answer. */
async function keepToldReading(ctx: Ctx, command: { id: string; pointId: number; askedAt: Date }): Promise<void> {
  const told = await findToldSince(ctx, command.pointId, command.askedAt)
  if (!told) return
  const { at, values, trail, doubted } = told
  const accepted = Object.entries(trail).filter(([, [ms]]) => ms === at.getTime())
  const registers = {
    ...Object.fromEntries(accepted.map(([role, [, wh]]) => [role, wh])),
    ...Object.fromEntries(doubted.map(({ role, wh }) => [role, wh])),
  }
  const reading = { ...registersToValues(registers), ...values }
  const kept: KeptAnswer = { at: at.toISOString(), reading, verdict: doubted[0]?.status ?? 'accepted' }
  await addToAnswer(ctx, command.id, { told: kept })
}

/** What a meter said through a terminal is a reading like any other. */
async function keepPassedThrough(ctx: Ctx, pointId: number, terminal: string, message: MqttAnswer): Promise<void> {
  const link = await findTerminalLink(ctx, pointId)
  const at = parseInstant(message.at)
  const said = link && readFrames(link, message.frames ?? [], at)
  if (!link || !said || Object.keys(said.reading).length === 0) return
  const readings = [{ meter: link.assetNo, at, values: said.reading }]
  await storeReadings(ctx, { source: 'mqtt', topic: `dianhu/v1/${terminal}/answers`, readings, keep: 'every' })
}

/** Null for a meter whose language is not DL/T 645. */
export function readFrames(link: TerminalLink, frames: (string | null)[], at: Date): PassedThrough | null {
  const profile = findDlt645Profile(link.profile)
  if (!profile || link.meterAddress === null) return null
  return readPassedThrough(frames, { address: link.meterAddress, profile, day: civilDay(at) })
}

type Log = { warn(detail: object, message: string): void; error(detail: object, message: string): void }
export type CommanderParts = { db: Db; clock: () => Date; log: Log; broker: MqttAccess }

const LOOK_MS = 500
const AT_ONCE = 200

/** Sends the commands that stand in line, at least once and in order, and ends those that nobody answered. */
export class Commander implements Service {
  readonly name = 'commander'
  private readonly parts: CommanderParts
  private client: MqttClient | undefined
  private timer: NodeJS.Timeout | undefined
  private work: Promise<void> = Promise.resolve()

  constructor(parts: CommanderParts) {
    this.parts = parts
  }

  start(): void {
    const client = mqtt.connect(this.parts.broker.url, {
      ...optionsOf(this.parts.broker),
      clientId: 'dianhu-commander',
      protocolVersion: 4,
      reconnectPeriod: 1_000,
    })
    client.on('error', (fault) => this.parts.log.warn({ err: fault }, 'mqtt commands'))
    this.client = client
    this.plan()
  }

  async stop(): Promise<void> {
    clearTimeout(this.timer)
    this.timer = undefined
    await this.work
    await this.client?.endAsync(true)
    this.client = undefined
  }

  private plan(): void {
    this.timer = setTimeout(() => {
      this.work = this.sendWaiting()
        .catch((fault) => this.parts.log.error({ err: fault }, 'commands wait'))
        .then(() => {
          if (this.timer) this.plan()
        })
    }, LOOK_MS)
  }

  /** A terminal that hears a command twice obeys it once: it has an id. */
  private async sendWaiting(): Promise<void> {
    const ctx = systemCtx(this.parts.db, this.parts.clock(), this.name)
    await expireCommands(ctx)
    if (!this.client?.connected) return
    for (const { id, terminal, payload } of await listUnsent(ctx, AT_ONCE)) {
      await this.client.publishAsync(`dianhu/v1/${terminal}/commands`, JSON.stringify(payload), { qos: 1 })
      await markSent(ctx, id)
    }
  }
}
