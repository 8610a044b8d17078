import { Form, Input, Modal, Radio } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { accountNumber } from '../../../app/web/kit/format.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { intakeWords } from '../words.ts'
import type { PairView } from './duplicates.tsx'
import { duplicateWords } from './words.ts'

type Dialog = { pair: PairView; close: () => void; done: () => void }

/** Which of the two leads, and what shows that they are one. */
export function MergeDialog({ pair, close, done }: Dialog) {
  const say = useWords(duplicateWords)
  const sayIntake = useWords(intakeWords)
  const [form] = Form.useForm<{ keptId: number; reason: string }>()
  const { one, other } = pair
  const merge = useSubmit(({ keptId, reason }: { keptId: number; reason: string }, key) => {
    const mergedId = keptId === one.customerId ? other.customerId : one.customerId
    return write('POST', '/api/intake/merges', { keptId, mergedId, reason: reason.trim() }, key)
  })
  const submit = async (values: { keptId: number; reason: string }) => {
    if (await merge.submit(values)) done()
  }
  return (
    <Modal
      open
      title={say('merge.title', { one: one.name, other: other.name })}
      okText={say('merge')}
      onCancel={close}
      onOk={form.submit}
      confirmLoading={merge.busy}
    >
      <Trouble error={merge.error} />
      <p>{say('merge.effect')}</p>
      <Form form={form} layout="vertical" onFinish={submit} initialValues={{ keptId: one.customerId }}>
        <Form.Item name="keptId" label={say('merge.kept')}>
          <Radio.Group
            vertical
            options={[one, other].map(({ customerId, name, accounts }) => ({
              value: customerId,
              label: [name, accounts[0] && accountNumber(accounts[0].accountNo)].filter(Boolean).join(' · '),
            }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('merge.reason')}
          rules={[{ required: true, whitespace: true, message: sayIntake('reason.required') }]}
        >
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}

export function ApartDialog({ pair, close, done }: Dialog) {
  const say = useWords(duplicateWords)
  const apart = useSubmit((ids: { oneId: number; otherId: number }, key) =>
    write('POST', '/api/intake/duplicates/apart', ids, key),
  )
  const submit = async () => {
    if (await apart.submit({ oneId: pair.one.customerId, otherId: pair.other.customerId })) done()
  }
  return (
    <Modal
      open
      title={say('apart.title')}
      okText={say('apart')}
      onCancel={close}
      onOk={submit}
      confirmLoading={apart.busy}
    >
      <Trouble error={apart.error} />
      <p>{say('apart.effect')}</p>
    </Modal>
  )
}
