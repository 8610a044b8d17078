/** Runs every rule over one series. */
import { checkFlatLine } from './flat-line.ts'
import { checkHighUse, checkLowUse } from './history.ts'
import { checkImpossible } from './impossible.ts'
import { checkInactive } from './inactive.ts'
import { checkMissing } from './missing.ts'
import { checkMultiplier } from './multiplier.ts'
import { checkNegative } from './negative.ts'
import type { RuleSettings } from './parameters.ts'
import type { Check, Finding, PointFacts, RuleId, Series } from './series.ts'
import { checkSiblings } from './sibling.ts'
import { checkSpike } from './spike.ts'
import { checkSum } from './sum-check.ts'
import { checkZeroRun } from './zero-run.ts'

const checks: readonly (readonly [RuleId, Check])[] = [
  ['missing', checkMissing],
  ['negative', checkNegative],
  ['spike', checkSpike],
  ['zero-run', checkZeroRun],
  ['flat-line', checkFlatLine],
  ['high-use', checkHighUse],
  ['low-use', checkLowUse],
  ['sum-check', checkSum],
  ['sibling-channels', checkSiblings],
  ['multiplier', checkMultiplier],
  ['impossible-value', checkImpossible],
  ['inactive-use', checkInactive],
]

/** What does not hold, in order of time. A rule without parameters on that day is not in force. */
export function checkSeries(series: Series, facts: PointFacts, settings: ReadonlyMap<RuleId, RuleSettings>): Finding[] {
  const findings = checks.flatMap(([rule, check]) => {
    const setting = settings.get(rule)
    if (!setting) return []
    return check(series, facts, setting.limits).map((found) => ({ rule, severity: setting.severity, ...found }))
  })
  return findings.sort((a, b) => a.fromMs - b.fromMs || a.rule.localeCompare(b.rule))
}
