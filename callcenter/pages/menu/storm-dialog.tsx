import { App, Form, Input, Modal, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import css from './menu.module.css'
import { stormWords } from './storm-words.ts'
import type { Storms } from './storms.tsx'

type Filled = { organisationPath: string; textZh: string; textEn: string; endsAt: string }

/** What callers of an area hear from now on, and until when. */
export function StormDialog({ areas, close }: { areas: Storms['areas']; close: (isDone: boolean) => void }) {
  const say = useWords(stormWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const declare = useSubmit((filled: Filled, key) =>
    write('POST', '/api/callcenter/storms', { ...filled, endsAt: `${filled.endsAt}:00+08:00` }, key),
  )
  useFieldIssues(form, declare.error)
  const submit = async (filled: Filled) => {
    if (!(await declare.submit(filled))) return
    message.success(say('declared'))
    close(true)
  }
  const required = [{ required: true, whitespace: true, message: say('required') }]
  const text = [{ required: true, whitespace: true, min: 4, message: say('text.short') }]
  return (
    <Modal
      open
      title={say('declare')}
      okText={say('declare')}
      okButtonProps={{ danger: true }}
      cancelText={say('cancel')}
      confirmLoading={declare.busy}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <p className={css.note}>{say('declare.lead')}</p>
      <Trouble error={declare.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        <Form.Item name="organisationPath" label={say('area')} rules={required}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.map(({ path, name }) => ({ value: path, label: name }))}
          />
        </Form.Item>
        <Form.Item name="textZh" label={say('textZh')} rules={text}>
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
        <Form.Item name="textEn" label={say('textEn')} rules={text}>
          <Input.TextArea rows={3} maxLength={300} showCount />
        </Form.Item>
        <Form.Item name="endsAt" label={say('endsAt')} rules={required}>
          <Input type="datetime-local" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
