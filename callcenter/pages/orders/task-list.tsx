import { App, Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { handlerTitles } from '../../orders/kinds/contract.ts'
import type { OrderTask } from '../../orders/tasks/contract.ts'
import { orderName } from './order-names.ts'
import css from './orders.module.css'
import { taskWords } from './task-words.ts'

type Act = OrderTask['acts'][number]
type Chosen = { task: OrderTask; act: Act }

const tones: Record<OrderTask['state'], Tone> = {
  asked: 'warn',
  accepted: 'brand',
  done: 'good',
  refused: 'bad',
  cancelled: 'calm',
}

/** Tasks with what the reader may do to each; with their orders where those are not the page's own. */
export function TaskList({ tasks, withOrder, done }: { tasks: OrderTask[]; withOrder?: boolean; done: () => void }) {
  const say = useWords(taskWords)
  const [language] = useLanguage()
  const [chosen, setChosen] = useState<Chosen>()
  return (
    <>
      <ul className={css.tasks}>
        {tasks.map((task) => (
          <li key={task.id} className={css.task}>
            <div className={css.marks}>
              <b>{withOrder ? `${orderName(task, language)} ${task.workOrderNo}-${task.number}` : task.number}</b>
              <Pill tone={tones[task.state]}>{say(`task.state.${task.state}`)}</Pill>
              {task.isLate && <Pill tone="bad">{say('task.late')}</Pill>}
              <span className={css.when}>{say('task.due', { at: instant(task.dueAt) })}</span>
            </div>
            <p>{task.description}</p>
            {withOrder && task.address && <p className={css.when}>{task.address}</p>}
            <p className={css.when}>
              {task.unit} · {handlerTitles[task.handler][language]} ·{' '}
              {say('task.by', { by: task.askedBy, at: instant(task.askedAt) })}
            </p>
            {task.answeredAt && task.answeredBy && (
              <p>
                {say('task.answer', { by: task.answeredBy, at: instant(task.answeredAt), answer: task.answer ?? '' })}
              </p>
            )}
            {task.acts.length > 0 && (
              <div className={css.marks}>
                {task.acts.map((act) => (
                  <Button
                    key={act}
                    size="small"
                    danger={act === 'cancellation'}
                    onClick={() => setChosen({ task, act })}
                  >
                    {say(`task.act.${act}`)}
                  </Button>
                ))}
              </div>
            )}
          </li>
        ))}
      </ul>
      {chosen && <TaskDialog chosen={chosen} close={() => setChosen(undefined)} done={done} />}
    </>
  )
}

function TaskDialog({ chosen: { task, act }, close, done }: { chosen: Chosen; close: () => void; done: () => void }) {
  const say = useWords(taskWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<{ note?: string }>()
  const step = useSubmit((body: { version: number; note?: string }, key) =>
    write('POST', `/api/callcenter/order-tasks/${task.id}/${act}`, body, key),
  )
  const submit = async ({ note }: { note?: string }) => {
    const sent = await step.submit({ version: task.version, ...(note?.trim() ? { note: note.trim() } : {}) })
    if (!sent) return
    message.success(say('task.done', { act: say(`task.act.${act}`) }))
    close()
    done()
  }
  return (
    <Modal open title={say(`task.act.${act}`)} onCancel={close} onOk={form.submit} confirmLoading={step.busy}>
      <Trouble error={step.error} />
      <p>{task.description}</p>
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="note"
          label={say('task.note')}
          rules={[{ required: act !== 'acceptance', whitespace: true, message: say('task.note.bad') }]}
        >
          <Input.TextArea rows={4} maxLength={2000} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}
