import { App, Checkbox, Form, Input, Modal, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { addDays, civilDay } from '../../../app/web/kit/format.ts'
import { fromField, toField } from '../../../app/web/kit/instant-field.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { skills } from '../../board/contract.ts'
import { type Notice, type NoticeList, noticeRoles } from '../../notices/contract.ts'
import css from './notices.module.css'
import { noticeWords } from './words.ts'

type Filled = Pick<Notice, 'title' | 'body' | 'roles' | 'skills' | 'isMandatory'> & {
  unitId?: number
  validFrom: string
  validTo: string
}

type Writing = { former: Notice | null; units: NoticeList['units']; close: (isDone: boolean) => void }

/** A new notice, or the next version of one. */
export function NoticeForm({ former, units, close }: Writing) {
  const say = useWords(noticeWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const sending = useSubmit(({ unitId, validFrom, validTo, ...filled }: Filled, key) => {
    const times = { validFrom: fromField(validFrom), validTo: fromField(validTo) }
    const notices = '/api/callcenter/desk-notices'
    return former
      ? write('POST', `${notices}/${former.id}/versions`, { ...filled, ...times, version: former.version }, key)
      : write('POST', notices, { ...filled, ...times, unitId }, key)
  })
  useFieldIssues(form, sending.error)
  const submit = async (filled: Filled) => {
    if (!(await sending.submit(filled))) return
    message.success(say('published'))
    close(true)
  }
  const today = civilDay(new Date())
  const initial: Partial<Filled> = former
    ? { ...former, validFrom: toField(former.validFrom), validTo: toField(former.validTo) }
    : {
        ...{ roles: ['agent'], skills: [], isMandatory: true },
        ...{ validFrom: `${today}T00:00`, validTo: `${addDays(today, 14)}T00:00` },
        ...(units[0] ? { unitId: units[0].id } : {}),
      }
  return (
    <Modal
      open
      title={say(former ? 'form.next' : 'form.new')}
      okText={say('publish')}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      width={620}
      onOk={form.submit}
      onCancel={() => close(false)}
    >
      <Trouble error={sending.error} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={initial}>
        <Fields units={former ? null : units} />
      </Form>
    </Modal>
  )
}

/** `units`: for which it may be; null: it has its unit already. */
function Fields({ units }: { units: NoticeList['units'] | null }) {
  const say = useWords(noticeWords)
  const must = [{ required: true, message: say('required') }]
  const words = [{ required: true, whitespace: true, min: 2, message: say('required') }]
  return (
    <>
      {units && (
        <Form.Item name="unitId" label={say('form.unit')} rules={must}>
          <Select options={units.map(({ id, name }) => ({ value: id, label: name }))} />
        </Form.Item>
      )}
      <Form.Item name="title" label={say('form.title')} rules={words}>
        <Input maxLength={80} showCount />
      </Form.Item>
      <Form.Item name="body" label={say('form.body')} rules={words}>
        <Input.TextArea rows={6} maxLength={5000} showCount />
      </Form.Item>
      <Form.Item name="roles" label={say('form.roles')} rules={must}>
        <Checkbox.Group options={noticeRoles.map((value) => ({ value, label: say(`role.${value}`) }))} />
      </Form.Item>
      <Form.Item name="skills" label={say('form.skills')}>
        <Select mode="multiple" options={skills.map((value) => ({ value, label: say(`skill.${value}`) }))} />
      </Form.Item>
      <div className={css.dates}>
        <Form.Item name="validFrom" label={say('form.from')} rules={must}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="validTo" label={say('form.to')} rules={must}>
          <Input type="datetime-local" />
        </Form.Item>
      </div>
      <Form.Item name="isMandatory" valuePropName="checked">
        <Checkbox>{say('form.mandatory')}</Checkbox>
      </Form.Item>
    </>
  )
}
