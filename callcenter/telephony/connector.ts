import { randomUUID } from 'node:crypto'
import { type Ctx, systemCtx } from '../../db/context.ts'
import type { Service } from '../../db/department.ts'
import { type Db, transact } from '../../db/pool.ts'
import { Rounds } from '../../db/rounds.ts'
import { routeAfter } from '../routing.ts'
import {
  dropCommands,
  endCommand,
  holdEngine,
  listCommands,
  listGhosts,
  listKnown,
  onCommanded,
  postponeCommand,
  releaseEngine,
  setPosition,
  takeEvent,
  type WaitingCommand,
} from '../sql/telephony.ts'
import { hearAnswer, hearEvent, hearGhost, hearLine } from './hear.ts'
import type { EngineEvent, TelephonyPort } from './port.ts'

const LEASE_MS = 15_000
const BATCH = 50
const RETRY_MS = [500, 2_000, 5_000, 15_000]

type Parts = { db: Db; clock: () => Date; port: TelephonyPort; onFault: (fault: unknown) => void }

/**
 * Speaks with one telephone engine: hears its events once each and in order, gives it the commands that decisions left behind.
 * One process at a time has the engine. After a restart, a gap or a new epoch all lines are looked at again, and what the desk
 * believed of a line that is gone is ended.
 */
export class TelephonyConnector implements Service {
  readonly name: string
  private readonly parts: Parts
  private readonly holder = randomUUID()
  private readonly rounds: Rounds
  private readonly heard: EngineEvent[] = []
  private stopListening: (() => void) | undefined
  private wake: () => void = () => {}

  constructor(parts: Parts) {
    this.parts = parts
    this.name = `telephony ${parts.port.engine}`
    this.rounds = new Rounds({
      listen: (wake) => {
        this.wake = wake
        return onCommanded(wake)
      },
      work: () => this.work(),
      onFault: (fault) => {
        // Whatever was heard since is told again from where the desk stands.
        this.forget()
        parts.onFault(fault)
      },
    })
  }

  start(): void {
    this.rounds.start()
  }

  async stop(): Promise<void> {
    await this.rounds.stop()
    this.forget()
    await releaseEngine(this.ctx(), this.parts.port.engine, this.holder)
  }

  /** Hears and gives until there is nothing left of either. */
  async work(): Promise<void> {
    const { port } = this.parts
    const until = new Date(this.parts.clock().getTime() + LEASE_MS)
    const position = await holdEngine(this.ctx(), { engine: port.engine, holder: this.holder, until })
    if (position === null) return this.forget()
    if (!this.stopListening) {
      const known = position.epoch === null ? await this.lookAtAll() : position
      const hear = (event: EngineEvent) => {
        this.heard.push(event)
        this.wake()
      }
      this.stopListening = await port.listen(known, hear)
    }
    for (let idle = false; !idle; ) {
      const events = await this.hearAll()
      const commands = await this.giveAll()
      idle = events + commands === 0
    }
  }

  private async hearAll(): Promise<number> {
    const events = this.heard.splice(0)
    for (const event of events) {
      const isNext = await transact(this.ctx(), async (ctx) => {
        if (!(await takeEvent(ctx, this.parts.port.engine, this.holder, event))) return false
        await hearEvent(ctx, this.parts.port.engine, event)
        return true
      })
      if (!isNext) return this.catchUp()
    }
    return events.length
  }

  /** Something was missed: another epoch, a gap, or the engine was another process's for a while. */
  private async catchUp(): Promise<number> {
    this.forget()
    await this.lookAtAll()
    return 0
  }

  private async lookAtAll() {
    const { engine } = this.parts.port
    const { position, calls } = await this.parts.port.snapshot()
    await routeAfter(this.ctx(), async (ctx) => {
      if (!(await setPosition(ctx, engine, this.holder, position))) return
      for (const callId of await listGhosts(ctx, engine, calls)) await hearGhost(ctx, callId)
      const known = await listKnown(ctx, engine, calls)
      for (const call of calls) await hearLine(ctx, engine, call, known.get(call.callId))
      await dropCommands(ctx, engine, calls)
    })
    return position
  }

  private async giveAll(): Promise<number> {
    const commands = await listCommands(this.ctx(), this.parts.port.engine, BATCH)
    // What is next for a line follows from what came before it there.
    const stuck = new Set<string>()
    for (const each of commands)
      if (!stuck.has(each.command.callId) && !(await this.give(each))) stuck.add(each.command.callId)
    return commands.length
  }

  /** False where it is to be given again. */
  private async give({ id, attempts, command }: WaitingCommand): Promise<boolean> {
    const { port, clock, onFault } = this.parts
    try {
      const isVain = command.act === 'originate' && command.number === ''
      const answer = isVain ? 'gone' : await port.execute({ ...command, id: String(id) })
      await transact(this.ctx(), async (ctx) => {
        await endCommand(ctx, id, answer)
        await hearAnswer(ctx, { ...command, id: String(id) }, answer)
      })
      return true
    } catch (fault) {
      onFault(fault)
      const wait = RETRY_MS[Math.min(attempts, RETRY_MS.length - 1)] ?? 0
      await postponeCommand(this.ctx(), id, new Date(clock().getTime() + wait))
      return false
    }
  }

  private forget(): void {
    this.stopListening?.()
    this.stopListening = undefined
    this.heard.length = 0
  }

  private ctx(): Ctx {
    return systemCtx(this.parts.db, this.parts.clock(), 'telephony')
  }
}
