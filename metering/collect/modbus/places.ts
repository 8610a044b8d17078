export type Range = { address: number; count: number }

/** Where makers put what a meter measures; a site adds ranges of its own. */
export const usualRanges: readonly Range[] = [
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

/** Places where a table of registers may begin, the likelier first: round in hexadecimal, then round in decimal. */
export const sweepPlaces: readonly number[] = [
  ...new Set([...steps(0x1000), ...steps(0x100), ...steps(1_000), ...steps(0x80), ...steps(100)]),
]

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

function steps(size: number): number[] {
  return Array.from({ length: Math.ceil(0x10000 / size) }, (_, at) => at * size)
}
