import { App, Checkbox, Form, Input, Modal } from 'antd'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { NewChange, OneParameter, ParameterChangeItem, ParameterField } from '../contract.ts'
import { FieldInput } from './field-input.tsx'
import css from './parameters.module.css'
import { titleOf, useSaid } from './said.ts'
import { parameterWords } from './words.ts'

type Filled = {
  key?: Record<string, string | null>
  value?: Record<string, string | null>
  ends?: boolean
} & Pick<NewChange, 'from' | 'basis' | 'confirmed' | 'reason'>

/** A change of a rule from a day on; what it would have meant is shown once it is kept. */
export function DraftDialog(props: { of: OneParameter; keyText: string; close: (draftedKey: string | null) => void }) {
  const { of, keyText, close } = props
  const say = useWords(parameterWords)
  const said = useSaid()
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const ends = Form.useWatch('ends', form)
  const draft = useSubmit((input: NewChange, key) =>
    write<ParameterChangeItem>('POST', '/api/parameters/changes', input, key),
  )
  useFieldIssues(form, draft.error)
  const submit = async ({ key, value, ends: isEnd, ...filled }: Filled) => {
    const named = of.item ? keyText : of.keys.map(({ name }) => key?.[name] ?? '*').join('~')
    const done = await draft.submit({
      ...filled,
      set: of.set.name,
      key: named,
      value: isEnd ? null : completeOf(of.fields, value ?? {}),
    })
    if (!done) return
    message.success(say('draft.saved'))
    close(done.value.key)
  }
  const initial = {
    from: of.earliest,
    basis: of.item?.basis ?? '',
    confirmed: false,
    value: Object.fromEntries(of.fields.map(({ name, value }) => [name, value])),
  }
  const title = of.item
    ? say('draft.title', { title: titleOf(of, said) })
    : say('draft.add', { title: said(of.set.title) })
  return (
    <Modal
      open
      title={title}
      okText={say('draft.save')}
      okButtonProps={{ loading: draft.busy }}
      onOk={form.submit}
      onCancel={() => close(null)}
      width={640}
      styles={{ body: { paddingTop: 8 } }}
    >
      <Trouble error={draft.error} hidesPaths />
      <Form form={form} layout="vertical" onFinish={submit} initialValues={initial}>
        {!of.item && of.keys.map((field) => <Item key={field.name} of={field} within="key" />)}
        {!ends && of.fields.map((field) => <Item key={field.name} of={field} within="value" />)}
        {of.item && of.mayEnd && (
          <Form.Item name="ends" valuePropName="checked">
            <Checkbox>{say('draft.end')}</Checkbox>
          </Form.Item>
        )}
        <Grounds of={of} />
      </Form>
    </Modal>
  )
}

/** From when it holds, and why. */
function Grounds({ of }: { of: OneParameter }) {
  const say = useWords(parameterWords)
  const needed = [{ required: true, message: say('required') }]
  return (
    <>
      <Form.Item
        name="from"
        label={say('draft.from')}
        rules={needed}
        extra={say('draft.from.note', { earliest: of.earliest })}
      >
        <Input type="date" min={of.earliest} />
      </Form.Item>
      <Form.Item name="basis" label={say('draft.basis')} rules={needed}>
        <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
      </Form.Item>
      {of.item?.confirmed !== null && (
        <Form.Item name="confirmed" valuePropName="checked" className={css.tight ?? ''}>
          <Checkbox>{say('draft.confirmed')}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name="reason" label={say('draft.reason')} rules={needed}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 4 }} maxLength={300} />
      </Form.Item>
    </>
  )
}

function Item({ of, within }: { of: ParameterField; within: 'key' | 'value' }) {
  const say = useWords(parameterWords)
  const said = useSaid()
  const mayBeEmpty = of.none !== null || of.type === 'roles'
  return (
    <Form.Item
      name={[within, of.name]}
      label={said(of.title)}
      rules={mayBeEmpty ? [] : [{ required: true, message: say('required') }]}
      {...(of.isShare ? { extra: say('draft.share') } : {})}
    >
      <FieldInput of={of} />
    </Form.Item>
  )
}

/** An empty field is null where null is a value. */
function completeOf(fields: ParameterField[], value: Record<string, string | null>): Record<string, string | null> {
  return Object.fromEntries(fields.map(({ name }) => [name, value[name] || null]))
}
