import type { Column, Key, ParameterSet, Value } from '../../db/parameters/set.ts'
import { alarmKinds } from '../rules/alarm-kinds/all.ts'
import { type MeasuredKind, measureOf } from '../rules/alarm-measures.ts'
import { measuredUnits } from '../rules/alarm-units.ts'

const unitsOf = ({ kind }: Key) => (isMeasured(kind) ? measuredUnits[kind] : undefined)
const isUnmeasured = ({ kind }: Key) => !isMeasured(kind)
const minutes = { type: 'integer', unit: { zh: '分钟', en: 'min' }, least: 0, most: 10_080 } as const

function isMeasured(kind: string | null | undefined): kind is MeasuredKind {
  return typeof kind === 'string' && Object.hasOwn(measureOf, kind)
}

const values: Column[] = [
  { name: 'enabled', title: { zh: '启用', en: 'On' }, type: 'flag' },
  {
    ...{ name: 'severity', title: { zh: '级别', en: 'Severity' }, type: 'code' },
    words: {
      critical: { zh: '紧急', en: 'Critical' },
      warning: { zh: '一般', en: 'Warning' },
      info: { zh: '提示', en: 'Notice' },
    },
    none: { zh: '按告警目录', en: 'as catalogued' },
  },
  {
    ...{ name: 'raise_at', title: { zh: '告警值', en: 'Raised beyond' }, type: 'decimal', most: 100_000 },
    ...{ unit: (key) => unitsOf(key)?.[0], isLeftOut: isUnmeasured },
  },
  {
    ...{ name: 'clear_at', title: { zh: '恢复值', en: 'Over again at' }, type: 'decimal', most: 100_000 },
    ...{ unit: (key) => unitsOf(key)?.[0], isLeftOut: isUnmeasured },
  },
  {
    ...{ name: 'raise_minutes', title: { zh: '持续多久告警', en: 'Raised after' }, ...minutes },
    isLeftOut: (key) => isUnmeasured(key) && key.kind !== 'meter-stale',
  },
  {
    ...{ name: 'clear_minutes', title: { zh: '持续多久恢复', en: 'Over after' }, ...minutes },
    isLeftOut: isUnmeasured,
  },
  {
    ...{ name: 'least_load', title: { zh: '负荷不低于', en: 'From a load of' }, type: 'decimal', most: 100_000 },
    ...{ unit: (key) => unitsOf(key)?.[1] ?? undefined, isLeftOut: (key) => !unitsOf(key)?.[1] },
  },
]

/** What raises an alarm, how long it must hold, how grave it is and whether it is on; a kind without a row is as the catalogue has it. */
export const alarmKindSet: ParameterSet = {
  name: 'alarm-kind-rule',
  department: 'metering',
  kind: 'threshold',
  title: { zh: '告警规则', en: 'Rules of alarms' },
  about: {
    zh: '每种告警的告警值、恢复值、持续时间、级别和是否启用；没有列出的种类按告警目录。修改前可在“告警试算”中看看会有多少告警。',
    en: 'Of each kind of alarm: thresholds, how long they must hold, severity, whether it is on; others are as catalogued. Try a change out under “What-if of alarms” first.',
  },
  tables: ['alarm_kind_rule'],
  tryAt: '/grid/alarms/trial?kind=',
  change: { how: 'two', drafts: ['acquisition', 'manager'], releases: ['manager'] },
  rows: {
    table: 'alarm_kind_rule',
    keys: [
      {
        ...{ name: 'kind', title: { zh: '告警', en: 'Alarm' }, type: 'code' },
        words: Object.fromEntries(Object.entries(alarmKinds).map(([kind, { title }]) => [kind, title])),
      },
    ],
    values,
    basis: 'basis',
    confirmed: 'confirmed',
    hasEnd: true,
    mayAdd: true,
    check: checkThresholds,
  },
}

function checkThresholds(
  { kind }: Key,
  { raise_at, clear_at }: Value,
): { column: string; message: string } | undefined {
  if (!isMeasured(kind)) return undefined
  const [raiseAt, clearAt] = [Number(raise_at), Number(clear_at)]
  const isMore = measureOf[kind].worse === 'more'
  if (isMore ? clearAt <= raiseAt : clearAt >= raiseAt) return undefined
  return { column: 'clear_at', message: isMore ? '恢复值不能大于告警值' : '恢复值不能小于告警值' }
}
