import { App, Checkbox, Form, Input, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { FormDialog } from '../../../app/web/kit/form-dialog.tsx'
import { addDays, civilDay } from '../../../app/web/kit/format.ts'
import { fromField, toField } from '../../../app/web/kit/instant-field.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import { skills } from '../../board/contract.ts'
import { type Notice, type NoticeList, noticeRoles } from '../../notices/contract.ts'
import { PeriodFields } from '../period-fields.tsx'
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
  const send = ({ unitId, validFrom, validTo, ...filled }: Filled, key: string) => {
    const times = { validFrom: fromField(validFrom), validTo: fromField(validTo) }
    const notices = '/api/callcenter/desk-notices'
    return former
      ? write('POST', `${notices}/${former.id}/versions`, { ...filled, ...times, version: former.version }, key)
      : write('POST', notices, { ...filled, ...times, unitId }, key)
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
    <FormDialog<Filled, unknown>
      title={say(former ? 'form.next' : 'form.new')}
      ok={say('publish')}
      cancel={say('cancel')}
      width={620}
      initial={initial}
      send={send}
      done={() => {
        message.success(say('published'))
        close(true)
      }}
      giveUp={() => close(false)}
    >
      <Fields units={former ? null : units} />
    </FormDialog>
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
      <PeriodFields
        labels={{ from: say('form.from'), to: say('form.to'), needed: say('required'), bad: say('form.period.bad') }}
      />
      <Form.Item name="isMandatory" valuePropName="checked">
        <Checkbox>{say('form.mandatory')}</Checkbox>
      </Form.Item>
    </>
  )
}
