import { Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd'
import type { ReactNode } from 'react'
import { quantity } from '../../app/web/kit/format.ts'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationKind } from '../contract.ts'
import { useAccountFacts } from './account-field.tsx'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { Voltages } from './generation-fields.tsx'
import { isHome } from './kind-groups.ts'
import { Loads } from './loads-field.tsx'
import { useOfferedPrices } from './offered-prices.ts'
import { PaymentFields } from './payment-fields.tsx'
import { CutOverFields, HoursField, SectionFields } from './several/internal-fields.tsx'
import { SplitFields } from './several/split-fields.tsx'
import { intakeWords } from './words.ts'

type Field = keyof typeof fields
const classes = ['residential', 'agricultural', 'commercial'] as const
const baseCharges = ['capacity', 'contract-demand', 'actual-demand'] as const

/** What each kind asks beyond the account, in order. */
const asked: Partial<Record<ApplicationKind, Field[]>> = {
  pause: ['transformerIds', 'from', 'to'],
  'pause-restoration': ['transformerIds', 'from'],
  'temporary-reduction': ['transformerIds', 'from', 'to'],
  'reduction-restoration': ['transformerIds', 'from'],
  'permanent-reduction': ['transformerIds', 'from'],
  'exchange-restoration': ['transformerId', 'from'],
  'temporary-exchange': ['transformerId', 'replacementKva', 'from', 'to'],
  'temporary-removal': ['from', 'to'],
  'capacity-increase': ['capacityKva'],
  'voltage-change': ['voltageKv', 'capacityKva'],
  'distributed-pv': [],
  relocation: ['newAddress'],
  'meter-move': ['moveTo'],
  'meter-check': ['doubt'],
  'contact-change': ['phone'],
  'ratio-correction': ['pointNo', 'ct', 'pt', 'found'],
  reinstallation: [],
  rename: ['newName'],
  transfer: ['householdPersons'],
  merge: ['otherAccountNos'],
  closing: ['lastDay'],
  'class-change': ['toClass', 'priceCode', 'use'],
  'contract-demand': ['contractDemandKw', 'from'],
}
/** How long is open where it need not be said. */
const optional: Partial<Record<ApplicationKind, Field[]>> = {
  transfer: ['householdPersons'],
}

export function ChangeFields({ kind }: { kind: ApplicationKind }) {
  const say = useWords(applyWords)
  if (kind === 'payment-change') return <PaymentFields />
  if (kind === 'split') return <SplitFields />
  if (kind === 'cut-over') return <CutOverFields />
  if (kind === 'section-change') return <SectionFields />
  const names = kind === 'price-option' ? null : (asked[kind] ?? [])
  if (names?.length === 0) return null
  return (
    <Panel title={say('change.title')}>
      {names === null ? (
        <PriceOptionFields />
      ) : (
        names.map((name) => <One key={name} name={name} isOptional={optional[kind]?.includes(name) ?? false} />)
      )}
    </Panel>
  )
}

function One({ name, isOptional = false }: { name: Field; isOptional?: boolean }) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const Input = fields[name]
  const rules = isOptional ? [] : [{ required: true, message: intake('do.required') }]
  return (
    <Form.Item
      name={['form', name]}
      label={say(`field.${name}`)}
      rules={rules}
      {...(name === 'otherAccountNos' ? { extra: say('field.otherAccountNos.help') } : {})}
    >
      <Input />
    </Form.Item>
  )
}

/** An input hands on what the form gives it: value, change and id. */
type Bound = { value?: never; onChange?: never; id?: string }

const day = (props: Bound) => <Input {...props} type="date" size="large" />
const number = (props: Bound) => <InputNumber {...props} size="large" min={0} style={{ width: '100%' }} />
const text = (props: Bound) => <Input {...props} size="large" maxLength={200} />

const fields = {
  transformerIds: Transformers,
  transformerId: Transformer,
  replacementKva: number,
  from: day,
  to: day,
  lastDay: day,
  newName: text,
  householdPersons: number,
  otherAccountNos: text,
  toClass: Classes,
  priceCode: Prices,
  use: text,
  baseCharge: BaseCharges,
  contractDemandKw: number,
  capacityKva: Capacity,
  voltageKv: Voltages,
  newAddress: text,
  moveTo: text,
  doubt: text,
  phone: text,
  pointNo: Points,
  ct: number,
  pt: number,
  found: text,
} satisfies Record<string, (props: Bound) => ReactNode>

function Capacity(props: Bound) {
  const say = useWords(applyWords)
  const { data } = useAccountFacts()
  return (
    <>
      {number(props)}
      {data && (
        <div className={css.note}>{say('field.capacityKva.now', { now: quantity(data.contractCapacityKva) })}</div>
      )}
    </>
  )
}

function Points(props: Bound) {
  const { data } = useAccountFacts()
  const options = (data?.points ?? []).map(({ pointNo, meter }) => ({
    value: pointNo,
    label: `${pointNo}${meter ? ` · ${meter.assetNo}` : ''}`,
  }))
  return <Radio.Group {...props} options={options} />
}

function useTransformers() {
  const say = useWords(applyWords)
  const { data } = useAccountFacts()
  const list = data?.transformers ?? []
  const options = list.map(({ id, name, capacityKva, state }) => ({
    value: id,
    label: `${name} · ${capacityKva} kVA · ${say.code('state', state ?? '')}`,
  }))
  return { options, none: data === undefined ? ('none.account' as const) : ('none.transformers' as const) }
}

function Transformers(props: Bound) {
  const say = useWords(applyWords)
  const { options, none } = useTransformers()
  return options.length === 0 ? (
    <span id={props.id} className={css.note}>
      {say(none)}
    </span>
  ) : (
    <Checkbox.Group {...props} options={options} />
  )
}

function Transformer(props: Bound) {
  const say = useWords(applyWords)
  const { options, none } = useTransformers()
  return options.length === 0 ? (
    <span id={props.id} className={css.note}>
      {say(none)}
    </span>
  ) : (
    <Radio.Group {...props} options={options} />
  )
}

function Classes(props: Bound) {
  const say = useWords(applyWords)
  return <Radio.Group {...props} options={classes.map((value) => ({ value, label: say(`class.${value}`) }))} />
}

function BaseCharges(props: Bound) {
  const say = useWords(applyWords)
  return <Radio.Group {...props} options={baseCharges.map((value) => ({ value, label: say(`base.${value}`) }))} />
}

/** Prices of the chosen class, or of the account's own. */
function Prices(props: Bound) {
  const form = Form.useFormInstance()
  const accountClass = Form.useWatch(['form', 'toClass'], form) as string | undefined
  const day = Form.useWatch(['form', 'from'], form) as string | undefined
  const { data: account } = useAccountFacts()
  const { loading, options } = useOfferedPrices(account ? `/api/intake/accounts/${account.accountNo}/prices` : null, {
    accountClass,
    day,
  })
  return <Select {...props} size="large" loading={loading} options={options} />
}

function PriceOptionFields() {
  const say = useWords(applyWords)
  const form = Form.useFormInstance()
  const option = Form.useWatch(['form', 'option'], form) as string | undefined
  const baseCharge = Form.useWatch(['form', 'baseCharge'], form) as string | undefined
  return (
    <>
      <Form.Item name={['form', 'option']} label={say('field.option')}>
        <Radio.Group
          options={(['base-charge', 'time-of-use'] as const).map((value) => ({ value, label: say(`option.${value}`) }))}
        />
      </Form.Item>
      <One name={option === 'time-of-use' ? 'priceCode' : 'baseCharge'} />
      {option !== 'time-of-use' && baseCharge === 'contract-demand' && <One name="contractDemandKw" />}
      <One name="from" />
    </>
  )
}

/** What a new connection is told of its use beyond a home's. */
export function SupplyFields({ kind }: { kind: ApplicationKind }) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  if (isHome(kind) || kind === 'distributed-pv') return null
  return (
    <>
      {kind !== 'residential-compound' && (
        <Form.Item name={['form', 'accountClass']} label={say('field.accountClass')} initialValue="commercial">
          <Classes />
        </Form.Item>
      )}
      {kind === 'temporary-unmetered' && <HoursField />}
      {kind.startsWith('temporary-') && (
        <Form.Item
          name={['form', 'until']}
          label={say('field.until')}
          rules={[{ required: true, message: intake('do.required') }]}
        >
          <Input type="date" size="large" />
        </Form.Item>
      )}
      <Loads />
      {kind !== 'residential-compound' && (
        <Form.Item name={['form', 'isIndustry']} valuePropName="checked" noStyle>
          <Checkbox>{say('field.isIndustry')}</Checkbox>
        </Form.Item>
      )}
      <Form.Item name={['form', 'isImportant']} valuePropName="checked" noStyle>
        <Checkbox>{say('field.isImportant')}</Checkbox>
      </Form.Item>
    </>
  )
}
