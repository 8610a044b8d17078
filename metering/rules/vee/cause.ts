/** Where a group of findings most likely has its cause. From practice: what many points of a terminal share is not theirs. */
import type { Cause } from '../../vee/exception-shapes.ts'

const byRule: Record<string, Cause> = {
  clock: 'clock',
  'interval-size': 'file',
  multiplier: 'file',
  'sum-check': 'file',
  'sibling-channels': 'file',
  'silent-exchange': 'file',
  'zero-run': 'customer',
  'high-use': 'customer',
  'low-use': 'customer',
  'inactive-use': 'customer',
}

const MANY = 3

export function suspectCause(group: { rule: string; points: number; pointsOfTerminal: number }): Cause {
  if (group.points >= MANY && group.points * 2 >= group.pointsOfTerminal) return 'terminal'
  if (group.rule === 'missing') return group.points >= MANY ? 'channel' : 'meter'
  return byRule[group.rule] ?? 'meter'
}
