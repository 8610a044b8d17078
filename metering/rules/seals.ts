/**
 * Decides whether a seal (封印) that somebody says he put on can be his: one that the store has received is in his hands,
 * and is used once. Numbers that the store does not know are text. From practice.
 */
export type SealFacts = {
  sealNo: string
  isSeal: boolean
  place: string
  person: string | null
  /** Where it is since. */
  since: Date
  wasInstalled: boolean
}
export type SealRefusal = 'NOT_A_SEAL' | 'SEAL_USED' | 'SEAL_NOT_IN_HAND'

export function refuseSeal(seal: SealFacts, use: { person: string; at: Date; isWaiting: boolean }): SealRefusal | null {
  if (!seal.isSeal) return 'NOT_A_SEAL'
  if (seal.wasInstalled || use.isWaiting || seal.place === 'scrapped') return 'SEAL_USED'
  return seal.place === 'person' && seal.person === use.person && seal.since < use.at ? null : 'SEAL_NOT_IN_HAND'
}
