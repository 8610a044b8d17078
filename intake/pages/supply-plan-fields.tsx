import { Checkbox, Form, Input, InputNumber, Select } from 'antd'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import css from './case.module.css'
import { useAccount } from './field-work.tsx'
import { useNeeded } from './step-fields.tsx'
import type { StepFields } from './step-forms.tsx'
import { intakeWords } from './words.ts'

const standbys = ['hot', 'cold', 'simultaneous'] as const

/** Ratios that the metering is planned with. */
export function RatioFields() {
  const say = useWords(intakeWords)
  return (
    <div className={css.two}>
      <Form.Item name="ct" label={say('do.exchange.ct')}>
        <InputNumber min={0.01} style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="pt" label={say('do.exchange.pt')}>
        <InputNumber min={0.01} style={{ width: '100%' }} />
      </Form.Item>
    </div>
  )
}

/** Whether another meter is put up. */
export function ExchangeChoice() {
  const say = useWords(intakeWords)
  return (
    <Form.Item name="exchangesMeter" valuePropName="checked">
      <Checkbox>{say('do.exchangesMeter')}</Checkbox>
    </Form.Item>
  )
}

/** The feeders that supply comes from; the other one where there are two, and how it waits. */
export function SourceFields({ choices, needsTwo }: Pick<StepFields, 'choices'> & { needsTwo: boolean }) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const other = Form.useWatch(['standby', 'feederId'], Form.useFormInstance())
  const options = choices.feeders.map(({ id, name, substation, bar }) => ({
    value: id,
    label: [name, substation, bar].filter(Boolean).join(' · '),
  }))
  const search = { showSearch: { optionFilterProp: 'label' }, allowClear: true, options }
  return (
    <div className={css.two}>
      <Form.Item name="feederId" label={say('do.feeder')} rules={needsTwo ? needed : []}>
        <Select {...search} />
      </Form.Item>
      <Form.Item name={['standby', 'feederId']} label={say('do.standby.feeder')} rules={needsTwo ? needed : []}>
        <Select {...search} />
      </Form.Item>
      {(needsTwo || other) && (
        <Form.Item name={['standby', 'mode']} label={say('do.standby.mode')} rules={needed}>
          <Select options={standbys.map((value) => ({ value, label: say(`standby.${value}`) }))} />
        </Form.Item>
      )}
    </div>
  )
}

/** Transformers of the old voltage that go. */
export function RemovedTransformers({ application }: Pick<StepFields, 'application'>) {
  const say = useWords(intakeWords)
  const account = useAccount(application)
  return (
    <Shown of={account} rows={1}>
      {({ transformers }) => {
        const there = transformers.filter(({ state }) => state !== null)
        return (
          there.length > 0 && (
            <Form.Item name="removedTransformerIds" label={say('do.removedTransformers')}>
              <Checkbox.Group
                options={there.map(({ id, name, capacityKva }) => ({
                  value: id,
                  label: `${name} · ${capacityKva} kVA`,
                }))}
              />
            </Form.Item>
          )
        )
      }}
    </Shown>
  )
}

/** What a plant's plan says beside the supply; with surplus the price stays the account's own. */
export function PlantPlanFields({ application }: Pick<StepFields, 'application'>) {
  const say = useWords(intakeWords)
  const account = useAccount(application)
  return (
    <>
      <Form.Item name="region" label={say('do.region')} rules={[{ pattern: /^\d{2}$/, message: say('do.region.bad') }]}>
        <Input maxLength={2} inputMode="numeric" />
      </Form.Item>
      {application.form.mode === 'surplus' && (
        <>
          <ExchangeChoice />
          <Shown of={account} rows={1}>
            {({ points: [point] }) => (
              <Form.Item name="priceCode" hidden initialValue={point?.priceCode}>
                <Input />
              </Form.Item>
            )}
          </Shown>
        </>
      )}
    </>
  )
}
