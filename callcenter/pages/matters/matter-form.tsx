import { App, Form, Input, Modal, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { addDays, civilDay } from '../../../app/web/kit/format.ts'
import { fromField, toField } from '../../../app/web/kit/instant-field.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { type MatterDetail, type MatterList, type MatterVersion, matterKindTitles } from '../../matters/contract.ts'
import { kindTitles, nameOrder, type OrderKind } from '../../orders/kinds/contract.ts'
import css from './matters.module.css'
import { type Place, ScopeChooser, toPlaces, toScope } from './scope-chooser.tsx'
import { matterWords } from './words.ts'

type Filled = Pick<
  MatterVersion,
  'title' | 'kind' | 'orders' | 'contactName' | 'contactPhone' | 'replyZh' | 'documentNo'
> & {
  unitId: number
  scope: Place[]
  validFrom: string
  validTo: string
  replyEn?: string
}
type Former = MatterVersion & Pick<MatterDetail, 'id' | 'unitId' | 'revision'>
/** `close`: with the id of what was saved. */
type Writing = { of: MatterList; former: Former | null; close: (id: number | null) => void }

/** A new matter, its draft, or the next version of an accepted one. */
export function MatterForm({ of, former, close }: Writing) {
  const say = useWords(matterWords)
  const { message } = App.useApp()
  const [form] = Form.useForm<Filled>()
  const unitId = Form.useWatch('unitId', form) ?? former?.unitId
  const sending = useSubmit(({ unitId: unit, scope, validFrom, validTo, replyEn, ...filled }: Filled, key) => {
    const body = {
      ...{ ...filled, scope: toScope(scope), validFrom: fromField(validFrom), validTo: fromField(validTo) },
      ...(replyEn?.trim() ? { replyEn: replyEn.trim() } : {}),
    }
    const path = '/api/callcenter/service-matters'
    return former
      ? write<MatterDetail>('PUT', `${path}/${former.id}/draft`, { ...body, revision: former.revision }, key)
      : write<MatterDetail>('POST', path, { ...body, unitId: unit }, key)
  })
  useFieldIssues(form, sending.error)
  const submit = async (filled: Filled) => {
    const saved = await sending.submit(filled)
    if (!saved) return
    message.success(say('done.drafted'))
    close(saved.value.id)
  }
  const today = civilDay(new Date())
  const initial: Partial<Filled> = former
    ? {
        ...former,
        replyEn: former.replyEn ?? '',
        scope: toPlaces(former.scope, (is) => say(`scope.${is}`)),
        ...{ validFrom: toField(former.validFrom), validTo: toField(former.validTo) },
      }
    : {
        ...{ kind: 'planned-work', orders: [], scope: [] },
        ...{ validFrom: `${addDays(today, 1)}T08:00`, validTo: `${addDays(today, 1)}T18:00` },
        ...(of.units[0] ? { unitId: of.units[0].id } : {}),
      }
  return (
    <Modal
      open
      title={say(former ? 'form.change' : 'form.new')}
      okText={say('form.save')}
      cancelText={say('cancel')}
      confirmLoading={sending.busy}
      width={720}
      onOk={form.submit}
      onCancel={() => close(null)}
    >
      <Trouble error={sending.error} />
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={initial}
        onValuesChange={(changed) => {
          // Another unit has other places.
          if (changed.unitId !== undefined) form.setFieldValue('scope', [])
        }}
      >
        <About units={former ? null : of.units} unitId={unitId} orders={of.orders} />
        <Period limits={of.limits} />
        <Told />
      </Form>
    </Modal>
  )
}

type AboutOf = { units: MatterList['units'] | null; unitId: number | undefined; orders: string[] }

/** Of which unit, what about, and where. */
function About({ units, unitId, orders }: AboutOf) {
  const say = useWords(matterWords)
  const [language] = useLanguage()
  const must = [{ required: true, message: say('required') }]
  const kinds = (Object.keys(kindTitles) as OrderKind[]).filter((kind) =>
    orders.some((each) => each.startsWith(`${kind}~`)),
  )
  const options = kinds.map((kind) => ({
    label: kindTitles[kind][language],
    options: orders.flatMap((value) => {
      const [own, subkind = ''] = value.split('~')
      return own === kind ? [{ value, label: nameOrder(kind, subkind)[language] }] : []
    }),
  }))
  return (
    <>
      {units && (
        <Form.Item name="unitId" label={say('form.unit')} rules={must}>
          <Select
            showSearch={{ optionFilterProp: 'label' }}
            options={units.map(({ id, name }) => ({ value: id, label: name }))}
          />
        </Form.Item>
      )}
      <Form.Item
        name="title"
        label={say('form.title')}
        rules={[{ required: true, whitespace: true, min: 2, message: say('required') }]}
      >
        <Input maxLength={80} showCount />
      </Form.Item>
      <Form.Item name="kind" label={say('kind')} rules={must}>
        <Select
          options={Object.entries(matterKindTitles).map(([value, title]) => ({ value, label: title[language] }))}
        />
      </Form.Item>
      <Form.Item name="scope" label={say('scope')} rules={[{ required: true, message: say('scope.needed') }]}>
        <ScopeChooser unitId={unitId} />
      </Form.Item>
      <Form.Item name="orders" label={say('form.orders')} rules={must}>
        <Select mode="multiple" showSearch={{ optionFilterProp: 'label' }} options={options} />
      </Form.Item>
    </>
  )
}

function Period({ limits: { longestDays, lateHours } }: Pick<MatterList, 'limits'>) {
  const say = useWords(matterWords)
  const must = { required: true, message: say('required') }
  return (
    <div className={css.two}>
      <Form.Item
        name="validFrom"
        label={say('form.from')}
        extra={say('form.limits', { days: longestDays, hours: lateHours })}
        rules={[must]}
      >
        <Input type="datetime-local" />
      </Form.Item>
      <Form.Item
        name="validTo"
        label={say('form.to')}
        dependencies={['validFrom']}
        rules={[
          must,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value > getFieldValue('validFrom')
                ? Promise.resolve()
                : Promise.reject(new Error(say('form.period.bad'))),
          }),
        ]}
      >
        <Input type="datetime-local" />
      </Form.Item>
    </div>
  )
}

/** What the desk says, whom it asks, and what it rests on. */
function Told() {
  const say = useWords(matterWords)
  const words = [{ required: true, whitespace: true, min: 2, message: say('required') }]
  return (
    <>
      <Form.Item name="replyZh" label={say('form.reply')} rules={words}>
        <Input.TextArea rows={4} maxLength={2000} showCount />
      </Form.Item>
      <Form.Item name="replyEn" label={say('form.replyEn')}>
        <Input.TextArea rows={2} maxLength={2000} />
      </Form.Item>
      <div className={css.two}>
        <Form.Item name="contactName" label={say('form.contactName')} rules={words}>
          <Input maxLength={40} />
        </Form.Item>
        <Form.Item
          name="contactPhone"
          label={say('form.contactPhone')}
          rules={[{ required: true, pattern: /^[0-9+\- ]{5,20}$/, message: say('form.phone.bad') }]}
        >
          <Input maxLength={20} inputMode="tel" />
        </Form.Item>
      </div>
      <Form.Item name="documentNo" label={say('document')} rules={words}>
        <Input maxLength={80} />
      </Form.Item>
    </>
  )
}
