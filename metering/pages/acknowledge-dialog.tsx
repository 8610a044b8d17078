import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmAcknowledgement, AlarmAcknowledgements, AlarmRow } from '../alarm-contract.ts'
import { AlarmPlace } from './alarm-line.tsx'
import css from './grid.module.css'
import { meteringWords } from './words.ts'

/** Takes one alarm or several at once, with one note for all of them; those that somebody has taken meanwhile are left out. */
export function AcknowledgeDialog(props: { alarms: AlarmRow[]; close: () => void; done: () => void }) {
  const { close, done } = props
  const say = useWords(meteringWords)
  const [language] = useLanguage()
  const [form] = Form.useForm<AlarmAcknowledgement>()
  const [taken, setTaken] = useState<string[]>([])
  const acknowledge = useSubmit((body: AlarmAcknowledgements, key) =>
    write('POST', '/api/metering/alarm-acknowledgements', body, key),
  )
  const refused = acknowledge.error?.issues.map(({ path }) => path) ?? []
  const isTaken = (alarm: AlarmRow) => taken.includes(String(alarm.alarmId)) || refused.includes(String(alarm.alarmId))
  const alarms = props.alarms.filter((alarm) => !isTaken(alarm))
  const others = props.alarms.filter(isTaken)
  const leave = () => {
    form.resetFields()
    acknowledge.clear()
    setTaken([])
    close()
    if (others.length > 0) done()
  }
  const submit = async ({ note }: AlarmAcknowledgement) => {
    setTaken([...taken, ...refused])
    const alarmIds = alarms.map(({ alarmId }) => alarmId)
    const sent = await acknowledge.submit({ alarmIds, ...(note?.trim() ? { note: note.trim() } : {}) })
    if (!sent) return
    leave()
    done()
  }
  const [first] = props.alarms
  return (
    <Modal
      open={props.alarms.length > 0}
      title={props.alarms.length > 1 ? say('alarms.chosenTitle', { count: alarms.length }) : say('alarm.confirmTitle')}
      okText={others.length > 0 ? say('alarms.rest', { count: alarms.length }) : say('alarm.acknowledge')}
      okButtonProps={{ disabled: alarms.length === 0 }}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={acknowledge.busy}
    >
      <Trouble error={acknowledge.error} atFields />
      {props.alarms.length > 1 && others.map((alarm) => <Named key={alarm.alarmId} alarm={alarm} />)}
      {first && props.alarms.length === 1 && (
        <p>
          {first.title[language]} · <AlarmPlace alarm={first} />
        </p>
      )}
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item name="note" label={say('alarm.note')}>
          <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function Named({ alarm }: { alarm: AlarmRow }) {
  const say = useWords(meteringWords)
  const [language] = useLanguage()
  return (
    <p className={css.note}>
      {say('alarms.others')} {alarm.title[language]} · <AlarmPlace alarm={alarm} />
    </p>
  )
}
