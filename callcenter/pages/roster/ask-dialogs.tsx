import { Form, Input, Modal, Radio, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { addDays } from '../../../app/web/kit/format.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { MyShifts } from '../../roster/contract.ts'
import { rosterWords } from './words.ts'

type Filled = { kind: 'leave' | 'wish'; fromOn: string; throughOn: string; reason: string }

export function AbsenceDialog({ close }: { close: (said?: string) => void }) {
  const say = useWords(rosterWords)
  const [form] = Form.useForm<Filled>()
  const asking = useSubmit(({ throughOn, ...filled }: Filled, key) =>
    write('POST', '/api/callcenter/absences', { ...filled, toOn: addDays(throughOn, 1) }, key),
  )
  useFieldIssues(form, asking.error)
  const submit = async (filled: Filled) => {
    if (await asking.submit(filled)) close(say('ask.sent'))
  }
  const required = [{ required: true, whitespace: true, message: say('required') }]
  return (
    <Modal
      open
      title={say('ask')}
      okText={say('send')}
      cancelText={say('cancel')}
      confirmLoading={asking.busy}
      onOk={form.submit}
      onCancel={() => close()}
    >
      <Trouble error={asking.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ kind: 'leave' }}>
        <Form.Item name="kind" label={say('ask.kind')}>
          <Radio.Group
            options={(['leave', 'wish'] as const).map((value) => ({ value, label: say(`absence.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="fromOn" label={say('ask.from')} rules={required}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="throughOn" label={say('ask.through')} rules={required}>
          <Input type="date" />
        </Form.Item>
        <Form.Item name="reason" label={say('ask.reason')} rules={required}>
          <Input.TextArea rows={2} maxLength={200} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}

type Props = { mine: MyShifts; own: MyShifts['shifts'][number]; close: (said?: string) => void }

export function ExchangeDialog({ mine, own, close }: Props) {
  const say = useWords(rosterWords)
  const [form] = Form.useForm<{ chosen: string }>()
  const asking = useSubmit(({ chosen }: { chosen: string }, key) => {
    const [otherId, otherOn] = chosen.split(' ')
    return write('POST', '/api/callcenter/shift-exchanges', { ownOn: own.day, otherId: Number(otherId), otherOn }, key)
  })
  const submit = async (filled: { chosen: string }) => {
    if (await asking.submit(filled)) close(say('exchange.sent'))
  }
  return (
    <Modal
      open
      title={say('exchange.of', { day: own.day, shift: say(`shift.${own.shift}`) })}
      okText={say('send')}
      cancelText={say('cancel')}
      confirmLoading={asking.busy}
      onOk={form.submit}
      onCancel={() => close()}
    >
      <Trouble error={asking.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="chosen" label={say('exchange.with')} rules={[{ required: true, message: say('required') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={mine.colleagues.map(({ userId, name, day, shift }) => ({
              value: `${userId} ${day}`,
              label: `${day} ${name} ${say(`shift.${shift}`)}`,
            }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  )
}
