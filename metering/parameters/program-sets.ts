import { checkRuleOn } from '../../db/customers/device-checks.ts'
import { type ProgramFigure, programRows } from '../../db/parameters/program.ts'
import type { ParameterSet, Said } from '../../db/parameters/set.ts'
import { clockRuleOn } from '../rules/clock-setting.ts'
import { schedules } from '../rules/collection-schedule.ts'
import { voltageLimits } from '../rules/quality-limits.ts'
import { planRuleOn } from '../rules/reading-plan.ts'
import { repairRuleOn } from '../rules/repair.ts'

/** The latest of each counts. */
const LATEST = '9999-12-31'
const days: Said = { zh: '天', en: 'days' }
const hours: Said = { zh: '小时', en: 'hours' }
const minutes: Said = { zh: '分钟', en: 'minutes' }
const seconds: Said = { zh: '秒', en: 'seconds' }
const percent: Said = { zh: '%', en: '%' }
const years: Said = { zh: '年', en: 'years' }

function figure(
  { validFrom: from, basis }: { validFrom: string; basis: string },
  code: string,
  title: Said,
  value: number,
  unit: Said,
): ProgramFigure {
  return { code, title, value, unit, from, basis }
}

function readingFigures(): ProgramFigure[] {
  const plan = planRuleOn(LATEST)
  return [
    figure(plan, 'plan-ahead', { zh: '抄表计划提前生成', en: 'Plans are made ahead' }, plan.aheadDays, days),
    figure(plan, 'plan-recall', { zh: '例日后自动补召', en: 'Registers are called again for' }, plan.recallDays, days),
    figure(plan, 'plan-site', { zh: '可派现场补抄', en: 'Somebody may be sent for' }, plan.siteDays, days),
    figure(plan, 'plan-calls', { zh: '退回后重召次数', en: 'Calls after a return' }, plan.calls, {
      zh: '次',
      en: 'calls',
    }),
    figure(plan, 'plan-wait', { zh: '重召首次间隔', en: 'First wait between calls' }, plan.callWaitMinutes, minutes),
  ]
}

function collectionFigures(): ProgramFigure[] {
  const schedule = schedules.at(-1)
  const repair = repairRuleOn(LATEST)
  const clock = clockRuleOn(LATEST)
  return [
    ...(schedule
      ? [
          figure(
            schedule,
            'freeze-deadline',
            { zh: '日冻结到齐时限，次日', en: 'Day freezes are in by' },
            schedule.deadlineMs['day-freeze'] / 3_600_000,
            hours,
          ),
          figure(
            schedule,
            'curve-deadline',
            { zh: '曲线到齐时限，次日', en: 'Curves are in by' },
            schedule.deadlineMs.curve / 3_600_000,
            hours,
          ),
        ]
      : []),
    figure(
      repair,
      'repair-days',
      { zh: '连续缺数开消缺单', en: 'Missing days that open a repair' },
      repair.missingDays,
      days,
    ),
    figure(repair, 'repair-reopen', { zh: '关单后重开', en: 'Opened again within' }, repair.reopenDays, days),
    figure(
      clock,
      'clock-most',
      { zh: '广播校时最多', en: 'A broadcast corrects at most' },
      clock.mostMs / 60_000,
      minutes,
    ),
    figure(
      clock,
      'clock-automatic',
      { zh: '时钟偏差自动校时', en: 'Set by itself from' },
      clock.automaticMs / 1000,
      seconds,
    ),
  ]
}

function deviceFigures(): ProgramFigure[] {
  const voltage = voltageLimits.at(-1)
  const check = (kind: 'meter' | 'ct', accuracyClass: string, code: string, title: Said): ProgramFigure => {
    const rule = checkRuleOn({ kind, accuracyClass }, LATEST)
    return { code, title, value: rule.years ?? 0, unit: years, from: rule.from, basis: rule.basis }
  }
  return [
    ...(voltage
      ? [
          figure(voltage, 'voltage-high', { zh: '电压越上限', en: 'Voltage too high' }, voltage.highPercent, percent),
          figure(voltage, 'voltage-low', { zh: '电压越下限', en: 'Voltage too low' }, voltage.lowPercent, percent),
        ]
      : []),
    check('meter', '0.5S', 'check-fine', {
      zh: '检定周期：0.2S、0.5S 级电能表',
      en: 'Check: meters of class 0.2S, 0.5S',
    }),
    check('meter', '1', 'check-meter', { zh: '检定周期：其他电能表', en: 'Check: other meters' }),
    check('ct', '0.5S', 'check-transformer', { zh: '检定周期：互感器', en: 'Check: transformers' }),
  ]
}

export const programSets: ParameterSet[] = [
  {
    name: 'metering-figures',
    department: 'metering',
    kind: 'threshold',
    title: { zh: '采集与计量规则取值', en: 'Figures of collection and metering' },
    about: {
      zh: '抄表计划、补召、消缺、校时、电压告警和检定周期的天数与界限；写在程序里，随版本修改。',
      en: 'Days and limits of reading plans, repairs, clocks, voltage alarms and checks; held by the program.',
    },
    tables: [],
    change: { how: 'release' },
    rows: programRows([...readingFigures(), ...collectionFigures(), ...deviceFigures()]),
  },
]
