import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { WorkOrder } from '../../orders/contract.ts'
import type { newTask, orderTasks } from '../../orders/tasks/contract.ts'
import { HandOver } from './hand-over.tsx'
import css from './orders.module.css'
import { TaskList } from './task-list.tsx'
import { taskWords } from './task-words.ts'

type Tasks = z.infer<typeof orderTasks>
type New = z.input<typeof newTask>
type Of = { order: WorkOrder; done: () => void }

/** What others do for an order, and who is to be asked. */
export function OrderTasks({ order, done }: Of) {
  const say = useWords(taskWords)
  const [isOpen, setOpen] = useState(false)
  const tasks = useResource<Tasks>(`/api/callcenter/work-orders/${order.id}/tasks`)
  useLiveReload(['order-task.changed'], tasks.reload, 1_000)
  const changed = () => {
    tasks.reload()
    done()
  }
  return (
    <section>
      <h3 className={css.head}>{say('task.title')}</h3>
      <Shown of={tasks} rows={2}>
        {(found) => (
          <>
            {found.tasks.length === 0 && (
              <p className={css.hint}>{say(found.mayAsk ? 'task.none.next' : 'task.none')}</p>
            )}
            <TaskList tasks={found.tasks} done={changed} />
            {found.mayAsk && (
              <Button size="small" onClick={() => setOpen(true)}>
                {say('task.ask')}
              </Button>
            )}
            {isOpen && (
              <AskDialog order={order} latest={found.suggestedDueAt} done={changed} close={() => setOpen(false)} />
            )}
          </>
        )}
      </Shown>
    </section>
  )
}

function AskDialog({ order, latest, done, close }: Of & { latest: string | null; close: () => void }) {
  const say = useWords(taskWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Omit<New, 'version'>>()
  const ask = useSubmit((body: New, key) =>
    write<Tasks>('POST', `/api/callcenter/work-orders/${order.id}/tasks`, body, key),
  )
  useFieldIssues(form, ask.error)
  const submit = async ({ dueAt, ...filled }: Omit<New, 'version'>) => {
    // What the field says is the time in China, wherever the browser is.
    const sent = await ask.submit({ ...filled, version: order.version, dueAt: `${dueAt}:00+08:00` })
    if (!sent) return
    message.success(say('task.asked'))
    close()
    done()
  }
  const labels = { handler: say('task.handler'), unit: say('task.unit'), needed: say('task.description.bad') }
  return (
    <Modal open title={say('task.ask')} onCancel={close} onOk={form.submit} confirmLoading={ask.busy}>
      <Trouble error={ask.error} />
      <Form form={form} layout="vertical" onFinish={submit}>
        <HandOver organisation={order.organisation} labels={labels} />
        <Form.Item
          name="description"
          label={say('task.description')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('task.description.bad') }]}
        >
          <Input.TextArea rows={4} maxLength={1000} showCount />
        </Form.Item>
        <Form.Item
          name="dueAt"
          label={say('task.dueAt')}
          extra={latest && say('task.dueAt.hint', { at: instant(latest) })}
          rules={[{ required: true, message: say('task.dueAt') }]}
        >
          <Input type="datetime-local" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
