import { type Framing, type LineAddress, nameLine } from './address.ts'
import { Line } from './line.ts'

/** One connection was asked for with two framings: what one calls an answer is noise to the other. */
export class MixedFraming extends Error {
  constructor(name: string, used: Framing, asked: Framing) {
    super(`${name} is used with the framing ${used} and cannot be used with ${asked} too`)
    this.name = 'MixedFraming'
  }
}

const lines = new Map<string, Line>()

/**
 * The line of an address in this process: whoever uses it, uses it through this one. The first to ask may say how long it
 * waits for answers. Throws `MixedFraming`.
 */
export function findLine(address: LineAddress, framing: Framing, timeoutMs?: number): Line {
  const name = nameLine(address)
  const known = lines.get(name)
  if (known && known.framing !== framing) throw new MixedFraming(name, known.framing, framing)
  const line = known ?? new Line(address, framing, timeoutMs)
  lines.set(name, line)
  return line
}

/** Closes a line that nobody uses any more; its address may then be used with another framing. */
export async function dropLine(name: string): Promise<void> {
  const line = lines.get(name)
  lines.delete(name)
  await line?.close()
}

export async function closeLines(): Promise<void> {
  await Promise.all([...lines.keys()].map(dropLine))
}

/** Units that want more silence before a request than their profile says. */
export function countLearnedGaps(): number {
  return [...lines.values()].reduce((sum, line) => sum + line.learnedGaps, 0)
}
