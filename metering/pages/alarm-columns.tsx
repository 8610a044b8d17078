import { Button, type TableColumnsType } from 'antd'
import { civilDay, clock, instant } from '../../app/web/kit/format.ts'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmRow } from '../alarm-contract.ts'
import type { BoardRow } from './alarm-board.ts'
import { AlarmPlace, AlarmValue } from './alarm-line.tsx'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { SeverityPill } from './point-state.tsx'
import { meteringWords } from './words.ts'

export function useAlarmColumns(
  choose: (alarm: AlarmRow) => void,
  open: (alarmId: number) => void,
): TableColumnsType<BoardRow> {
  const say = useWords(meteringWords)
  const alarmSay = useWords(alarmWords)
  const [language] = useLanguage()
  return [
    { title: say('col.severity'), width: 90, render: (_, alarm) => <SeverityPill severity={alarm.severity} /> },
    {
      title: say('col.alarm'),
      render: (_, { alarmId, title, repeats, members, workNo, isGone }) => (
        <>
          <Button type="link" className={css.opener ?? ''} onClick={() => open(alarmId)}>
            {title[language]}
          </Button>
          {members > 0 && <div className={css.note}>{alarmSay('group.covers', { count: members })}</div>}
          {workNo && <div className={css.note}>{alarmSay('work', { no: workNo })}</div>}
          {isGone && <div className={css.note}>{alarmSay('gone')}</div>}
          {repeats > 0 && members === 0 && <div className={css.note}>{alarmSay('repeats', { count: repeats })}</div>}
        </>
      ),
    },
    { title: say('col.value'), width: 190, render: (_, alarm) => <AlarmValue alarm={alarm} none="—" /> },
    { title: say('col.where'), render: (_, alarm) => <AlarmPlace alarm={alarm} /> },
    {
      title: say('col.asset'),
      width: 140,
      render: (_, alarm) => <span className={css.mono}>{alarm.assetNo ?? alarm.terminalName ?? '—'}</span>,
    },
    { title: say('col.occurred'), width: 150, render: (_, alarm) => instant(alarm.occurredAt) },
    {
      key: 'acts',
      title: say('col.handling'),
      width: 230,
      render: (_, alarm) => <Handling alarm={alarm} choose={choose} />,
    },
  ]
}

function Handling({ alarm, choose }: { alarm: AlarmRow; choose: (alarm: AlarmRow) => void }) {
  const say = useWords(meteringWords)
  const mayTake = useOperator()
  const today = civilDay(new Date())
  return (
    <>
      {alarm.acknowledgedAt ? (
        <span className={css.note}>
          {say('alarm.acknowledged', { name: alarm.acknowledgedBy ?? '', at: clock(alarm.acknowledgedAt, today) })}
        </span>
      ) : (
        mayTake && (
          <Button size="small" onClick={() => choose(alarm)}>
            {say('alarm.acknowledge')}
          </Button>
        )
      )}
      {alarm.clearedAt && <div className={css.note}>{say('alarm.cleared', { at: clock(alarm.clearedAt, today) })}</div>}
      {alarm.note && <div className={css.note}>{alarm.note}</div>}
    </>
  )
}
