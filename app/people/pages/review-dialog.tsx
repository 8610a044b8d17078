import { App, Checkbox, Form, Input, Modal } from 'antd'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'
import type { ReviewDecision, ReviewedPerson } from '../review-contract.ts'
import { reviewWords } from './review-words.ts'

export type ReviewAct = { person: ReviewedPerson; decision: ReviewDecision['decision'] }
type Filled = Omit<ReviewDecision, 'decision'>

/** Which roles stay, or go, and why. */
export function ReviewDialog(props: { path: string; act: ReviewAct; close: (isDone: boolean) => void }) {
  const { path, act, close } = props
  const { person, decision } = act
  const say = useWords(reviewWords)
  const [language] = useLanguage()
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const decide = useSubmit((input: ReviewDecision, key) => write('POST', `${path}/decisions`, input, key))
  useFieldIssues(form, decide.error)
  const submit = async (filled: Filled) => {
    if (!(await decide.submit({ ...filled, decision }))) return
    message.success(say('review.saved'))
    close(true)
  }
  const left = person.roles.filter((each) => each.decision === null)
  const isKept = decision === 'kept'
  const itemIds = isKept || left.length === 1 ? left.map(({ itemId }) => itemId) : []
  return (
    <Modal
      open
      title={say(isKept ? 'review.keep.of' : 'review.take.of', { name: person.name })}
      onCancel={() => close(false)}
      onOk={form.submit}
      okButtonProps={{ danger: !isKept }}
      confirmLoading={decide.busy}
    >
      <Trouble error={decide.error} atFields />
      {!isKept && <p>{say('review.take.next')}</p>}
      <Form
        form={form}
        layout="vertical"
        onFinish={submit}
        initialValues={{ itemIds, reason: isKept ? say('review.reason.keep') : '' }}
      >
        <Form.Item name="itemIds" label={say('review.roles')} rules={[{ required: true, message: say('required') }]}>
          <Checkbox.Group
            options={left.map(({ itemId, role }) => ({
              value: itemId,
              label: roleNames[role][language === 'zh' ? 0 : 1],
            }))}
          />
        </Form.Item>
        <Form.Item
          name="reason"
          label={say('review.reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('required') }]}
        >
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
