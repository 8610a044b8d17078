import { App, Button, Form, Input } from 'antd'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { RepairRow } from '../contract-collection.ts'
import css from './collection.module.css'
import { repairWords } from './repair-words.ts'

type Act = { what: 'assignment' | 'notes' | 'closure'; body: object }

/** Giving the work to somebody, writing down what was done, and closing on the proof of a re-read. */
export function RepairActions({ order, done }: { order: RepairRow; done: () => void }) {
  const say = useWords(repairWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ note?: string }>()
  const act = useSubmit(({ what, body }: Act, key) =>
    write('POST', `/api/metering/repairs/${order.orderId}/${what}`, body, key),
  )
  const send = async (what: Act['what'], body: object) => {
    const sent = await act.submit({ what, body })
    // A refused closure is a step of its own.
    done()
    if (!sent) return
    form.resetFields()
    if (what === 'closure') message.success(say('act.closed'))
  }
  const note = () => form.getFieldValue('note')?.trim() ?? ''
  return (
    <>
      <Trouble error={act.error} atFields />
      <Form layout="vertical">
        <Form.Item
          label={say('act.assign.to')}
          name="to"
          initialValue={order.assignedTo ?? ''}
          style={{ marginBottom: 12 }}
        >
          <Input.Search
            maxLength={64}
            enterButton={say('act.assign')}
            onSearch={(to) => to.trim() && send('assignment', { to: to.trim() })}
          />
        </Form.Item>
      </Form>
      <Form form={form} layout="vertical">
        <Form.Item label={say('act.note.text')} name="note" style={{ marginBottom: 12 }}>
          <Input.TextArea rows={3} maxLength={1000} showCount />
        </Form.Item>
      </Form>
      <div className={css.actions}>
        <Button disabled={act.busy} onClick={() => note() && send('notes', { note: note() })}>
          {say('act.note')}
        </Button>
        <Button type="primary" loading={act.busy} onClick={() => send('closure', note() ? { note: note() } : {})}>
          {say('act.close')}
        </Button>
      </div>
    </>
  )
}
