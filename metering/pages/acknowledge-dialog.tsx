import { Form, Input, Modal } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmAcknowledgement, AlarmRow } from '../alarm-contract.ts'
import { AlarmPlace } from './alarm-line.tsx'
import { meteringWords } from './words.ts'

export function AcknowledgeDialog({
  alarm,
  close,
  done,
}: {
  alarm: AlarmRow | undefined
  close: () => void
  done: () => void
}) {
  const say = useWords(meteringWords)
  const [language] = useLanguage()
  const [form] = Form.useForm<AlarmAcknowledgement>()
  const acknowledge = useSubmit((input: AlarmAcknowledgement & { alarmId: number }, key) => {
    const { alarmId, ...body } = input
    return write('POST', `/api/metering/alarms/${alarmId}/acknowledgement`, body, key)
  })
  const leave = () => {
    form.resetFields()
    acknowledge.clear()
    close()
  }
  const submit = async ({ note }: AlarmAcknowledgement) => {
    if (!alarm) return
    const sent = await acknowledge.submit({ alarmId: alarm.alarmId, ...(note?.trim() ? { note: note.trim() } : {}) })
    if (!sent) return
    leave()
    done()
  }
  return (
    <Modal
      open={alarm !== undefined}
      title={say('alarm.confirmTitle')}
      okText={say('alarm.acknowledge')}
      onCancel={leave}
      onOk={form.submit}
      confirmLoading={acknowledge.busy}
    >
      <Trouble error={acknowledge.error} />
      {alarm && (
        <p>
          {alarm.title[language]} · <AlarmPlace alarm={alarm} />
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
