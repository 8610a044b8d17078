import { type Caller, drop, type Line, openLine, pressNext, showLine } from './line.ts'
import type {
  Command,
  CommandAnswer,
  EngineEvent,
  EngineFact,
  NumberedCommand,
  Position,
  Snapshot,
  TelephonyPort,
} from './port.ts'
import type { Schedule } from './schedule.ts'

const SPEECH_MS = 3_000
const DIGIT_MS = 800
/** How long a number outside takes to pick up. */
const PICK_UP_MS = 6_000

type Options = {
  engine: string
  schedule: Schedule
  /** Of the calls that are lost with the engine. */
  epoch: string
  /** Who is reached under a number; null: nobody picks up. */
  reach?: (number: string) => Caller | null
}

/** A telephone engine without telephones: the desk's own, for towns, tests and training. */
export class SimulatedEngine implements TelephonyPort {
  readonly engine: string
  private readonly schedule: Schedule
  private readonly reach: (number: string) => Caller | null
  private epoch: string
  private readonly told: EngineEvent[] = []
  private readonly listeners = new Set<(event: EngineEvent) => void>()
  private readonly lines = new Map<string, Line>()
  private readonly answers = new Map<string, CommandAnswer>()

  constructor({ engine, schedule, epoch, reach }: Options) {
    this.engine = engine
    this.schedule = schedule
    this.epoch = epoch
    this.reach = reach ?? (() => null)
  }

  // ── the world outside ──────────────────────────────────────────────────────

  /** Somebody rings 95598; the same call again changes nothing. */
  dial(callId: string, caller: Caller): void {
    if (this.lines.has(callId)) return
    const line = this.open(callId, caller, 'in')
    this.tell(callId, { told: 'arrived', from: caller.number, to: '95598' })
    this.waitPatiently(line)
  }

  hangUpOutside(callId: string): void {
    this.end(callId, 'caller')
  }

  /** It loses all its calls without a word, and begins again. */
  crash(epoch: string): void {
    for (const line of this.lines.values()) drop(line)
    this.lines.clear()
    this.answers.clear()
    this.told.length = 0
    this.epoch = epoch
  }

  // ── the port ───────────────────────────────────────────────────────────────

  async execute(command: NumberedCommand): Promise<CommandAnswer> {
    const before = this.answers.get(command.id)
    if (before) return before
    const answer = this.obey(command)
    this.answers.set(command.id, answer)
    return answer
  }

  async snapshot(): Promise<Snapshot> {
    const calls = [...this.lines.values()].map(showLine)
    return { position: { epoch: this.epoch, sequence: this.told.length }, calls }
  }

  async listen(after: Position | null, hear: (event: EngineEvent) => void): Promise<() => void> {
    if (after?.epoch === this.epoch) for (const event of this.told.slice(after.sequence)) hear(event)
    else if (after) for (const event of this.told) hear(event)
    this.listeners.add(hear)
    return () => this.listeners.delete(hear)
  }

  // ── inside ─────────────────────────────────────────────────────────────────

  private obey(command: NumberedCommand): CommandAnswer {
    if (command.act === 'originate') return this.originate(command)
    const line = this.lines.get(command.callId)
    if (!line) return 'gone'
    switch (command.act) {
      case 'answer':
        return this.from(line, ['arriving'], 'open', { told: 'answered' })
      case 'play':
        return this.play(line, () => this.tell(line.callId, { told: 'played', command: command.id }))
      case 'collect':
        return this.play(line, () => this.collect(line, command))
      case 'offer':
        return this.offer(line, command)
      case 'cancel-offer':
        return this.stopRinging(line, command.extension, 'cancelled')
      case 'bridge':
        return this.bridge(line, command.extension)
      case 'hold':
        return this.from(line, ['bridged'], 'held', { told: 'held' })
      case 'resume':
        return this.from(line, ['held'], 'bridged', { told: 'resumed' })
      case 'park':
        return this.park(line)
      case 'transfer':
        return this.transfer(line, command.to)
      case 'record':
        return this.record(line, command.on)
      case 'monitor':
        return this.monitor(line, command)
      case 'unmonitor':
        return this.unmonitor(line, command.extension)
      case 'hang-up':
        this.end(line.callId, 'desk')
        return 'done'
    }
  }

  private play(line: Line, then: () => void): CommandAnswer {
    if (line.state !== 'open') return 'refused'
    this.later(line, SPEECH_MS, then)
    return 'done'
  }

  private collect(line: Line, { id, most, seconds }: { id: string; most: number; seconds: number }): void {
    const digits = pressNext(line).slice(0, most)
    const wait = digits === '' ? seconds * 1000 : digits.length * DIGIT_MS
    this.later(line, wait, () => this.tell(line.callId, { told: 'digits', command: id, digits }))
  }

  private offer(line: Line, { extension, seconds }: { extension: string; seconds: number }): CommandAnswer {
    if (line.state !== 'open' || this.isTaken(extension)) return 'refused'
    line.state = 'ringing'
    line.extension = extension
    this.tell(line.callId, { told: 'ringing', extension })
    line.stopRinging = this.later(line, seconds * 1000, () => this.stopRinging(line, extension, 'time'))
    return 'done'
  }

  private stopRinging(line: Line, extension: string, because: 'time' | 'cancelled'): CommandAnswer {
    if (line.state !== 'ringing' || line.extension !== extension) return 'refused'
    line.stopRinging?.()
    line.state = 'open'
    line.extension = null
    this.tell(line.callId, { told: 'unanswered', extension, because })
    return 'done'
  }

  private bridge(line: Line, extension: string): CommandAnswer {
    const isRinging = line.state === 'ringing' && line.extension === extension
    // One who was rung out for an agent is joined to him without ringing.
    const isReached = line.state === 'open' && line.direction === 'out' && !this.isTaken(extension)
    if (!isRinging && !isReached) return 'refused'
    line.stopRinging?.()
    this.join(line, extension)
    const { talkMs } = line.caller
    if (talkMs !== null) line.stopTalking = this.later(line, talkMs, () => this.end(line.callId, 'caller'))
    return 'done'
  }

  private park(line: Line): CommandAnswer {
    if (line.state !== 'bridged' && line.state !== 'held') return 'refused'
    line.stopTalking?.()
    line.state = 'open'
    line.extension = null
    for (const extension of line.monitors) this.unmonitor(line, extension)
    this.tell(line.callId, { told: 'parked' })
    this.waitPatiently(line)
    return 'done'
  }

  private waitPatiently(line: Line): void {
    line.stopWaiting = this.later(line, line.caller.patienceMs, () => {
      if (line.state !== 'bridged' && line.state !== 'held') this.end(line.callId, 'caller')
    })
  }

  private transfer(line: Line, to: { extension: string } | { number: string }): CommandAnswer {
    if (line.state !== 'bridged' && line.state !== 'held') return 'refused'
    if ('number' in to) {
      this.end(line.callId, 'desk')
      return 'done'
    }
    if (this.isTaken(to.extension)) return 'refused'
    for (const extension of line.monitors) this.unmonitor(line, extension)
    this.join(line, to.extension)
    return 'done'
  }

  private join(line: Line, extension: string): void {
    line.stopWaiting?.()
    line.state = 'bridged'
    line.extension = extension
    line.hasTalked = true
    this.tell(line.callId, { told: 'bridged', extension })
  }

  private record(line: Line, on: boolean): CommandAnswer {
    if (line.state !== 'bridged' && line.state !== 'held') return 'refused'
    if (on) line.recordingSince ??= this.schedule.now()
    else this.endRecording(line)
    return 'done'
  }

  private endRecording(line: Line): void {
    if (!line.recordingSince) return
    const seconds = Math.round((this.schedule.now().getTime() - line.recordingSince.getTime()) / 1000)
    line.recordingSince = null
    this.tell(line.callId, {
      told: 'recorded',
      recording: `${this.engine}/${line.callId}/${this.told.length}.wav`,
      seconds,
    })
  }

  private monitor(line: Line, { extension, how }: Extract<Command, { act: 'monitor' }>): CommandAnswer {
    if (line.state !== 'bridged' || (this.isTaken(extension) && !line.monitors.has(extension))) return 'refused'
    line.monitors.add(extension)
    this.tell(line.callId, { told: 'monitored', extension, how })
    return 'done'
  }

  private unmonitor(line: Line, extension: string): CommandAnswer {
    if (!line.monitors.delete(extension)) return 'refused'
    this.tell(line.callId, { told: 'unmonitored', extension })
    return 'done'
  }

  private originate({ callId, number, seconds }: Extract<Command, { act: 'originate' }>): CommandAnswer {
    if (this.lines.has(callId)) return 'refused'
    const reached = this.reach(number)
    const line = this.open(callId, reached ?? { number, patienceMs: 0, talkMs: null }, 'out')
    if (!reached) this.later(line, seconds * 1000, () => this.end(callId, 'engine'))
    else
      this.later(line, Math.min(PICK_UP_MS, seconds * 1000), () => {
        line.state = 'open'
        this.tell(callId, { told: 'connected' })
      })
    return 'done'
  }

  private isTaken(extension: string): boolean {
    return [...this.lines.values()].some((line) => line.extension === extension || line.monitors.has(extension))
  }

  private from(line: Line, states: Line['state'][], to: Line['state'], fact: EngineFact): CommandAnswer {
    if (!states.includes(line.state)) return 'refused'
    line.state = to
    this.tell(line.callId, fact)
    return 'done'
  }

  private open(callId: string, caller: Caller, direction: 'in' | 'out'): Line {
    const line = openLine({ callId, caller, direction, since: this.schedule.now() })
    this.lines.set(callId, line)
    return line
  }

  private end(callId: string, by: 'caller' | 'desk' | 'engine'): void {
    const line = this.lines.get(callId)
    if (!line) return
    drop(line)
    this.endRecording(line)
    this.lines.delete(callId)
    this.tell(callId, { told: 'ended', by })
  }

  private later(line: Line, milliseconds: number, work: () => void): () => void {
    const cancel = this.schedule.after(milliseconds, () => {
      line.pending.delete(cancel)
      work()
    })
    line.pending.add(cancel)
    return cancel
  }

  private tell(callId: string, fact: EngineFact): void {
    const event = { epoch: this.epoch, sequence: this.told.length + 1, callId, at: this.schedule.now(), ...fact }
    this.told.push(event)
    for (const hear of this.listeners) hear(event)
  }
}
