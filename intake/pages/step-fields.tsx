import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd'
import type { z } from 'zod'
import { withQuery } from '../../app/web/kit/api.ts'
import { useResource } from '../../app/web/kit/resource.ts'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { applicabilityList } from '../../billing/price-book/contract.ts'
import css from './case.module.css'
import type { StepFields } from './step-forms.tsx'
import { intakeWords } from './words.ts'

export function useNeeded() {
  const say = useWords(intakeWords)
  return [{ required: true, message: say('do.required') }]
}

export function AcceptFields() {
  const say = useWords(intakeWords)
  const kinds = (['identity', 'property', 'other'] as const).map((value) => ({ value, label: say(`paper.${value}`) }))
  const seen = {
    validator: (_: unknown, value: unknown) =>
      value ? Promise.resolve() : Promise.reject(new Error(say('do.papersSeen.bad'))),
  }
  return (
    <>
      <Form.List name="papers">
        {(fields, { add, remove }) => (
          <Form.Item label={say('do.papers')}>
            {fields.map(({ key, name }) => (
              <div key={key} className={css.paper}>
                <Form.Item name={[name, 'kind']} noStyle>
                  <Select options={kinds} aria-label={say('do.papers.kind')} style={{ width: 150 }} />
                </Form.Item>
                <Form.Item name={[name, 'number']} noStyle>
                  <Input placeholder={say('do.papers.number')} aria-label={say('do.papers.number')} maxLength={64} />
                </Form.Item>
                <Button type="text" onClick={() => remove(name)}>
                  {say('do.papers.remove')}
                </Button>
              </div>
            ))}
            <Button type="dashed" onClick={() => add({ kind: 'property' })}>
              {say('do.papers.add')}
            </Button>
          </Form.Item>
        )}
      </Form.List>
      <Form.Item name="papersSeen" valuePropName="checked" rules={[seen]}>
        <Checkbox>{say('do.papersSeen')}</Checkbox>
      </Form.Item>
    </>
  )
}

export function SurveyFields(props: StepFields) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const feasible = {
    validator: (_: unknown, value: unknown) =>
      value ? Promise.resolve() : Promise.reject(new Error(say('do.feasible.bad'))),
  }
  return (
    <>
      <div className={css.two}>
        <Form.Item name="surveyedOn" label={say('do.surveyedOn')} rules={needed}>
          <Input type="date" />
        </Form.Item>
        <DistrictField {...props} />
        <Form.Item
          name="capacityKw"
          label={say('do.capacity')}
          rules={[{ required: true, type: 'number', min: 0.1, max: 100, message: say('apply.capacity.bad') }]}
        >
          <InputNumber style={{ width: '100%' }} />
        </Form.Item>
      </div>
      <Form.Item name="note" label={say('do.note')}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name="feasible" valuePropName="checked" rules={[feasible]}>
        <Checkbox>{say('do.feasible')}</Checkbox>
      </Form.Item>
    </>
  )
}

const LOW_VOLTAGE_KV = 0.22

/** Prices for another class are not shown; one that does not fit for another reason says which. */
export function PlanFields(props: StepFields) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const needed = useNeeded()
  const asked = { accountClass: 'residential', voltageKv: LOW_VOLTAGE_KV }
  const prices = useResource<z.infer<typeof applicabilityList>>(withQuery('/api/billing/prices/applicability', asked))
  const offered =
    prices.data?.items.filter(({ reasons }) => !reasons.some(({ code }) => code === 'ACCOUNT_CLASS')) ?? []
  return (
    <>
      <div className={css.two}>
        <DistrictField {...props} />
        <Form.Item name="priceCode" label={say('do.price')} rules={needed}>
          <Select
            loading={prices.loading}
            options={offered.map(({ priceCode, name, applicable, reasons }) => ({
              value: priceCode,
              disabled: !applicable,
              label: [name[language], ...reasons.map((reason) => reason[language])].join(' · '),
            }))}
          />
        </Form.Item>
      </div>
      <Form.Item name="phase" label={say('do.phase')} rules={needed}>
        <Radio.Group
          options={(['single', 'three'] as const).map((value) => ({ value, label: say(`do.phase.${value}`) }))}
        />
      </Form.Item>
      <Form.Item
        name="supplyPlan"
        label={say('do.plan')}
        rules={[{ required: true, whitespace: true, message: say('do.required') }]}
      >
        <Input.TextArea rows={4} maxLength={1000} showCount />
      </Form.Item>
    </>
  )
}

export function ContractFields() {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  return (
    <div className={css.two}>
      <Form.Item
        name="contractNo"
        label={say('do.contractNo')}
        rules={[{ required: true, whitespace: true, message: say('do.required') }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="signedOn" label={say('do.signedOn')} rules={needed}>
        <Input type="date" />
      </Form.Item>
    </div>
  )
}

export function ArchiveFields() {
  const say = useWords(intakeWords)
  return <p className={css.archive}>{say('do.archive')}</p>
}

function DistrictField({ choices }: StepFields) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  return (
    <Form.Item name="districtId" label={say('do.district')} rules={needed}>
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={choices.districts.map((district) => ({
          value: district.id,
          label: `${district.name} · ${district.capacityKva} kVA`,
        }))}
      />
    </Form.Item>
  )
}
