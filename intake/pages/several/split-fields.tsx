import { Button, Form, Input, InputNumber, Radio, Select } from 'antd'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { useAccountFacts } from '../account-field.tsx'
import { applicantRules } from '../apply-fields.tsx'
import css from '../case.module.css'
import { useOfferedPrices } from '../offered-prices.ts'
import { intakeWords } from '../words.ts'
import { severalWords } from './words.ts'

const classes = ['residential', 'agricultural', 'commercial'] as const
const phases = ['single', 'three'] as const
const wide = { width: '100%' }

/** 分户: what stays, and for each part who takes it, where, how much and at which price. */
export function SplitFields() {
  const say = useWords(severalWords)
  const needed = [{ required: true, message: say('required') }]
  return (
    <>
      <Panel title={say('split.kept')}>
        <Form.Item name={['form', 'keptKva']} extra={say('split.kept.help')} rules={needed}>
          <InputNumber size="large" min={0.1} style={wide} aria-label={say('split.kept')} />
        </Form.Item>
      </Panel>
      <Form.List name={['form', 'parts']} initialValue={[{ class: 'residential', phase: 'single' }]}>
        {(rows, { add, remove }) => (
          <>
            {rows.map(({ key, name }) => (
              <Panel
                key={key}
                title={say('split.part', { n: name + 1 })}
                extra={
                  rows.length > 1 && (
                    <Button type="text" onClick={() => remove(name)}>
                      {say('split.remove')}
                    </Button>
                  )
                }
              >
                <Part name={name} />
              </Panel>
            ))}
            <Button
              type="dashed"
              disabled={rows.length >= 10}
              onClick={() => add({ class: 'residential', phase: 'single' })}
            >
              {say('split.add')}
            </Button>
          </>
        )}
      </Form.List>
    </>
  )
}

function Part({ name }: { name: number }) {
  const say = useWords(severalWords)
  const needed = [{ required: true, message: say('required') }]
  return (
    <>
      <div className={css.two}>
        <Form.Item name={[name, 'place']} label={say('split.place')} rules={needed}>
          <Input size="large" maxLength={60} />
        </Form.Item>
        <Form.Item name={[name, 'capacityKva']} label={say('split.capacity')} rules={needed}>
          <InputNumber size="large" min={0.1} style={wide} />
        </Form.Item>
        <Form.Item name={[name, 'class']} label={say('split.class')}>
          <Radio.Group options={classes.map((value) => ({ value, label: say(`class.${value}`) }))} />
        </Form.Item>
        <Form.Item name={[name, 'phase']} label={say('split.phase')}>
          <Radio.Group options={phases.map((value) => ({ value, label: say(`phase.${value}`) }))} />
        </Form.Item>
        <Form.Item name={[name, 'priceCode']} label={say('split.price')} rules={needed}>
          <Prices part={name} />
        </Form.Item>
        <Form.Item name={[name, 'householdPersons']} label={say('split.persons')}>
          <InputNumber size="large" min={1} max={30} precision={0} style={wide} />
        </Form.Item>
      </div>
      <Customer part={name} />
    </>
  )
}

/** Stands beside the form's own parts, as it names people: `newCustomers` in the order of the parts. */
function Customer({ part }: { part: number }) {
  const say = useWords(intakeWords)
  const rules = applicantRules(say)
  return (
    <div className={css.two}>
      <Form.Item name={[part, 'customer', 'name']} label={say('apply.name.any')} rules={rules.name}>
        <Input size="large" maxLength={64} />
      </Form.Item>
      <Form.Item name={[part, 'customer', 'identityNumber']} label={say('apply.identifier')} rules={rules.identifier}>
        <Input size="large" autoComplete="off" maxLength={20} />
      </Form.Item>
      <Form.Item name={[part, 'customer', 'phone']} label={say('apply.phone')} rules={rules.phone}>
        <Input size="large" inputMode="tel" maxLength={13} />
      </Form.Item>
    </div>
  )
}

function Prices({ part, ...bound }: { part: number; value?: never; onChange?: never; id?: string }) {
  const form = Form.useFormInstance()
  const accountClass = Form.useWatch(['form', 'parts', part, 'class'], form) as string | undefined
  const capacityKva = Form.useWatch(['form', 'parts', part, 'capacityKva'], form) as number | undefined
  const { data: account } = useAccountFacts()
  const { loading, options } = useOfferedPrices(account ? `/api/intake/accounts/${account.accountNo}/prices` : null, {
    accountClass: accountClass ?? 'residential',
    capacityKva: capacityKva || undefined,
  })
  return <Select {...bound} size="large" loading={loading} options={options} />
}
