import { Form, Input, Modal, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { PromisedCall, PromisePage } from '../../promises/contract.ts'
import { ReasonDialog } from '../shifts/reason-dialog.tsx'
import { sayWindow } from './window.ts'
import { promiseWords } from './words.ts'

const ANYBODY = 0
type Filled = { agentId: number; reason: string }
type About = { of: PromisedCall; close: (isDone: boolean) => void }

/** Another agent of the unit, or anybody of the skill. */
export function ReassignDialog({ of, agents, close }: About & { agents: PromisePage['agents'] }) {
  const say = useWords(promiseWords)
  const [form] = Form.useForm<Filled>()
  const sending = useSubmit(({ agentId, reason }: Filled, key) => {
    const given = { agentId: agentId === ANYBODY ? null : agentId, reason: reason.trim(), version: of.version }
    return write('PUT', `/api/callcenter/promised-calls/${of.id}/agent`, given, key)
  })
  useFieldIssues(form, sending.error)
  const submit = async (filled: Filled) => {
    if (await sending.submit(filled)) close(true)
  }
  return (
    <Modal
      open
      title={say('reassign.title', { window: sayWindow(of) })}
      okText={say('reassign')}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={sending.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ agentId: of.agentId ?? ANYBODY }}
      >
        <Form.Item name="agentId" label={say('reassign.to')}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: ANYBODY, label: say('anybody', { skill: say(`skill.${of.skill}`) }) },
              ...agents.map(({ userId, name }) => ({ value: userId, label: name })),
            ]}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('reason')}
          rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
        >
          <Input.TextArea rows={2} maxLength={300} showCount />
        </Form.Item>
      </Form>
    </Modal>
  )
}

export function WithdrawDialog({ of, close }: About) {
  const say = useWords(promiseWords)
  return (
    <ReasonDialog
      title={say('withdraw.title', { window: sayWindow(of) })}
      label={say('reason')}
      send={({ text }, key) =>
        write(
          'POST',
          `/api/callcenter/promised-calls/${of.id}/withdrawal`,
          { reason: text.trim(), version: of.version },
          key,
        )
      }
      close={close}
    />
  )
}
