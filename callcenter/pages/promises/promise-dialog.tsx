import { Alert, App, Form, Input, Modal, Radio } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { PromiseChoices } from '../../promises/contract.ts'
import { sayWindow, suggestWindow, toInstants } from './window.ts'
import { endAfter, WindowFields } from './window-fields.tsx'
import { promiseWords } from './words.ts'

type Filled = {
  from: string
  until: string
  about: string
  by: 'me' | 'anybody'
  number: 'contact' | 'file' | 'given'
  phone?: string
}

/** When, about what, by whom, and at which number; a number is typed only where there is none. */
export function PromiseDialog({ contactId, close }: { contactId: number; close: () => void }) {
  const say = useWords(promiseWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const choices = useResource<PromiseChoices>(`/api/callcenter/contacts/${contactId}/promise-choices`)
  const sending = useSubmit(({ from, until, ...filled }: Filled, key) =>
    write('POST', '/api/callcenter/promised-calls', { contactId, ...filled, ...toInstants({ from, until }) }, key),
  )
  useFieldIssues(form, sending.error)
  const submit = async (filled: Filled) => {
    if (!(await sending.submit(filled))) return
    message.success(say('done'))
    close()
  }
  const mayAsk = choices.data !== undefined && choices.data.open === null
  return (
    <Modal
      open
      title={say('open')}
      okText={say('save')}
      cancelText={say(mayAsk ? 'cancel' : 'close')}
      okButtonProps={{ hidden: !mayAsk }}
      confirmLoading={sending.busy}
      onOk={form.submit}
      onCancel={close}
    >
      <Shown of={choices} rows={4}>
        {(shown) =>
          shown.open ? (
            <Alert
              type="info"
              title={say('open.already', { window: sayWindow(shown.open), about: shown.open.about })}
            />
          ) : (
            <Form
              form={form}
              layout="vertical"
              requiredMark={false}
              onFinish={submit}
              initialValues={initialOf(shown)}
              onValuesChange={(changed: Partial<Filled>, { from }) =>
                changed.from && form.setFieldsValue(endAfter(from, shown))
              }
            >
              <Trouble error={sending.error} atFields />
              <Fields choices={shown} />
            </Form>
          )
        }
      </Shown>
    </Modal>
  )
}

function initialOf(choices: PromiseChoices): Partial<Filled> {
  const { contact, file } = choices.numbers
  const number = contact ? 'contact' : file ? 'file' : 'given'
  return { ...suggestWindow(Date.now(), choices), by: 'me', number }
}

function Fields({ choices }: { choices: PromiseChoices }) {
  const say = useWords(promiseWords)
  const { numbers, skill } = choices
  const needed = [{ required: true, message: say('required') }]
  const known = (['contact', 'file'] as const).flatMap((value) => {
    const phone = numbers[value]
    return phone ? [{ value, label: say(`number.${value}`, { phone }) }] : []
  })
  return (
    <>
      <WindowFields rules={choices} label={say('from')} />
      <Form.Item
        name="about"
        label={say('about')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
      >
        <Input.TextArea rows={2} maxLength={500} showCount autoFocus placeholder={say('about.example')} />
      </Form.Item>
      <Form.Item name="by" label={say('by')}>
        <Radio.Group
          vertical
          options={[
            { value: 'me', label: say('by.me') },
            { value: 'anybody', label: say('by.anybody', { skill: say(`skill.${skill}`) }) },
          ]}
        />
      </Form.Item>
      <Form.Item name="number" label={say('number')} hidden={known.length === 0}>
        <Radio.Group vertical options={known} />
      </Form.Item>
      {known.length === 0 && (
        <Form.Item name="phone" label={say('phone')} rules={needed}>
          <Input inputMode="tel" maxLength={20} autoComplete="off" />
        </Form.Item>
      )}
    </>
  )
}
