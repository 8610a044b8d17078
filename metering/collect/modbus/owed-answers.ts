import { BadFrame, takeRtuAnswer } from '../../wire/modbus.ts'
import { BusFault } from '../lines/fault.ts'

/** After so long an answer that was given up does not come any more. */
const LATE_MS = 5_000

type Asked = { unit: number; functionCode: 3 | 4; address: number; count: number }

/** An earlier answer of the unit may still come, and would look like the answer to this request; may be asked again later. */
export class AnswerOwed extends BusFault {
  readonly waitMs: number

  constructor(unit: number, waitMs: number) {
    super('timeout', `unit ${unit} still owes an answer that looks the same`)
    this.waitMs = waitMs
  }
}

/**
 * Requests that were given up, on a line whose frames have no numbers. An RTU answer tells its unit and length and no
 * more: until a late one can no longer come, the same unit is asked for the same registers only, or for another number
 * of them.
 */
export class OwedAnswers {
  private readonly given = new Map<number, (Asked & { untilMs: number })[]>()

  record(asked: Asked, nowMs: number): void {
    const { unit, functionCode, address, count } = asked
    const others = this.owedBy(unit, nowMs)
    this.given.set(unit, [...others, { unit, functionCode, address, count, untilMs: nowMs + LATE_MS }])
  }

  /** Throws `AnswerOwed`. */
  refuseIfMistakable(asked: Asked, nowMs: number): void {
    if (this.given.size === 0) return
    const mistakable = this.owedBy(asked.unit, nowMs).filter(
      (owed) =>
        owed.count === asked.count && (owed.address !== asked.address || owed.functionCode !== asked.functionCode),
    )
    const untilMs = Math.max(...mistakable.map((owed) => owed.untilMs))
    if (mistakable.length > 0) throw new AnswerOwed(asked.unit, untilMs - nowMs)
  }

  /** Whether an exception of this unit may belong to an earlier request. */
  isOwedBy(unit: number, nowMs: number): boolean {
    return this.given.size > 0 && this.owedBy(unit, nowMs).length > 0
  }

  /** Units whose given-up answer is among these bytes. */
  listAnswered(heard: Uint8Array, nowMs: number): number[] {
    if (this.given.size === 0) return []
    return [...this.given.keys()].filter((unit) =>
      this.owedBy(unit, nowMs).some(({ functionCode, count }) =>
        isThere(heard, { unit, functionCode, dataBytes: count * 2 }),
      ),
    )
  }

  private owedBy(unit: number, nowMs: number): (Asked & { untilMs: number })[] {
    const still = (this.given.get(unit) ?? []).filter(({ untilMs }) => untilMs > nowMs)
    if (still.length === 0) this.given.delete(unit)
    return still
  }
}

function isThere(heard: Uint8Array, expected: Parameters<typeof takeRtuAnswer>[1]): boolean {
  try {
    return takeRtuAnswer(heard, expected) !== undefined
  } catch (fault) {
    if (!(fault instanceof BadFrame)) throw fault
    return false
  }
}
