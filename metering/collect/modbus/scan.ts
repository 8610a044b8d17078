import type { Sample } from '../../rules/probe/candidates.ts'
import { BusFault } from '../lines/fault.ts'
import type { Line } from '../lines/line.ts'
import { type Range, sweepPlaces, usualRanges } from './places.ts'
import { requestRegisters } from './request.ts'

const FIRST_BLOCK = 32
/** Sizes with which the whole space is gone through where a meter answers everywhere, the largest that it allows. */
const SWEEP_BLOCKS = [120, 64, 32, 16]
/** Registers that are looked at beside one that answered. */
const AROUND = 0x80
const SPACE = 0x1_0000
const ILLEGAL_FUNCTION = 1
/** Meters that are silent where they refuse cost a time-out each. */
const SILENCES = 12

type FunctionCode = 3 | 4
type Words = number[] | 'refused' | 'no such function'

export type ScanOptions = {
  minGapMs: number
  /** Requests after which nothing new is looked for. */
  budget: number
  /** Requests for all that lies beside the usual places. */
  sweepBudget: number
  timeoutMs: number | undefined
}

/** Asks an unknown meter for registers, one small request at a time; it only ever reads. */
export class Scanner {
  requests = 0
  /** The most registers that it has answered at once. */
  blockLimit = 2
  /** Whether it has refused registers beside others that it has. */
  refusesHoles = false
  private silences = 0
  /** Requests with which a sweep ends; a sweep also ends, and nothing is lost, where silence costs too much. */
  private until: number | undefined
  private hasAnswered = false
  /** Functions that it does not have. */
  private readonly unspoken = new Set<FunctionCode>()
  private readonly line: Line
  private readonly unit: number
  private readonly options: ScanOptions

  constructor(line: Line, unit: number, options: ScanOptions) {
    this.line = line
    this.unit = unit
    this.options = options
  }

  /** Throws `BusFault` where nobody has answered yet, or the line is gone. */
  async read(functionCode: FunctionCode, { address, count }: Range): Promise<Words> {
    this.requests++
    const { minGapMs, timeoutMs } = this.options
    const request = { unit: this.unit, functionCode, address, count, minGapMs, timeoutMs }
    try {
      const words = await this.line.hold('on-demand', () => requestRegisters(this.line, request))
      this.hasAnswered = true
      this.blockLimit = Math.max(this.blockLimit, count)
      return words
    } catch (fault) {
      if (!(fault instanceof BusFault)) throw fault
      if (fault.kind === 'refused') {
        this.hasAnswered = true
        return fault.exceptionCode === ILLEGAL_FUNCTION ? 'no such function' : 'refused'
      }
      if (fault.kind === 'unreachable' || !this.hasAnswered) throw fault
      if (++this.silences > SILENCES && this.until === undefined) throw fault
      return 'refused'
    }
  }

  /** All words of the usual and given ranges under one function code, halving what is refused down to single registers. */
  async scan(functionCode: FunctionCode, own: readonly Range[]): Promise<Map<number, number>> {
    const words = new Map<number, number>()
    for (const range of [...own, ...usualRanges]) {
      for (let from = range.address; from < range.address + range.count && !this.isSpent; from += FIRST_BLOCK) {
        const count = Math.min(FIRST_BLOCK, range.address + range.count - from)
        if (!(await this.scanBlock(functionCode, { address: from, count }, words))) {
          this.unspoken.add(functionCode)
          return words
        }
      }
    }
    return words
  }

  /**
   * The rest of the address space, for this share of the requests that there are for it: in large blocks where the meter answers
   * everywhere, else by what answers at likely places and then round those.
   */
  async sweep(functionCode: FunctionCode, share: number): Promise<Map<number, number>> {
    const words = new Map<number, number>()
    if (this.unspoken.has(functionCode)) return words
    const { budget, sweepBudget } = this.options
    this.until = Math.min(budget, this.requests + sweepBudget * share)
    const size = await this.findSweepBlock(functionCode)
    for (let address = 0; size !== undefined && address < SPACE && !this.isSpent; address += size) {
      const block = { address, count: Math.min(size, SPACE - address) }
      const said = await this.read(functionCode, block)
      if (typeof said === 'object' && said.some((word) => word !== 0)) keep(words, block, said)
    }
    for (const address of size === undefined ? sweepPlaces : []) {
      if (this.isSpent) break
      const isNew = !words.has(address) && address + 2 <= SPACE
      if (isNew && typeof (await this.read(functionCode, { address, count: 2 })) === 'object') {
        await this.scanRound(functionCode, address, words)
      }
    }
    this.until = undefined
    return words
  }

  private async scanRound(functionCode: FunctionCode, address: number, words: Map<number, number>): Promise<void> {
    const from = Math.max(0, address - FIRST_BLOCK)
    for (let at = from; at < Math.min(SPACE, address + AROUND) && !this.isSpent; at += FIRST_BLOCK) {
      await this.scanBlock(functionCode, { address: at, count: Math.min(FIRST_BLOCK, SPACE - at) }, words)
    }
  }

  private get isSpent(): boolean {
    return this.requests >= (this.until ?? this.options.budget) || this.silences > SILENCES
  }

  /** How much is answered at once in places where no meter has anything; undefined where such are refused. */
  private async findSweepBlock(functionCode: FunctionCode): Promise<number | undefined> {
    for (const address of [0xee11, 0x7b3d]) {
      if (typeof (await this.read(functionCode, { address, count: 2 })) !== 'object') return undefined
    }
    for (const count of SWEEP_BLOCKS) {
      if (typeof (await this.read(functionCode, { address: 0xee11, count })) === 'object') return count
    }
    return undefined
  }

  private async scanBlock(functionCode: FunctionCode, block: Range, into: Map<number, number>): Promise<boolean> {
    const waiting = [block]
    const before = into.size
    let refused = 0
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const words = await this.read(functionCode, next)
      if (words === 'no such function') return false
      if (words !== 'refused') {
        keep(into, next, words)
        continue
      }
      refused++
      const half = Math.ceil(next.count / 2)
      if (next.count > 1) {
        waiting.unshift(
          { address: next.address, count: half },
          { address: next.address + half, count: next.count - half },
        )
      }
    }
    if (refused > 0 && into.size > before) this.refusesHoles = true
    return true
  }

  /** Several looks at the same registers, `everyMs` apart. */
  async sample(
    functionCode: FunctionCode,
    blocks: readonly Range[],
    { times, wait, nowMs }: { times: number; wait: () => Promise<void>; nowMs: () => number },
  ): Promise<Sample[]> {
    const samples: Sample[] = []
    for (let time = 0; time < times; time++) {
      if (time > 0) await wait()
      const words = new Map<number, number>()
      const atMs = nowMs()
      for (const block of blocks) {
        const answer = await this.read(functionCode, block)
        if (typeof answer === 'object') keep(words, block, answer)
      }
      samples.push({ atMs, words })
    }
    return samples
  }
}

function keep(into: Map<number, number>, { address }: Range, words: readonly number[]): void {
  for (const [at, word] of words.entries()) into.set(address + at, word)
}
