/** Decides whether a device may take a step in the store (计量资产流转). From practice. */

export type DevicePlace = 'store' | 'person' | 'point' | 'laboratory' | 'scrapped'
export type StoreStep = 'test' | 'check' | 'issue' | 'install' | 'remove' | 'return' | 'scrap'
export type MoveFacts = {
  kind: 'meter' | 'ct' | 'pt' | 'terminal' | 'seal'
  place: DevicePlace
  /** The newest check since it was last taken off a point. */
  check: { passed: boolean; validUntil: string | null } | null
  /** It has been on a point. */
  wasInstalled: boolean
}
export type MoveRefusal =
  | 'SCRAPPED'
  | 'INSTALLED'
  | 'NOT_IN_STORE'
  | 'NOT_IN_LABORATORY'
  | 'NOT_ISSUED'
  | 'NOT_INSTALLED'
  | 'NOT_CHECKED'
  | 'CHECK_FAILED'
  | 'CHECK_OUT_OF_DATE'
  | 'METER_BY_EXCHANGE'
  | 'SEAL_USED'

const from: Record<StoreStep, { places: DevicePlace[]; else: MoveRefusal }> = {
  test: { places: ['store'], else: 'NOT_IN_STORE' },
  check: { places: ['laboratory'], else: 'NOT_IN_LABORATORY' },
  issue: { places: ['store'], else: 'NOT_IN_STORE' },
  install: { places: ['person'], else: 'NOT_ISSUED' },
  remove: { places: ['point'], else: 'NOT_INSTALLED' },
  return: { places: ['person'], else: 'NOT_ISSUED' },
  scrap: { places: ['store', 'laboratory'], else: 'NOT_IN_STORE' },
}

export function decideMove(
  step: StoreStep,
  facts: MoveFacts,
  day: string,
): { ok: true } | { ok: false; because: MoveRefusal } {
  const because = refuseMove(step, facts, day)
  return because ? { ok: false, because } : { ok: true }
}

function refuseMove(step: StoreStep, facts: MoveFacts, day: string): MoveRefusal | null {
  const { kind, place, check } = facts
  if (place === 'scrapped') return 'SCRAPPED'
  // What a meter counted goes into the customer file with it.
  if (kind === 'meter' && (step === 'install' || step === 'remove')) return 'METER_BY_EXCHANGE'
  if (place === 'point' && step !== 'remove') return 'INSTALLED'
  if (!from[step].places.includes(place)) return from[step].else
  if (kind === 'seal') return facts.wasInstalled && (step === 'issue' || step === 'install') ? 'SEAL_USED' : null
  if (step !== 'issue') return null
  if (!check) return 'NOT_CHECKED'
  if (!check.passed) return 'CHECK_FAILED'
  return check.validUntil !== null && check.validUntil < day ? 'CHECK_OUT_OF_DATE' : null
}
