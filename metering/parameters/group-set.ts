import type { Role } from '../../db/context.ts'
import { figureSet } from '../../db/parameters/figures.ts'

const seconds = { zh: '秒', en: 's' }
const permille = { zh: '‰', en: '‰' }
const points = { zh: '户', en: 'points' }
const meters = { zh: '只', en: 'meters' }
const districts = { zh: '个台区', en: 'districts' }
const feeders = { zh: '条', en: 'feeders' }

const shares = ['district-permille', 'voltage-permille']

export const groupSet = figureSet({
  name: 'alarm-group-rule',
  department: 'metering',
  kind: 'threshold',
  title: { zh: '告警归并', en: 'Grouping of alarms' },
  about: {
    zh: '同一台区、线路、变电站有多少户在多长时间内同时告警，归并为一条；恢复多少后解除。',
    en: 'How many points of a district, feeder or substation within how long become one alarm, and by when it is over.',
  },
  table: 'alarm_group_rule',
  change: { drafts: ['acquisition', 'manager'] as Role[], releases: ['manager'] as Role[] },
  rules: {
    'window-seconds': {
      ...{ zh: '停电：视为同时的时间', en: 'Outage: counted as at once within' },
      ...{ unit: seconds, least: 30, most: 3600 },
    },
    'silence-seconds': {
      ...{ zh: '采集中断：最晚在最后数据后', en: 'Silence began at most after the last data' },
      ...{ unit: seconds, least: 60, most: 86400 },
    },
    proofs: {
      ...{ zh: '停电：至少多少只表报告失电', en: 'Outage: meters that told of it, at least' },
      ...{ unit: meters, least: 1, most: 50 },
    },
    'district-points': {
      ...{ zh: '台区：至少多少户', en: 'District: points at least' },
      ...{ unit: points, least: 2, most: 500 },
    },
    'district-permille': {
      ...{ zh: '台区：占可上报户数', en: 'District: share of the points' },
      ...{ unit: permille, least: 50, most: 1000 },
    },
    'feeder-districts': {
      ...{ zh: '线路：至少多少台区', en: 'Feeder: districts at least' },
      ...{ unit: districts, least: 2, most: 200 },
    },
    'feeder-permille': {
      ...{ zh: '线路：占所带台区', en: 'Feeder: share of its districts' },
      ...{ unit: permille, least: 50, most: 1000 },
    },
    'substation-feeders': {
      ...{ zh: '变电站：至少多少出线', en: 'Substation: feeders at least' },
      ...{ unit: feeders, least: 2, most: 50 },
    },
    'substation-permille': {
      ...{ zh: '变电站：占出线数', en: 'Substation: share of its feeders' },
      ...{ unit: permille, least: 50, most: 1000 },
    },
    'voltage-window-seconds': {
      ...{ zh: '电压：视为同时的时间', en: 'Voltage: counted as at once within' },
      ...{ unit: seconds, least: 60, most: 86400 },
    },
    'voltage-points': {
      ...{ zh: '电压：至少多少户', en: 'Voltage: points at least' },
      ...{ unit: points, least: 2, most: 500 },
    },
    'voltage-permille': {
      ...{ zh: '电压：占可上报户数', en: 'Voltage: share of the points' },
      ...{ unit: permille, least: 50, most: 1000 },
    },
    'recovered-permille': {
      ...{ zh: '恢复：占曾受影响户数', en: 'Over once recovered' },
      ...{ unit: permille, least: 500, most: 1000 },
    },
  },
  // What is left when a group is over must not be enough for the same group again.
  checkBeside: ({ key, value, from }, others) => {
    const other = (rule: string) =>
      others
        .filter((row) => row.key.rule === rule && (row.to === null || row.to > from))
        .map((row) => Number(row.value.figure))
    const figure = Number(value.figure)
    const isApart =
      key.rule === 'recovered-permille'
        ? shares.flatMap(other).every((share) => 1000 - figure < share)
        : !shares.includes(key.rule ?? '') ||
          other('recovered-permille').every((recovered) => 1000 - recovered < figure)
    return isApart ? undefined : { column: 'figure', message: '恢复后余下的份额须小于归并的份额' }
  },
})
