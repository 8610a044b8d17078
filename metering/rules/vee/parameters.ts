/**
 * The rules' thresholds as dated data with their basis. Quiet by default: set so that the measured homes and the town
 * show few findings a meter and month (README). A site adds its own dated rows in `vee_parameter`.
 */
import type { Limits, RuleId, Severity } from './series.ts'

export type Parameter = {
  rule: RuleId
  /** Civil day from which it holds. */
  from: string
  name: string
  value: number
  unit: string
  severity: Severity
  basis: string
}

const FROM = '2020-01-01'
const practice = '经验值,按实测住户数据调定 practice, tuned on measured homes'
const row = (rule: RuleId, severity: Severity, basis: string, values: [string, number, string][]): Parameter[] =>
  values.map(([name, value, unit]) => ({ rule, from: FROM, name, value, unit, severity, basis }))

export const defaultParameters: readonly Parameter[] = [
  ...row('missing', 'warning', practice, [['longHours', 6, 'h']]),
  ...row('duplicate', 'info', '同一时刻只有一个值 one value an instant', [['toleranceWh', 0.5, 'Wh']]),
  ...row('clock', 'warning', '读数应落在时标上 readings belong on the marks of their schedule', [
    ['offGrid', 10, 'readings'],
  ]),
  ...row('interval-size', 'warning', practice, [['leastIntervals', 12, 'intervals']]),
  ...row('negative', 'error', '正反向分别计量 import and export are counted apart', [['toleranceWh', 0.5, 'Wh']]),
  ...row('spike', 'warning', practice, [
    ['timesTop', 5, 'times'],
    ['floorWh', 100, 'Wh'],
    ['leastDays', 7, 'days'],
    ['certainTimes', 30, 'times'],
  ]),
  ...row('zero-run', 'warning', practice, [
    ['hours', 48, 'h'],
    ['usedShare', 0.9, 'share'],
  ]),
  ...row('flat-line', 'warning', practice, [
    ['hours', 24, 'h'],
    ['leastSteps', 10, 'steps'],
    ['standstillW', 200, 'W'],
    ['standstillHours', 3, 'h'],
  ]),
  ...row('high-use', 'warning', practice, [
    ['spanDays', 28, 'days'],
    ['leastDays', 5, 'days'],
    ['timesMost', 2.5, 'times'],
    ['floorWh', 2000, 'Wh'],
    ['slotHours', 2, 'h'],
    ['slotTimes', 5, 'times'],
    ['slotFloorW', 1500, 'W'],
  ]),
  ...row('low-use', 'warning', practice, [
    ['spanDays', 28, 'days'],
    ['leastDays', 5, 'days'],
    ['shareOfLeast', 0.1, 'share'],
    ['floorWh', 2000, 'Wh'],
  ]),
  ...row('sum-check', 'error', '各时段之和等于示数差 intervals add up to the register', [
    ['share', 0.005, 'share'],
    ['stepWh', 20, 'Wh'],
  ]),
  ...row('sibling-channels', 'warning', '有功、分相、分费率的算术关系 arithmetic of the quantities', [
    ['periodShare', 0.005, 'share'],
    ['periodWh', 100, 'Wh'],
    ['powerShare', 0.25, 'share'],
    ['powerW', 150, 'W'],
    ['powerHours', 2, 'h'],
  ]),
  ...row('multiplier', 'error', '互感器标准变比 ratios of current transformers (GB/T 20840.2)', [
    ['share', 0.08, 'share'],
    ['leastHours', 12, 'h'],
    ['leastWh', 500, 'Wh'],
  ]),
  ...row('impossible-value', 'error', '超出电能表工作范围 outside the range of a meter', [
    ['voltageHigh', 1.4, 'times'],
    ['voltageLow', 0.5, 'times'],
    ['currentTimes', 1.5, 'times'],
    ['flowingA', 0.5, 'A'],
  ]),
  ...row('inactive-use', 'warning', practice, [['whPerDay', 200, 'Wh']]),
  ...row('register-glitch', 'info', '示数跳变后复原 a value between good readings that neither follows', [
    ['leastWh', 0, 'Wh'],
  ]),
  ...row('register-reset', 'warning', '示数下降 a register that began again', [['leastWh', 0, 'Wh']]),
  ...row('register-jump', 'warning', '超出额定容量与时间所限的最大可能用电', [['leastWh', 0, 'Wh']]),
  ...row('register-rollover', 'info', '示数翻转 over the last digit', [['leastWh', 0, 'Wh']]),
  ...row('silent-exchange', 'warning', '示数下降后不可能由零计起 a new meter nobody reported', [['leastWh', 0, 'Wh']]),
]

export type RuleSettings = { severity: Severity; limits: Limits }

/** What holds for each rule on a civil day: of one name the latest that has begun; a site's rows come after the defaults. */
export function settingsOn(
  day: string,
  parameters: readonly Parameter[] = defaultParameters,
): Map<RuleId, RuleSettings> {
  const settings = new Map<RuleId, RuleSettings>()
  const begun = parameters.filter(({ from }) => from <= day).sort((a, b) => a.from.localeCompare(b.from))
  for (const { rule, name, value, severity } of begun) {
    const known = settings.get(rule) ?? { severity, limits: {} }
    settings.set(rule, { severity, limits: { ...known.limits, [name]: value } })
  }
  return settings
}
