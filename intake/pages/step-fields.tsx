import { Button, Checkbox, Form, Input, InputNumber, Radio, Select } from 'antd'
import type { ReactNode } from 'react'
import type { z } from 'zod'
import { useResource } from '../../app/web/kit/resource.ts'
import { useWords } from '../../app/web/kit/words.ts'
import { type PaperKind, paperKinds, type Step } from '../contract.ts'
import type { kindList } from '../offer-contract.ts'
import css from './case.module.css'
import { OpenCapacity } from './files/open-capacity.tsx'
import { useOfferedPrices } from './offered-prices.ts'
import { LargePlanFields } from './plan-fields.tsx'
import { isHighVoltage, type StepFields } from './step-forms.tsx'
import {
  ExchangeChoice,
  PlantPlanFields,
  RatioFields,
  RemovedTransformers,
  SourceFields,
} from './supply-plan-fields.tsx'
import { intakeWords } from './words.ts'

type Kinds = z.infer<typeof kindList>

export function useNeeded() {
  const say = useWords(intakeWords)
  return [{ required: true, message: say('do.required') }]
}

export function AcceptFields({ application }: StepFields) {
  const say = useWords(intakeWords)
  const required = useResource<Kinds>('/api/intake/kinds').data?.items.find(({ kind }) => kind === application.kind)
  const missing = required?.papers.find((paper) => !application.papers.some(({ kind }) => kind === paper))
  const kinds = paperKinds.map((value) => ({ value, label: say(`paper.${value}`) }))
  const seen = {
    validator: (_: unknown, value: unknown) =>
      value ? Promise.resolve() : Promise.reject(new Error(say('do.papersSeen.bad'))),
  }
  return (
    <>
      <PaperList name="papers" label={say('do.papers')} kinds={kinds} first={missing}>
        {(name) => (
          <Form.Item name={[name, 'number']} noStyle>
            <Input placeholder={say('do.papers.number')} aria-label={say('do.papers.number')} maxLength={64} />
          </Form.Item>
        )}
      </PaperList>
      <PaperList name="deferredPapers" label={say('do.deferred')} kinds={kinds} first={missing}>
        {(name) => (
          <Form.Item name={[name, 'dueOn']} noStyle rules={[{ required: true, message: say('do.required') }]}>
            <Input type="date" aria-label={say('do.deferred.dueOn')} />
          </Form.Item>
        )}
      </PaperList>
      <Form.Item name="papersSeen" valuePropName="checked" rules={[seen]}>
        <Checkbox>{say('do.papersSeen')}</Checkbox>
      </Form.Item>
    </>
  )
}

type PaperRows = {
  name: string
  label: string
  kinds: { value: string; label: string }[]
  /** What is most likely to be told next. */
  first: PaperKind | undefined
  children: (name: number) => ReactNode
}

function PaperList({ name: list, label, kinds, first = 'property', children }: PaperRows) {
  const say = useWords(intakeWords)
  return (
    <Form.List name={list}>
      {(rows, { add, remove }) => (
        <Form.Item label={label}>
          {rows.map(({ key, name }) => (
            <div key={key} className={css.paper}>
              <Form.Item name={[name, 'kind']} noStyle>
                <Select options={kinds} aria-label={say('do.papers.kind')} style={{ width: 150 }} />
              </Form.Item>
              {children(name)}
              <Button type="text" onClick={() => remove(name)}>
                {say('do.papers.remove')}
              </Button>
            </div>
          ))}
          <Button type="dashed" onClick={() => add({ kind: first })}>
            {say('do.papers.add')}
          </Button>
        </Form.Item>
      )}
    </Form.List>
  )
}

const surveyed = ['designReviewed', 'worksHidden', 'worksDone'] as const

export function SurveyFields(props: StepFields) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const isNewSupply = props.application.requestedCapacityKw !== null
  const isBuilt = props.application.steps.some(({ step }) => step === 'final-inspection')
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
        {isNewSupply && (
          <>
            <DistrictField {...props} />
            <OpenCapacity />
            <Form.Item
              name="capacityKw"
              label={say('do.capacity')}
              rules={[
                { required: true, type: 'number', min: 0.1, max: 1_000_000, message: say('apply.capacity.bad.large') },
              ]}
            >
              <InputNumber style={{ width: '100%' }} />
            </Form.Item>
          </>
        )}
      </div>
      {isBuilt && isNewSupply && (
        <Form.Item label={say('do.needs')}>
          {surveyed.map((name) => (
            <Form.Item key={name} name={name} valuePropName="checked" noStyle>
              <Checkbox>{say(`do.${name}`)}</Checkbox>
            </Form.Item>
          ))}
        </Form.Item>
      )}
      {isBuilt && (
        <Form.Item name="feeYuan" label={say('do.feeYuan')}>
          <Input inputMode="decimal" maxLength={15} />
        </Form.Item>
      )}
      {props.application.kind === 'class-change' && <ExchangeChoice />}
      <Form.Item name="note" label={say('do.note')}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name="feasible" valuePropName="checked" rules={[feasible]}>
        <Checkbox>{say('do.feasible')}</Checkbox>
      </Form.Item>
    </>
  )
}

/** Prices are offered for the supply as it is planned so far. */
export function PlanFields(props: StepFields) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const { kind, form } = props.application
  const isHome = kind === 'low-voltage-residential' || kind === 'charging-pile' || kind === 'residential-compound'
  const isPlant = kind === 'distributed-pv'
  const isHigh = isHighVoltage(props.application)
  const has = (step: Step) => props.application.steps.some((each) => each.step === step)
  return (
    <>
      <div className={css.two}>
        <DistrictField {...props} />
        {!(isPlant && form.mode === 'surplus') && <PlannedPrice applicationId={props.application.id} />}
      </div>
      <Form.Item name="phase" label={say('do.phase')} rules={needed}>
        <Radio.Group
          options={(['single', 'three'] as const).map((value) => ({ value, label: say(`do.phase.${value}`) }))}
        />
      </Form.Item>
      {!isHome && !isPlant && (
        <LargePlanFields
          isHigh={isHigh}
          isProposed={props.application.requestedCapacityKw !== null}
          applicationId={props.application.id}
        />
      )}
      {isPlant && <PlantPlanFields {...props} />}
      {isHigh && <SourceFields {...props} needsTwo={kind === 'high-voltage-dual'} />}
      {kind === 'voltage-change' && <RemovedTransformers {...props} />}
      {!isHome && !isPlant && (has('meter-exchange') || has('meter-installation')) && <RatioFields />}
      {has('meter-exchange') && !isPlant && <ExchangeChoice />}
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

function PlannedPrice({ applicationId }: { applicationId: number }) {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  const form = Form.useFormInstance()
  const phase = Form.useWatch('phase', form)
  const mode = Form.useWatch('mode', form)
  const capacityKva = Form.useWatch('capacityKva', form)
  const feederId = Form.useWatch('feederId', form)
  const { loading, options } = useOfferedPrices(`/api/intake/applications/${applicationId}/prices`, {
    ...{ phase, mode, feederId, capacityKva: capacityKva || undefined },
  })
  return (
    <Form.Item name="priceCode" label={say('do.price')} rules={needed}>
      <Select loading={loading} options={options} />
    </Form.Item>
  )
}

export function ContractFields({ application }: StepFields) {
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
      {application.kind === 'distributed-pv' && application.form.voltageKv === '10' && (
        <Form.Item name="dispatchNo" label={say('do.dispatchNo')} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
      )}
    </div>
  )
}

/** What was paid, each with its receipt. */
export function FeeFields() {
  const say = useWords(intakeWords)
  const needed = useNeeded()
  return (
    <div className={css.two}>
      <Form.Item name={['paid', 0, 'item']} label={say('do.fee.item')} rules={needed}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name={['paid', 0, 'amountYuan']} label={say('do.fee.amount')} rules={needed}>
        <Input inputMode="decimal" maxLength={15} />
      </Form.Item>
      <Form.Item name={['paid', 0, 'paidOn']} label={say('do.fee.paidOn')} rules={needed}>
        <Input type="date" />
      </Form.Item>
    </div>
  )
}

export function DistrictField({ choices }: StepFields) {
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
