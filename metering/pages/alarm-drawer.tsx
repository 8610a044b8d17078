import { App, Button, Drawer, Form, Input, Space } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { FormDialog } from '../../app/web/kit/form-dialog.tsx'
import { instant } from '../../app/web/kit/format.ts'
import { Facts } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmEndings, AlarmKinds, AlarmRow } from '../alarm-contract.ts'
import { AlarmPlace, AlarmValue } from './alarm-line.tsx'
import { AlarmMembers } from './alarm-members.tsx'
import { RepairOfAlarm } from './alarm-repair.tsx'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'
import { useOperator } from './operator.ts'
import { SeverityPill } from './point-state.tsx'
import { meteringWords } from './words.ts'

type Opened = { alarm: AlarmRow; take: () => void; changed: () => void; close: () => void }

/** One alarm: where, what it means and asks for, what became of it, and what the reader may do. */
export function AlarmDrawer({ alarm, take, changed, close }: Opened) {
  const say = useWords(alarmWords)
  const words = useWords(meteringWords)
  const [language] = useLanguage()
  const mayTake = useOperator()
  const [isEnding, setEnding] = useState(false)
  return (
    <Drawer
      open
      size={520}
      title={
        <Space wrap>
          <SeverityPill severity={alarm.severity} />
          {alarm.title[language]}
        </Space>
      }
      onClose={close}
      footer={
        mayTake &&
        (alarm.acknowledgedAt === null || alarm.clearedAt === null) && (
          <Space wrap>
            {alarm.acknowledgedAt === null && (
              <Button type="primary" onClick={take}>
                {words('alarm.acknowledge')}
              </Button>
            )}
            {alarm.clearedAt === null && <Button onClick={() => setEnding(true)}>{say('end')}</Button>}
          </Space>
        )
      }
    >
      <div className={css.stack}>
        <Facts
          width={110}
          items={[
            { label: words('col.where'), value: <AlarmPlace alarm={alarm} />, wide: true },
            { label: words('col.asset'), value: alarm.assetNo ?? alarm.terminalName ?? '—' },
            { label: words('col.value'), value: <AlarmValue alarm={alarm} none="—" /> },
          ]}
        />
        <About kind={alarm.kind} />
        <RepairOfAlarm alarm={alarm} changed={changed} />
        <Life alarm={alarm} />
        {alarm.members > 0 && <AlarmMembers alarm={alarm} />}
      </div>
      {isEnding && (
        <EndDialog
          alarm={alarm}
          close={(isDone) => {
            setEnding(false)
            if (isDone) changed()
          }}
        />
      )}
    </Drawer>
  )
}

function About({ kind }: { kind: string }) {
  const say = useWords(alarmWords)
  const [language] = useLanguage()
  const catalogue = useResource<AlarmKinds>('/api/metering/alarm-kinds')
  return (
    <Shown of={catalogue} rows={4}>
      {({ items }) => {
        const about = items.find((each) => each.kind === kind)
        if (!about) return null
        const said = (['meaning', 'cause', 'act'] as const).map((name) => ({
          ...{ label: say(`about.${name}`), value: about[name][language], wide: true },
        }))
        const erc = about.erc.map((number) => `ERC${number}`).join('、')
        return <Facts width={110} items={[...said, ...(erc ? [{ label: say('about.erc'), value: erc }] : [])]} />
      }}
    </Shown>
  )
}

function Life({ alarm }: { alarm: AlarmRow }) {
  const say = useWords(alarmWords)
  const { occurredAt, repeats, lastAt, acknowledgedAt, acknowledgedBy, note, clearedAt, clearedBy, clearReason } = alarm
  const acts = [
    { at: occurredAt, what: say('life.occurred'), why: null },
    { at: lastAt, what: say('life.repeated', { count: repeats }), why: null },
    { at: acknowledgedAt, what: say('life.acknowledged', { name: acknowledgedBy ?? '' }), why: note },
    { at: clearedAt, what: clearedBy ? say('life.ended', { name: clearedBy }) : say('life.cleared'), why: clearReason },
  ].flatMap(({ at, ...act }) => (at === null ? [] : [{ at, ...act }]))
  return (
    <section aria-label={say('life.title')}>
      <b>{say('life.title')}</b>
      {acts
        .toSorted((one, other) => one.at.localeCompare(other.at))
        .map(({ at, what, why }) => (
          <div key={what} className={css.alarm}>
            <span className={css.note}>{instant(at)}</span>
            <span className={css.alarmText}>
              {what}
              {why && <div className={css.note}>{why}</div>}
            </span>
          </div>
        ))}
    </section>
  )
}

function EndDialog({ alarm, close }: { alarm: AlarmRow; close: (isDone: boolean) => void }) {
  const say = useWords(alarmWords)
  const [language] = useLanguage()
  const { message } = App.useApp()
  return (
    <FormDialog<{ reason: string }, unknown>
      title={say('end.title', { alarm: alarm.title[language] })}
      ok={say('end')}
      cancel={say('cancel')}
      send={({ reason }, key) => {
        const body: AlarmEndings = { alarmIds: [alarm.alarmId], reason: reason.trim() }
        return write('POST', '/api/metering/alarm-endings', body, key)
      }}
      done={() => {
        message.success(say('end.done'))
        close(true)
      }}
      giveUp={() => close(false)}
    >
      <p className={css.note}>{say('end.lead')}</p>
      <Form.Item
        name="reason"
        label={say('end.reason')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('end.required') }]}
      >
        <Input.TextArea rows={3} maxLength={300} showCount autoFocus />
      </Form.Item>
    </FormDialog>
  )
}
