/**
 * Why something that was due did not come, and where a repair begins. From practice: what stands nearest to the master
 * comes first, since a terminal that is gone explains every meter behind it.
 */

export const causes = [
  'never-installed',
  'file-without-link',
  'file-without-profile',
  'terminal-offline',
  'line-unreachable',
  'supply-off',
  'clock-wrong',
  'data-doubted',
  'file-mismatch',
  'meter-refuses',
  'bad-answers',
  'meter-silent',
  'terminal-not-telling',
  'unexplained',
] as const
export type Cause = (typeof causes)[number]

export type Place = 'terminal' | 'channel' | 'meter' | 'file' | 'clock' | 'data' | 'supply'

const places: Record<Cause, Place> = {
  'never-installed': 'file',
  'file-without-link': 'file',
  'file-without-profile': 'file',
  'terminal-offline': 'terminal',
  'line-unreachable': 'channel',
  'supply-off': 'supply',
  'clock-wrong': 'clock',
  'data-doubted': 'data',
  'file-mismatch': 'file',
  'meter-refuses': 'file',
  'bad-answers': 'channel',
  'meter-silent': 'meter',
  'terminal-not-telling': 'terminal',
  unexplained: 'meter',
}

export function placeOf(cause: Cause): Place {
  return places[cause]
}

/** What is known of a point round the time that is missing. */
export type Facts = {
  isInstalled: boolean
  hasLink: boolean
  isMqtt: boolean
  hasProfile: boolean
  /** The terminal was off line when the day was counted, or had an alarm of it during the day. */
  isTerminalOffline: boolean
  /** What the latest failed attempt on the meter was, by its line or its terminal, while no reading has come since. */
  fault: string | null
  /** The meter or its terminal had told of a lost supply. */
  isSupplyOff: boolean
  driftMs: number | null
  /** Readings of the meter came and were put aside as being of the future. */
  isFromFuture: boolean
  /** Registers of that time are held or were rejected. */
  isDoubted: boolean
  /** The terminal reports meters that the customer file does not know. */
  reportsStrangers: boolean
}

/** Beyond this a freeze or an interval stands at a wrong time. */
const WRONG_CLOCK_MS = 300_000

export function explainGap(facts: Facts): Cause {
  if (!facts.isInstalled) return 'never-installed'
  if (!facts.hasLink) return 'file-without-link'
  if (!facts.isMqtt && !facts.hasProfile) return 'file-without-profile'
  if (facts.fault === 'unreachable' || facts.fault === 'connection') return 'line-unreachable'
  if (facts.isTerminalOffline) return 'terminal-offline'
  if (facts.isSupplyOff) return 'supply-off'
  if (facts.isFromFuture || (facts.driftMs !== null && Math.abs(facts.driftMs) > WRONG_CLOCK_MS)) return 'clock-wrong'
  if (facts.isDoubted) return 'data-doubted'
  if (facts.reportsStrangers || facts.fault === 'no-such-meter') return 'file-mismatch'
  if (facts.fault === 'refused') return 'meter-refuses'
  if (facts.fault === 'mismatch') return 'bad-answers'
  if (facts.fault === 'timeout') return 'meter-silent'
  return facts.isMqtt ? 'terminal-not-telling' : 'unexplained'
}
