import { Form, Input, InputNumber } from 'antd'
import { useWords } from '../../app/web/kit/words.ts'
import type { SubmitInput } from '../contract.ts'
import css from './case.module.css'
import { intakeWords } from './words.ts'

export type Filled = {
  applicant: SubmitInput['applicant']
  address: string
  requestedCapacityKw: number
  householdPersons?: number | null
  propertyNumber: string
}

export function filledToInput(filled: Filled): SubmitInput {
  const identityNumber = filled.applicant.identityNumber.trim().toUpperCase()
  return {
    kind: 'low-voltage-residential',
    applicant: { name: filled.applicant.name.trim(), identityNumber, phone: filled.applicant.phone.trim() },
    address: filled.address.trim(),
    requestedCapacityKw: filled.requestedCapacityKw,
    ...(filled.householdPersons ? { householdPersons: filled.householdPersons } : {}),
    papers: [
      // Its number stands with the applicant, where it is masked.
      { kind: 'identity' },
      { kind: 'property', number: filled.propertyNumber.trim() },
    ],
  }
}

function useRequired(): (field: string) => { required: true; whitespace: true; message: string } {
  const say = useWords(intakeWords)
  return (field) => ({ required: true, whitespace: true, message: say('apply.required', { field }) })
}

export function ApplicantFields() {
  const say = useWords(intakeWords)
  const required = useRequired()
  return (
    <>
      <Form.Item name={['applicant', 'name']} label={say('apply.name')} rules={[required(say('apply.name'))]}>
        <Input size="large" autoComplete="name" maxLength={64} />
      </Form.Item>
      <Form.Item
        name={['applicant', 'identityNumber']}
        label={say('apply.identity')}
        extra={say('apply.identity.help')}
        rules={[{ required: true, pattern: /^\s*\d{17}[\dXx]\s*$/, message: say('apply.identity.bad') }]}
      >
        <Input size="large" autoComplete="off" maxLength={20} />
      </Form.Item>
      <Form.Item
        name={['applicant', 'phone']}
        label={say('apply.phone')}
        rules={[{ required: true, pattern: /^\s*1\d{10}\s*$/, message: say('apply.phone.bad') }]}
      >
        <Input size="large" inputMode="tel" autoComplete="tel" maxLength={13} />
      </Form.Item>
    </>
  )
}

export function PlaceFields() {
  const say = useWords(intakeWords)
  const required = useRequired()
  return (
    <>
      <Form.Item
        name="address"
        label={say('apply.address')}
        extra={say('apply.address.help')}
        rules={[required(say('apply.address'))]}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 4 }} maxLength={200} autoComplete="street-address" />
      </Form.Item>
      <div className={css.two}>
        <Form.Item
          name="requestedCapacityKw"
          label={say('apply.capacity')}
          extra={say('apply.capacity.help')}
          rules={[{ required: true, type: 'number', min: 0.1, max: 100, message: say('apply.capacity.bad') }]}
        >
          <InputNumber size="large" inputMode="decimal" style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item name="householdPersons" label={say('apply.persons')} extra={say('apply.persons.help')}>
          <InputNumber size="large" inputMode="numeric" min={1} max={30} precision={0} style={{ width: '100%' }} />
        </Form.Item>
      </div>
    </>
  )
}

export function PaperFields() {
  const say = useWords(intakeWords)
  const required = useRequired()
  return (
    <>
      <p className={css.note}>{say('apply.papers.lead')}</p>
      <Form.Item
        name="propertyNumber"
        label={say('apply.papers.property')}
        rules={[required(say('apply.papers.property'))]}
      >
        <Input size="large" autoComplete="off" maxLength={64} />
      </Form.Item>
    </>
  )
}
