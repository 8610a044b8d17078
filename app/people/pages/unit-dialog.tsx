import { App, Form, Input, Modal, Select } from 'antd'
import { write } from '../../web/kit/api.ts'
import { useFieldIssues } from '../../web/kit/form-issues.ts'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { NewOrganisation, Organisation } from '../organisation-contract.ts'
import { organisationWords } from './organisation-words.ts'

export type UnitAct = { act: 'add' | 'rename' | 'remove'; unit: Organisation }

const kinds = ['province', 'city', 'county', 'station'] as const
const areas = ['city', 'rural', 'remote'] as const

export function UnitDialog({ act, unit, close }: UnitAct & { close: (isDone: boolean) => void }) {
  const say = useWords(organisationWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<NewOrganisation>()
  const base = '/api/people/organisations'
  const path = { add: base, rename: `${base}/${unit.id}/renaming`, remove: `${base}/${unit.id}/removal` }[act]
  const send = useSubmit((input: object, key) => write('POST', path, input, key))
  useFieldIssues(form, send.error)
  const submit = async (filled: NewOrganisation) => {
    if (!(await send.submit(act === 'add' ? { ...filled, parentId: unit.id } : filled))) return
    message.success(say('units.saved'))
    close(true)
  }
  const needed = [{ required: true, min: 2, whitespace: true, message: say('required') }]
  const title =
    act === 'add' ? say('units.add.under', { name: unit.name }) : say(`units.${act}.of`, { name: unit.name })
  const initial = act === 'rename' ? { name: unit.name } : { area: 'city', kind: kinds[kinds.indexOf(unit.kind) + 1] }
  return (
    <Modal open title={title} onCancel={() => close(false)} onOk={form.submit} confirmLoading={send.busy}>
      <Trouble error={send.error} atFields />
      {act === 'remove' && <p>{say('units.remove.lead')}</p>}
      <Form form={form} layout="vertical" onFinish={submit} initialValues={initial}>
        {act !== 'remove' && (
          <Form.Item name="name" label={say('units.name')} rules={needed}>
            <Input maxLength={60} />
          </Form.Item>
        )}
        {act === 'add' && <PlaceFields above={unit.kind} />}
        <Form.Item name="reason" label={say('units.reason')} rules={needed}>
          <Input.TextArea rows={2} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}

function PlaceFields({ above }: { above: Organisation['kind'] }) {
  const say = useWords(organisationWords)
  const below = kinds.slice(kinds.indexOf(above) + 1)
  return (
    <>
      <Form.Item
        name="code"
        label={say('units.code')}
        rules={[{ required: true, pattern: /^[A-Z0-9]{1,12}$/, message: say('code.bad') }]}
      >
        <Input maxLength={12} />
      </Form.Item>
      <Form.Item name="kind" label={say('units.kind')}>
        <Select options={below.map((kind) => ({ value: kind, label: say(`units.kind.${kind}`) }))} />
      </Form.Item>
      <Form.Item name="area" label={say('units.area')}>
        <Select options={areas.map((area) => ({ value: area, label: say(`units.area.${area}`) }))} />
      </Form.Item>
    </>
  )
}
