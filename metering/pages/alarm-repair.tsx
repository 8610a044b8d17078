import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { write } from '../../app/web/kit/api.ts'
import { FormDialog } from '../../app/web/kit/form-dialog.tsx'
import { Pill, type Tone } from '../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmRepair, AlarmRepaired, AlarmRow } from '../alarm-contract.ts'
import { alarmWords } from './alarm-words.ts'
import collection from './collection.module.css'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { repairWords } from './repair-words.ts'

const tones: Record<NonNullable<AlarmRow['repairStatus']>, Tone> = { open: 'bad', assigned: 'warn', closed: 'good' }

/** The repair order by which an alarm is handled, and the way to one. */
export function RepairOfAlarm({ alarm, changed }: { alarm: AlarmRow; changed: () => void }) {
  const say = useWords(alarmWords)
  const words = useWords(repairWords)
  const mayOpen = useOperator()
  const [isAsking, setAsking] = useState(false)
  const { repairOrderId, repairOrderNo, repairStatus, clearedAt } = alarm
  const isFree = clearedAt === null && (repairStatus === null || repairStatus === 'closed')
  return (
    <section aria-label={say('repair.title')}>
      <b>{say('repair.title')}</b>
      <div className={collection.actions}>
        {repairOrderId === null || repairStatus === null ? (
          <span className={css.note}>{say('repair.none')}</span>
        ) : (
          <>
            <Link to={`/grid/collection/repairs/${repairOrderId}`}>{repairOrderNo}</Link>
            <Pill tone={tones[repairStatus]}>{words(`status.${repairStatus}`)}</Pill>
          </>
        )}
        {mayOpen && isFree && (
          <Button size="small" onClick={() => setAsking(true)}>
            {say('repair.open')}
          </Button>
        )}
      </div>
      {isAsking && (
        <RepairDialog
          alarm={alarm}
          close={(isDone) => {
            setAsking(false)
            if (isDone) changed()
          }}
        />
      )}
    </section>
  )
}

function RepairDialog({ alarm, close }: { alarm: AlarmRow; close: (isDone: boolean) => void }) {
  const say = useWords(alarmWords)
  const [language] = useLanguage()
  const { message } = App.useApp()
  return (
    <FormDialog<{ reason: string }, AlarmRepaired>
      title={say('repair.ask', { alarm: alarm.title[language] })}
      ok={say('repair.open')}
      cancel={say('cancel')}
      send={({ reason }, key) => {
        const body: AlarmRepair = { reason: reason.trim() }
        return write('POST', `/api/metering/alarms/${alarm.alarmId}/repair`, body, key)
      }}
      done={({ orderNo, joined }) => {
        message.success(say(joined ? 'repair.joined' : 'repair.opened', { no: orderNo }))
        close(true)
      }}
      giveUp={() => close(false)}
    >
      <p className={css.note}>{say('repair.lead')}</p>
      <Form.Item
        name="reason"
        label={say('repair.reason')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('repair.required') }]}
      >
        <Input.TextArea rows={3} maxLength={300} showCount autoFocus />
      </Form.Item>
    </FormDialog>
  )
}
