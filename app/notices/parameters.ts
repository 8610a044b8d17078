import { toClock } from '../../db/parameters/clock.ts'
import { figureSet } from '../../db/parameters/figures.ts'
import type { ParameterSet, Rows } from '../../db/parameters/set.ts'

const clock = { unit: { zh: '', en: '' }, least: 0, most: 1439, isClock: true }

const quiet: Record<string, string> = { 'quiet-from': '免打扰开始', 'quiet-to': '免打扰结束' }

/** Hours that begin when they end are none, or the whole day: nobody could tell. */
const refuseNoHours: NonNullable<Rows['checkBeside']> = ({ key, value, from }, others) => {
  const title = quiet[key.rule ?? '']
  const same = others.find(
    (other) =>
      title !== undefined &&
      other.key.rule !== key.rule &&
      quiet[other.key.rule ?? ''] !== undefined &&
      other.value.figure === value.figure &&
      (other.to === null || other.to > from),
  )
  if (!same) return undefined
  const at = toClock(Number(value.figure))
  return { column: 'figure', message: `${title}不能与${quiet[same.key.rule ?? '']}相同(${same.from} 起为 ${at})` }
}

export const noticeParameters: ParameterSet[] = [
  figureSet({
    name: 'notice-rule',
    department: 'app',
    kind: 'limit',
    title: { zh: '通知与免打扰', en: 'Notices and quiet hours' },
    about: {
      zh: '没有自行设置的客户，什么时段不发短信；多久以前的事不再发短信。',
      en: 'When no message goes to customers who chose no hours of their own; what is too long past to ring for.',
    },
    table: 'notice_rule',
    checkBeside: refuseNoHours,
    change: { drafts: ['manager'], releases: ['manager', 'admin'] },
    rules: {
      'quiet-from': { zh: '免打扰开始', en: 'Quiet from', ...clock },
      'quiet-to': { zh: '免打扰结束', en: 'Quiet to', ...clock },
      'stale-hours': {
        zh: '不再发短信',
        en: 'Too long past after',
        unit: { zh: '小时', en: 'hours' },
        least: 1,
        most: 720,
      },
    },
  }),
]
