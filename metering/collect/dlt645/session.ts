import { decodeFrame, encodeFrame, type Frame, findFrame, isFrom } from '../../wire/dlt645-frame.ts'
import { type Message, readMessage, readOnRequest, readRequest } from '../../wire/dlt645-messages.ts'
import { BusFault } from '../lines/fault.ts'

/** What of a line a meter's session needs: one exchange at a time, while the caller holds the line. */
export type RawLine = {
  exchange(exchange: {
    bytes: Uint8Array
    takeAnswer: (heard: Uint8Array) => { frame: Uint8Array; used: number } | undefined
    unit: number | string
    minGapMs: number
    timeoutMs?: number
  }): Promise<Uint8Array>
}

export type Manners = {
  minGapMs: number
  timeoutMs: number
  tries: number
  /** Takes the line for each answer anew, so that more urgent work comes between; else the caller holds it. */
  hold?: <T>(work: () => Promise<T>) => Promise<T>
}

/** Frames of one answer; a meter that never comes to an end is not asked for ever. */
const FRAMES_LIMIT = 64

/** One meter on a line, asked by its address. */
export class Dlt645Session {
  readonly address: string
  private readonly line: RawLine
  private readonly manners: Manners

  constructor(line: RawLine, address: string, manners: Manners) {
    this.line = line
    this.address = address
    this.manners = manners
  }

  /**
   * The bytes that a data identifier has, follow-up frames joined. Throws `BusFault`: `refused` with the meter's error
   * byte, `timeout`, `mismatch` where what came is damaged or does not belong to the request.
   */
  read(di: string, more?: Uint8Array): Promise<Uint8Array> {
    const work = () => this.readWhole(di, more)
    return this.manners.hold ? this.manners.hold(work) : work()
  }

  private async readWhole(di: string, more?: Uint8Array): Promise<Uint8Array> {
    const first = await this.ask(readRequest(this.address, di, more), (message) => isDataOf(message, di))
    if (first.kind !== 'data') throw new BusFault('mismatch', `${first.kind} instead of data`)
    const parts = [first.payload]
    let { hasMore } = first
    for (let sequence = 1; hasMore; sequence++) {
      if (sequence >= FRAMES_LIMIT) throw new BusFault('mismatch', `${this.address}: an answer without an end`)
      const next = await this.ask(
        readOnRequest(this.address, di, sequence),
        (message) => message.kind === 'data-on' && message.di === di && message.sequence === sequence,
      )
      if (next.kind !== 'data-on') throw new BusFault('mismatch', `${next.kind} instead of more data`)
      parts.push(next.payload)
      hasMore = next.hasMore
    }
    return parts.length === 1 ? first.payload : joinBytes(parts)
  }

  /** The answer that `isWanted`, or the refusal that came in its place. Other meters' and earlier answers are passed over. */
  async ask(request: Frame, isWanted: (message: Message, frame: Frame) => boolean): Promise<Message> {
    const { minGapMs, timeoutMs, tries } = this.manners
    const wants = (frame: Frame) => {
      if (!isFrom(request.address, frame.address)) return false
      const message = readMessage(frame)
      return message.kind === 'refused' ? answersTo(frame, request) : isWanted(message, frame)
    }
    for (let left = tries; ; left--) {
      try {
        const bytes = await this.line.exchange({
          bytes: encodeFrame(request),
          takeAnswer: (heard) => takeAnswer(heard, wants),
          unit: this.address,
          minGapMs,
          timeoutMs,
        })
        const message = readMessage(decodeFrame(bytes))
        if (message.kind !== 'refused') return message
        throw new BusFault('refused', message.reasons.join(', ') || `error ${message.code}`, message.code)
      } catch (fault) {
        const mayRepeat = fault instanceof BusFault && fault.kind !== 'refused' && fault.kind !== 'unreachable'
        if (!mayRepeat || left <= 1) throw fault
      }
    }
  }
}

/** Says something to all meters, which nobody answers. */
export async function broadcast(line: RawLine, frame: Frame, minGapMs: number): Promise<void> {
  const bytes = encodeFrame(frame)
  await line.exchange({
    bytes,
    takeAnswer: () => ({ frame: bytes, used: 0 }),
    unit: frame.address,
    minGapMs,
  })
}

/** The first wanted frame in the stream; a frame with a wrong sum ends the wait, since it was most likely the answer. */
function takeAnswer(heard: Uint8Array, wants: (frame: Frame) => boolean) {
  for (let from = 0; ; ) {
    const found = findFrame(heard.subarray(from))
    if (!found) return undefined
    if ('broken' in found) throw new BusFault('mismatch', 'check sum of the answer is wrong')
    if (wants(found.frame)) return { frame: heard.subarray(from, from + found.used), used: from + found.used }
    from += found.used
  }
}

function isDataOf(message: Message, di: string): boolean {
  return message.kind === 'data' && message.di === di
}

function answersTo(frame: Frame, request: Frame): boolean {
  return (frame.control & 0x1f) === (request.control & 0x1f)
}

function joinBytes(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
