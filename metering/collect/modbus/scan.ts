import type { Sample } from '../../rules/probe/candidates.ts'
import { BusFault } from '../lines/fault.ts'
import type { Line } from '../lines/line.ts'
import { requestRegisters } from './request.ts'

/** Where makers put what a meter measures; a site adds ranges of its own. */
const USUAL_RANGES: readonly Range[] = [
  { address: 0x0000, count: 0x180 },
  { address: 0x0300, count: 0x40 },
  { address: 0x0500, count: 0x40 },
  { address: 0x0800, count: 0x60 },
  { address: 0x1000, count: 0x60 },
  { address: 0x2000, count: 0x60 },
  { address: 0x4000, count: 0x60 },
  { address: 2_990, count: 0x110 },
  { address: 0x5000, count: 0x80 },
  { address: 19_000, count: 0x80 },
]
const FIRST_BLOCK = 32
const ILLEGAL_FUNCTION = 1
/** Meters that are silent where they refuse cost a time-out each. */
const SILENCES = 12

export type Range = { address: number; count: number }
type Words = number[] | 'refused' | 'no such function'

/** Asks an unknown meter for registers, one small request at a time; it only ever reads. */
export class Scanner {
  requests = 0
  /** The most registers that it has answered at once. */
  blockLimit = 2
  /** Whether it has refused registers beside others that it has. */
  refusesHoles = false
  private silences = 0
  private hasAnswered = false
  private readonly line: Line
  private readonly unit: number
  private readonly minGapMs: number

  constructor(line: Line, unit: number, minGapMs: number) {
    this.line = line
    this.unit = unit
    this.minGapMs = minGapMs
  }

  /** Throws `BusFault` where nobody has answered yet, or the line is gone. */
  async read(functionCode: 3 | 4, { address, count }: Range): Promise<Words> {
    this.requests++
    const request = { unit: this.unit, functionCode, address, count, minGapMs: this.minGapMs }
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
      if (fault.kind === 'unreachable' || !this.hasAnswered || ++this.silences > SILENCES) throw fault
      return 'refused'
    }
  }

  /** All words of the usual and given ranges under one function code, halving what is refused down to single registers. */
  async scan(functionCode: 3 | 4, own: readonly Range[]): Promise<Map<number, number>> {
    const words = new Map<number, number>()
    for (const range of [...own, ...USUAL_RANGES]) {
      for (let from = range.address; from < range.address + range.count; from += FIRST_BLOCK) {
        const count = Math.min(FIRST_BLOCK, range.address + range.count - from)
        const isSpoken = await this.scanBlock(functionCode, { address: from, count }, words)
        if (!isSpoken) return words
      }
    }
    return words
  }

  private async scanBlock(functionCode: 3 | 4, block: Range, into: Map<number, number>): Promise<boolean> {
    const waiting = [block]
    const before = into.size
    let refused = 0
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const words = await this.read(functionCode, next)
      if (words === 'no such function') return false
      if (words !== 'refused') {
        for (const [at, word] of words.entries()) into.set(next.address + at, word)
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
    functionCode: 3 | 4,
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
        if (typeof answer === 'object') for (const [at, word] of answer.entries()) words.set(block.address + at, word)
      }
      samples.push({ atMs, words })
    }
    return samples
  }
}

/** The fewest blocks, none longer than `limit`, that cover every register that is there and is not zero, with its neighbours. */
export function blocksOf(words: ReadonlyMap<number, number>, limit: number): Range[] {
  const wanted = [...words.keys()]
    .filter((address) => [-3, -2, -1, 0, 1, 2, 3].some((away) => (words.get(address + away) ?? 0) !== 0))
    .sort((a, b) => a - b)
  const blocks: Range[] = []
  for (const address of wanted) {
    const open = blocks.at(-1)
    if (open && address === open.address + open.count && open.count < limit) open.count++
    else blocks.push({ address, count: 1 })
  }
  return blocks
}
