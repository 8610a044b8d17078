import { App, Form, Input, Select } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { FormDialog } from '../../../app/web/kit/form-dialog.tsx'
import { addDays, civilDay } from '../../../app/web/kit/format.ts'
import { fromField, toField } from '../../../app/web/kit/instant-field.ts'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { type MatterDetail, type MatterList, type MatterVersion, matterKindTitles } from '../../matters/contract.ts'
import { kindTitles, nameOrder, type OrderKind } from '../../orders/kinds/contract.ts'
import css from '../desk.module.css'
import { PeriodFields } from '../period-fields.tsx'
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
  const send = ({ unitId, scope, validFrom, validTo, replyEn, ...filled }: Filled, key: string) => {
    const body = {
      ...{ ...filled, scope: toScope(scope), validFrom: fromField(validFrom), validTo: fromField(validTo) },
      ...(replyEn?.trim() ? { replyEn: replyEn.trim() } : {}),
    }
    const path = '/api/callcenter/service-matters'
    return former
      ? write<MatterDetail>('PUT', `${path}/${former.id}/draft`, { ...body, revision: former.revision }, key)
      : write<MatterDetail>('POST', path, { ...body, unitId }, key)
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
    <FormDialog<Filled, MatterDetail>
      title={say(former ? 'form.change' : 'form.new')}
      ok={say('form.save')}
      cancel={say('cancel')}
      width={720}
      initial={initial}
      changed={({ unitId }, form) => {
        // Another unit has other places.
        if (unitId !== undefined) form.setFieldValue('scope', [])
      }}
      send={send}
      done={({ id }) => {
        message.success(say('done.drafted'))
        close(id)
      }}
      giveUp={() => close(null)}
    >
      <About units={former ? null : of.units} ownUnitId={former?.unitId} orders={of.orders} />
      <Period limits={of.limits} />
      <Told />
    </FormDialog>
  )
}

type AboutOf = { units: MatterList['units'] | null; ownUnitId: number | undefined; orders: string[] }

/** Of which unit, what about, and where. */
function About({ units, ownUnitId, orders }: AboutOf) {
  const say = useWords(matterWords)
  const unitId: number | undefined = Form.useWatch('unitId') ?? ownUnitId
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
  const extra = say('form.limits', { days: longestDays, hours: lateHours })
  const labels = { from: say('form.from'), to: say('form.to'), needed: say('required'), bad: say('form.period.bad') }
  return <PeriodFields labels={{ ...labels, extra }} />
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
      <div className={css.pair}>
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
