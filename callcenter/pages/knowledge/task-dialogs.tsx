import { App, Form, Input, Modal, Radio, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { KnowledgeTask, TaskOutcome } from '../../knowledge/contract.ts'
import { taskWords } from './words.ts'

type Close = (isDone: boolean) => void

type Given = { owner: string; dueOn?: string }

/** Who does it, and by when. */
export function GiveDialog(props: {
  task: KnowledgeTask
  editors: { username: string; name: string }[]
  close: Close
}) {
  const { task, editors, close } = props
  const say = useWords(taskWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Given>()
  const give = useSubmit(({ owner, dueOn }: Given, key) => {
    const body = { owner, revision: task.revision, ...(dueOn ? { dueOn } : {}) }
    return write('PUT', `/api/callcenter/knowledge/tasks/${task.id}/owner`, body, key)
  })
  useFieldIssues(form, give.error)
  const submit = async (given: Given) => {
    if (!(await give.submit(given))) return
    message.success(say('given'))
    close(true)
  }
  return (
    <Modal
      open
      title={`${say('give')} · ${task.question}`}
      okText={say('give')}
      cancelText={say('cancel')}
      confirmLoading={give.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={give.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ owner: task.owner ?? undefined }}
      >
        <Form.Item name="owner" label={say('col.owner')} rules={[{ required: true, message: say('required') }]}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={editors.map(({ username, name }) => ({ value: username, label: `${name} ${username}` }))}
          />
        </Form.Item>
        <Form.Item name="dueOn" label={say('give.day')}>
          <Input type="date" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

type Ended = { outcome: TaskOutcome; articleNo?: string; nextReviewOn?: string; reason?: string }

/** How it ends: with an article, with a next look, or with the reason why nothing is written. */
export function EndDialog({ task, close }: { task: KnowledgeTask; close: Close }) {
  const say = useWords(taskWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Ended>()
  const end = useSubmit((ended: Ended, key) =>
    write('POST', `/api/callcenter/knowledge/tasks/${task.id}/end`, { ...ended, revision: task.revision }, key),
  )
  useFieldIssues(form, end.error)
  const submit = async (ended: Ended) => {
    if (!(await end.submit(ended))) return
    message.success(say('endedNow'))
    close(true)
  }
  const outcomes: TaskOutcome[] = task.kind === 'review' ? ['confirmed'] : ['written', 'declined']
  const outcome = Form.useWatch('outcome', form) ?? outcomes[0]
  const required = [{ required: true, message: say('required') }]
  return (
    <Modal
      open
      title={`${say('end')} · ${task.question}`}
      okText={say('end')}
      cancelText={say('cancel')}
      confirmLoading={end.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={end.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ outcome: outcomes[0] }}
      >
        <Form.Item name="outcome" label={say('col.end')}>
          <Radio.Group options={outcomes.map((value) => ({ value, label: say(`outcome.${value}`) }))} />
        </Form.Item>
        {outcome === 'written' && (
          <Form.Item name="articleNo" label={say('articleNo')} rules={required}>
            <Input placeholder="K001001" maxLength={12} />
          </Form.Item>
        )}
        {outcome === 'confirmed' && (
          <Form.Item name="nextReviewOn" label={say('nextReview')} rules={required}>
            <Input type="date" />
          </Form.Item>
        )}
        {outcome === 'declined' && (
          <Form.Item name="reason" label={say('reason')} rules={required}>
            <Input.TextArea rows={3} maxLength={200} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
