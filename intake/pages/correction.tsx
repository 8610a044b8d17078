import { App, Button, Checkbox, Form, Input, Space } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useFieldIssues } from '../../app/web/kit/form-issues.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import { ApplicantFields, PlaceFields } from './apply-fields.tsx'
import { type Filled, toInput } from './apply-input.ts'
import css from './case.module.css'
import { ChangeFields, SupplyFields } from './change-fields.tsx'
import { GenerationFields } from './generation-fields.tsx'
import { isHome, opensAccount } from './kind-groups.ts'
import { intakeWords } from './words.ts'

type Case = { application: ApplicationDetail; path: string; done: () => void }
type Correcting = Filled & { reason: string; isOther?: boolean }

/** What was asked for is put right before it is accepted; why it was sent back stands above. */
export function Correction(props: Case) {
  const say = useWords(intakeWords)
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const { next, suspendedFor, events } = props.application
  const corrected = () => {
    message.success(say('correct.done'))
    setOpen(false)
    props.done()
  }
  if (!next.mayCorrect) return null
  const why = suspendedFor ? events.findLast((event) => event.kind === 'suspended')?.reason : undefined
  return (
    <Panel title={say('correct.title')}>
      {why && <p>{say('correct.why', { reason: why })}</p>}
      {open ? (
        <Fields {...props} done={corrected} close={() => setOpen(false)} />
      ) : (
        <Button onClick={() => setOpen(true)}>{say('correct.action')}</Button>
      )}
    </Panel>
  )
}

function Fields({ application, path, done, close }: Case & { close: () => void }) {
  const say = useWords(intakeWords)
  const [form] = Form.useForm<Correcting>()
  const { kind, version } = application
  const isOpening = opensAccount(kind, application.form)
  const isOther = Form.useWatch('isOther', form)
  const correct = useSubmit((input: object, key) => write('POST', `${path}/corrections`, input, key))
  useFieldIssues(form, correct.error)
  const submit = async (filled: Correcting) => {
    const { papers: _, kind: __, accountNo: ___, ...told } = toInput(kind, filled) as unknown as Record<string, unknown>
    if (await correct.submit({ version, reason: filled.reason.trim(), ...told })) done()
  }
  return (
    <Form form={form} layout="vertical" onFinish={submit} initialValues={startOf(application)} requiredMark={false}>
      <Form.Item name="accountNo" hidden>
        <Input />
      </Form.Item>
      {kind === 'distributed-pv' && <GenerationFields />}
      {(isOpening || kind === 'transfer') && (
        <Form.Item name="isOther" valuePropName="checked">
          <Checkbox>{say('correct.applicant')}</Checkbox>
        </Form.Item>
      )}
      {kind === 'split' && <p className={css.note}>{say('correct.split')}</p>}
      {isOther && <ApplicantFields isOrganisationWelcome={kind !== 'low-voltage-residential'} />}
      {isOpening ? (
        <>
          <PlaceFields isHome={isHome(kind)} isPlant={kind === 'distributed-pv'} />
          <SupplyFields kind={kind} />
        </>
      ) : (
        <div className={`${css.column} ${css.correction}`}>
          <ChangeFields kind={kind} />
        </div>
      )}
      <Form.Item
        name="reason"
        label={say('correct.reason')}
        rules={[{ required: true, whitespace: true, message: say('correct.reason.required') }]}
      >
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Trouble error={correct.error} atFields />
      <Space>
        <Button type="primary" htmlType="submit" loading={correct.busy}>
          {say('correct.submit')}
        </Button>
        <Button onClick={close}>{say('correct.cancel')}</Button>
      </Space>
    </Form>
  )
}

/** As it was asked; numbers are not shown again. */
function startOf({ kind, form, accountNo, address, requestedCapacityKw, householdPersons }: ApplicationDetail) {
  const { accountTail: _, ...shown } = form
  const asked = Object.fromEntries(
    Object.entries(shown).map(([name, value]) => {
      if (name === 'to' && kind === 'meter-move') return ['moveTo', value]
      if (name === 'otherAccountNos' || name === 'accountNos') return [name, (value as string[]).join(' ')]
      return [name, value]
    }),
  )
  return { form: asked, accountNo, address, requestedCapacityKw, householdPersons }
}
