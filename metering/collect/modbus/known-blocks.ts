import type { KnownBlocks } from '../../rules/block-plan.ts'

type Known = KnownBlocks & { profile: string }

/** What each unit has turned out to allow, by line and unit. */
const knownOf = new Map<string, Known>()

export function findKnownBlocks(line: string, unit: number, profile: string): KnownBlocks | undefined {
  const known = knownOf.get(`${line}/${unit}`)
  return known?.profile === profile ? known : undefined
}

export function keepKnownBlocks(line: string, unit: number, profile: string, known: KnownBlocks | undefined): void {
  if (known) knownOf.set(`${line}/${unit}`, { ...known, profile })
  else knownOf.delete(`${line}/${unit}`)
}

/** Another meter hangs there now, or none. */
export function forgetUnit(line: string, unit: number | string): void {
  knownOf.delete(`${line}/${unit}`)
}

/** Units that are asked otherwise than their profile says. */
export function countKnownBlocks(): number {
  return knownOf.size
}
