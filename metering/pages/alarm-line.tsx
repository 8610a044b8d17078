import { Link } from 'react-router'
import { civilDay, clock, instant, quantity } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmRow } from '../alarm-contract.ts'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'
import { SeverityPill } from './point-state.tsx'
import { meteringWords } from './words.ts'

export function AlarmLine({ alarm }: { alarm: AlarmRow }) {
  const say = useWords(meteringWords)
  const [language] = useLanguage()
  return (
    <div className={css.alarm}>
      {alarm.clearedAt ? <Pill tone="calm">{say('alarm.over')}</Pill> : <SeverityPill severity={alarm.severity} />}
      <div className={css.alarmText}>
        <div>{alarm.title[language]}</div>
        <div className={css.note}>
          <AlarmPlace alarm={alarm} />
        </div>
        <div className={css.note}>
          <AlarmValue alarm={alarm} />
        </div>
      </div>
      <span className={css.note}>{clock(alarm.occurredAt, civilDay(new Date()))}</span>
    </div>
  )
}

/** What an alarm is about, most telling first, with a way to the meter or the terminal. */
export function AlarmPlace({ alarm }: { alarm: AlarmRow }) {
  const place = [alarm.accountName ?? alarm.terminalName, alarm.districtName].filter(Boolean).join(' · ')
  if (alarm.pointId !== null) {
    return <Link to={`/grid/meters/${alarm.pointId}`}>{place || alarm.assetNo || alarm.pointNo}</Link>
  }
  if (alarm.terminalId !== null) {
    return <Link to={`/grid/terminals/${alarm.terminalId}`}>{place || alarm.terminalName}</Link>
  }
  const wider = [alarm.substationName, alarm.feederName, alarm.districtName].filter(Boolean).join(' · ')
  if (alarm.districtId !== null) return <Link to={`/grid/meters?districtId=${alarm.districtId}`}>{wider}</Link>
  return wider || alarm.assetNo || '—'
}

/** The value that raised it beside the limit, where the alarm has them. */
export function AlarmValue({ alarm, none = null }: { alarm: AlarmRow; none?: string | null }) {
  const say = useWords(meteringWords)
  const alarmSay = useWords(alarmWords)
  const { detail, members, openMembers } = alarm
  if (members > 0) return alarmSay('group.open', { open: quantity(openMembers), count: quantity(members) })
  const { volts, limitV, driftSeconds, since, measured, limit, unit } = detail
  if (typeof volts === 'number' && typeof limitV === 'number') {
    return say('alarm.volts', { volts: quantity(volts, 1), limit: quantity(limitV, 1) })
  }
  if (typeof measured === 'number' && typeof limit === 'number') {
    return say('alarm.measured', { measured: figure(measured, unit), limit: figure(limit, unit) })
  }
  if (typeof driftSeconds === 'number') {
    const seconds = quantity(Math.abs(driftSeconds))
    return say(driftSeconds > 0 ? 'alarm.fast' : 'alarm.slow', { seconds })
  }
  return typeof since === 'string' ? say('alarm.since', { at: instant(since) }) : none
}

function figure(value: number, unit: unknown): string {
  return `${quantity(value, value < 10 ? 2 : 1)} ${typeof unit === 'string' ? unit : ''}`.trim()
}
