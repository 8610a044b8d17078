import { App, Form, Input, Modal } from 'antd'
import { ApiError, write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmAcknowledgement, AlarmRow } from '../alarm-contract.ts'
import { AlarmPlace } from './alarm-line.tsx'
import { meteringWords } from './words.ts'

type Sent = { alarmIds: number[]; body: AlarmAcknowledgement }

/** Takes one alarm or several at once, with one note for all of them. */
export function AcknowledgeDialog(props: { alarms: AlarmRow[]; close: () => void; done: () => void }) {
  const { alarms, close, done } = props
  const say = useWords(meteringWords)
  const { message } = App.useApp()
  const [language] = useLanguage()
  const [form] = Form.useForm<AlarmAcknowledgement>()
  const acknowledge = useSubmit(({ alarmIds, body }: Sent, key) => sendAll(alarmIds, body, key))
  const leave = () => {
    form.resetFields()
    acknowledge.clear()
    close()
  }
  const submit = async ({ note }: AlarmAcknowledgement) => {
    const alarmIds = alarms.map(({ alarmId }) => alarmId)
    const sent = await acknowledge.submit({ alarmIds, body: note?.trim() ? { note: note.trim() } : {} })
    if (!sent) return
    const left = alarmIds.length - sent.value
    if (left > 0) message.warning(say('alarms.some', { done: sent.value, left }))
    leave()
    done()
  }
  const [first] = alarms
  return (
    <Modal
      open={alarms.length > 0}
      title={alarms.length > 1 ? say('alarms.chosenTitle', { count: alarms.length }) : say('alarm.confirmTitle')}
      okText={say('alarm.acknowledge')}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={acknowledge.busy}
    >
      <Trouble error={acknowledge.error} />
      {first && alarms.length === 1 && (
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

/** How many were taken: of several, one that somebody else has taken meanwhile does not stop the rest. */
async function sendAll(alarmIds: number[], body: AlarmAcknowledgement, key: string): Promise<number> {
  let taken = 0
  for (const alarmId of alarmIds) {
    try {
      await write('POST', `/api/metering/alarms/${alarmId}/acknowledgement`, body, `${key}-${alarmId}`)
      taken++
    } catch (refusal) {
      const isTaken = refusal instanceof ApiError && refusal.code === 'ALREADY_ACKNOWLEDGED'
      if (!isTaken || alarmIds.length === 1) throw refusal
    }
  }
  return taken
}
