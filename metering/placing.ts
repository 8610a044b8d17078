import type { Installed } from './sql/installations.ts'

type Report = {
  at: Date
  /** The MQTT terminal that told it. */
  terminal?: string | undefined
}
/** `linked`: the file joins the meter to the terminal that told of it; else it joins it to none. */
export type Place =
  | { installed: Installed; linked: boolean }
  | { because: 'UNKNOWN_METER' | 'IN_THE_FUTURE' | 'NOT_INSTALLED_THEN' | 'NOT_THIS_TERMINAL' }

/** A clock that runs ahead by more than this is wrong, not early. */
const FUTURE_MS = 600_000

/** Which of a meter's installations a reading or an event belongs to, or why it is not taken. */
export function placeOf(installations: readonly Installed[] | undefined, report: Report, now: Date): Place {
  if (!installations) return { because: 'UNKNOWN_METER' }
  if (isAhead(report.at, now)) return { because: 'IN_THE_FUTURE' }
  const installed = installations.find((each) => wasInstalled(each, report.at))
  if (!installed) return { because: 'NOT_INSTALLED_THEN' }
  const link = linkOf(installed, report)
  return link === 'another' ? { because: 'NOT_THIS_TERMINAL' } : { installed, linked: link === 'this' }
}

export function isAhead(at: Date, now: Date): boolean {
  return at.getTime() > now.getTime() + FUTURE_MS
}

/** The closing reading of a meter that is taken off belongs to it. */
function wasInstalled(installed: Installed, at: Date): boolean {
  const atMs = at.getTime()
  return atMs >= installed.installedAt.getTime() && (!installed.removedAt || atMs <= installed.removedAt.getTime())
}

/** Whether the file joins the meter to the terminal that told it, to another, or to none at that time. */
function linkOf({ links }: Installed, { terminal, at }: Report): 'this' | 'another' | 'none' {
  if (terminal === undefined) return 'this'
  const atMs = at.getTime()
  let found: 'another' | 'none' = 'none'
  for (const { terminal: linked, fromMs, toMs } of links) {
    if (atMs < fromMs || (toMs !== null && atMs > toMs)) continue
    if (linked === terminal) return 'this'
    found = 'another'
  }
  return found
}
