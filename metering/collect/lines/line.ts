import { setTimeout as sleep } from 'node:timers/promises'
import { type Framing, type LineAddress, nameLine } from './address.ts'
import { BusFault } from './fault.ts'
import { Gaps } from './gaps.ts'
import { type Priority, Turns } from './turns.ts'
import { openWire, type Wire } from './wire.ts'

export type { Framing, LineAddress } from './address.ts'

export type Exchange = {
  bytes: Uint8Array
  /**
   * Finds the answer in all bytes heard so far; undefined while more are wanted. Throws where they cannot become one.
   * `used` counts everything up to the answer's end.
   */
  takeAnswer: (heard: Uint8Array) => { frame: Uint8Array; used: number } | undefined
  /**
   * How many bytes at the beginning of what was heard need not be kept and say nothing against the connection: late
   * answers of others, an echo. Told of everything that is thrown away.
   */
  passOver?: (heard: Uint8Array) => number
  /** Of this unit the line learns how much silence it wants before a request. */
  unit: number | string
  minGapMs: number
  /** How long the answer may take; else the line's own. */
  timeoutMs?: number
}

/** How long an answer may take on a wired line; a terminal that dials in is mostly on a mobile network. */
const TIMEOUT_MS = 1_000
const MOBILE_TIMEOUT_MS = 3_000
/** Request and answer of the greatest length, with start, parity and stop bits. */
const LONGEST_EXCHANGE_BITS = 270 * 11
/** Without a byte for so long a line is silent; bytes of one answer may come in several pieces over a network. */
const SILENCE_MS = 50
/** How long a line is given to fall silent. */
const SILENCE_PATIENCE_MS = 250
/** Time-outs in a row, of whatever units, after which the connection itself is in doubt. */
const TIMEOUTS_OF_A_DEAD_CONNECTION = 3
/** A numbered connection on which somebody answered so lately is sound: who is silent on it is dead himself. */
const TRUST_MS = 5_000
/** A terminal that dialled in cannot be called back, and several dead meters in a row are no proof against it. */
const DIAL_IN_TRUST_MS = 30_000

/**
 * The one owner of a connection: a host and port, a serial port, a terminal that dialled in. One request is under way
 * at a time. No late answer is taken for the next one: frames of Modbus TCP are numbered, and where what came is no frame
 * a new connection is begun; on the other framings the line is let fall silent before it is used again.
 */
export class Line {
  readonly address: LineAddress
  readonly framing: Framing
  /** How long an answer may take where nothing else is said. */
  readonly timeoutMs: number
  private readonly turns = new Turns()
  private readonly gaps = new Gaps()
  private wire: Wire | undefined
  private quietSince = 0
  private timeouts = 0
  /** When somebody last answered on this connection, or it was opened. */
  private soundAtMs = Number.NEGATIVE_INFINITY
  /** Something was heard that nobody asked for, or an answer is still owed. */
  private isRestless = false

  constructor(address: LineAddress, framing: Framing, timeoutMs = patienceWith(address)) {
    this.address = address
    this.framing = framing
    this.timeoutMs = timeoutMs
  }

  get name(): string {
    return nameLine(this.address)
  }

  get learnedGaps(): number {
    return this.gaps.size
  }

  /** Holds the line for one piece of work; others wait, the most urgent first. Hold it for a unit, not for a round. */
  hold<T>(priority: Priority, work: () => Promise<T>): Promise<T> {
    return this.turns.take(priority, work)
  }

  /** Sends bytes and answers with the frame that `takeAnswer` found. Call it while holding the line. Throws `BusFault`. */
  async exchange(exchange: Exchange): Promise<Uint8Array> {
    const { unit, minGapMs, bytes } = exchange
    const waitMs = this.quietSince + this.gaps.of(unit, minGapMs) - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    const isReady = this.framing === 'modbus-tcp' && this.wire?.isOpen
    const wire = isReady && this.wire ? this.wire : await this.connectInSilence(exchange)
    try {
      wire.write(bytes)
      const frame = await this.listen(wire, exchange)
      this.timeouts = 0
      this.soundAtMs = performance.now()
      this.gaps.recordAnswer(unit)
      return frame
    } catch (fault) {
      if (!(fault instanceof BusFault)) throw fault
      this.gaps.recordFault(unit, minGapMs)
      await this.recover(fault)
      throw fault
    } finally {
      this.quietSince = performance.now()
    }
  }

  /** Lets the work under way end, then closes the connection; the next request opens a new one. */
  close(): Promise<void> {
    return this.hold('command', () => this.disconnect())
  }

  private async connect(): Promise<Wire> {
    if (this.wire?.isOpen) return this.wire
    await this.disconnect()
    this.wire = await openWire(this.address, this.timeoutMs)
    this.soundAtMs = this.address.kind === 'dial-in' ? performance.now() : Number.NEGATIVE_INFINITY
    return this.wire
  }

  /**
   * Whatever is heard before the request is not its answer: a line on which somebody talks is let fall silent, or opened
   * anew. Modbus TCP needs no silence, its frames are numbered.
   */
  private async connectInSilence({ passOver }: Exchange): Promise<Wire> {
    const wire = await this.connect()
    if (this.framing === 'modbus-tcp') return wire
    passOver?.(wire.heard)
    const isUnasked = wire.heard.some((byte) => byte !== 0)
    wire.heard = new Uint8Array(0)
    if (!isUnasked && !this.isRestless) return wire
    if (!(await this.fallsSilent(wire, passOver))) {
      await this.disconnect()
      if (this.address.kind !== 'tcp') throw new BusFault('unreachable', `${this.name} is never silent`)
    }
    this.isRestless = false
    return this.connect()
  }

  private async fallsSilent(wire: Wire, passOver: Exchange['passOver']): Promise<boolean> {
    const began = performance.now()
    while (performance.now() - began < SILENCE_PATIENCE_MS) {
      await sleep(SILENCE_MS)
      if (wire.heard.length === 0) return true
      passOver?.(wire.heard)
      wire.heard = new Uint8Array(0)
    }
    return false
  }

  private listen(wire: Wire, { takeAnswer, passOver, timeoutMs }: Exchange): Promise<Uint8Array> {
    return new Promise((resolve, reject) => {
      const settle = (decide: () => void) => {
        clearTimeout(timer)
        wire.onChange = () => {}
        decide()
      }
      const fail = (kind: BusFault['kind'], message: string) => settle(() => reject(new BusFault(kind, message)))
      const dropSound = () => {
        if (wire.heard.length > 0 && passOver) wire.heard = wire.heard.subarray(passOver(wire.heard))
      }
      const timer = setTimeout(() => {
        dropSound()
        if (wire.heard.length > 0) fail('mismatch', 'what came is no answer')
        else fail('timeout', 'no answer in time')
      }, timeoutMs ?? this.timeoutMs)
      wire.onChange = () => {
        try {
          const taken = takeAnswer(wire.heard)
          if (taken) {
            wire.heard = wire.heard.subarray(taken.used)
            settle(() => resolve(taken.frame))
          } else if (!wire.isOpen) fail('connection', 'the connection was closed')
          else if (wire.isFull) fail('mismatch', 'more bytes than any answer has')
        } catch (fault) {
          const { message, used = 0 } = fault as Error & { used?: number }
          wire.heard = wire.heard.subarray(used)
          fail('mismatch', message)
        }
      }
      dropSound()
      // What came before the request stays in hand where frames are numbered: it may be the first half of one.
      wire.onChange()
    })
  }

  /** Leaves nothing behind from which the next request could be answered. */
  private async recover(fault: BusFault): Promise<void> {
    this.timeouts = fault.kind === 'timeout' ? this.timeouts + 1 : 0
    if (this.isInDoubt(fault.kind)) await this.disconnect()
    this.isRestless = true
  }

  /** Whether the connection itself is bad, and not the unit that was asked. */
  private isInDoubt(kind: BusFault['kind']): boolean {
    if (kind === 'connection' || this.wire?.isFull) return true
    const isNumbered = this.framing === 'modbus-tcp'
    if (kind === 'mismatch') return isNumbered && this.wire?.heard.length !== 0
    const silentMs = performance.now() - this.soundAtMs
    const areMany = this.timeouts >= TIMEOUTS_OF_A_DEAD_CONNECTION
    if (this.address.kind === 'dial-in') return areMany && silentMs > DIAL_IN_TRUST_MS
    return areMany || (isNumbered && silentMs > TRUST_MS)
  }

  private async disconnect(): Promise<void> {
    const { wire } = this
    this.wire = undefined
    this.timeouts = 0
    await wire?.close()
  }
}

function patienceWith(address: LineAddress): number {
  if (address.kind === 'dial-in') return MOBILE_TIMEOUT_MS
  return address.kind === 'tcp' ? TIMEOUT_MS : TIMEOUT_MS + (LONGEST_EXCHANGE_BITS / address.baudRate) * 1_000
}
