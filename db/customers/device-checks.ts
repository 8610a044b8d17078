/**
 * Decides how long the laboratory's check of a device lasts (检定周期). Electronic meters by JJG 596-2012: classes 0.2S and
 * 0.5S six years, others eight; current and voltage transformers ten years by JJG 1021-2007 (known to people of the trade,
 * the documents were not at hand). Terminals and seals are tested once, without an end.
 */

import { addDays, addMonths } from '../time.ts'

export type CheckRule = { from: string; years: number | null; basis: string }
type Checked = { kind: 'meter' | 'ct' | 'pt' | 'terminal' | 'seal'; accuracyClass: string }

const FINE = ['0.2S', '0.5S', '0.2', '0.5']

const meters: CheckRule[] = [{ from: '2013-01-01', years: 8, basis: 'JJG 596-2012' }]
const fineMeters: CheckRule[] = [{ from: '2013-01-01', years: 6, basis: 'JJG 596-2012' }]
const transformers: CheckRule[] = [{ from: '2008-01-01', years: 10, basis: 'JJG 1021-2007' }]
const tested: CheckRule[] = [{ from: '2000-01-01', years: null, basis: '到货验收' }]

export function checkRuleOn({ kind, accuracyClass }: Checked, day: string): CheckRule {
  const rules = rulesOf(kind, FINE.includes(accuracyClass))
  const rule = rules.findLast((each) => each.from <= day) ?? rules[0]
  if (!rule) throw new Error(`no rule of checks for ${kind}`)
  return rule
}

/** A check begins on the day that it was made, and lasts until the day before that day some years later. */
export function lastsUntil({ years }: CheckRule, checkedOn: string): string | null {
  return years === null ? null : addDays(addMonths(checkedOn, 12 * years), -1)
}

function rulesOf(kind: Checked['kind'], isFine: boolean): CheckRule[] {
  if (kind === 'meter') return isFine ? fineMeters : meters
  return kind === 'ct' || kind === 'pt' ? transformers : tested
}
