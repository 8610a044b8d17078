import { Form, Input, InputNumber, Select } from 'antd'
import { type Say, useWords } from '../../app/web/kit/words.ts'
import css from './case.module.css'
import { intakeWords } from './words.ts'

function useRequired(): (field: string) => { required: true; whitespace: true; message: string } {
  const say = useWords(intakeWords)
  return (field) => ({ required: true, whitespace: true, message: say('apply.required', { field }) })
}

/** What is asked of somebody's name, number and phone. */
export function applicantRules(say: Say<keyof typeof intakeWords.pairs & string>) {
  return {
    name: [{ required: true, whitespace: true, message: say('apply.required', { field: say('apply.name') }) }],
    identifier: [{ required: true, pattern: /^\s*[0-9A-Za-z]{18}\s*$/, message: say('apply.identifier.bad') }],
    phone: [{ required: true, pattern: /^\s*1\d{10}\s*$/, message: say('apply.phone.bad') }],
  }
}

/** A person by identity number; where it is welcome an organisation by its credit code. */
export function ApplicantFields({ isOrganisationWelcome }: { isOrganisationWelcome: boolean }) {
  const say = useWords(intakeWords)
  const required = useRequired()
  return (
    <>
      <Form.Item
        name={['applicant', 'name']}
        label={say(isOrganisationWelcome ? 'apply.name.any' : 'apply.name')}
        rules={[required(say('apply.name'))]}
      >
        <Input size="large" autoComplete="name" maxLength={64} />
      </Form.Item>
      <Form.Item
        name={['applicant', 'identityNumber']}
        label={say(isOrganisationWelcome ? 'apply.identifier' : 'apply.identity')}
        extra={say(isOrganisationWelcome ? 'apply.identifier.help' : 'apply.identity.help')}
        rules={[
          {
            required: true,
            pattern: isOrganisationWelcome ? /^\s*[0-9A-Za-z]{18}\s*$/ : /^\s*\d{17}[\dXx]\s*$/,
            message: say(isOrganisationWelcome ? 'apply.identifier.bad' : 'apply.identity.bad'),
          },
        ]}
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

/** A plant says how large it is elsewhere. */
export function PlaceFields({ isHome, isPlant = false }: { isHome: boolean; isPlant?: boolean }) {
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
      {!isPlant && (
        <div className={css.two}>
          <Form.Item
            name="requestedCapacityKw"
            label={say('apply.capacity')}
            extra={isHome ? say('apply.capacity.help') : undefined}
            rules={[
              {
                required: true,
                type: 'number',
                min: 0.1,
                max: isHome ? 100 : 1_000_000,
                message: say(isHome ? 'apply.capacity.bad' : 'apply.capacity.bad.large'),
              },
            ]}
          >
            <InputNumber size="large" inputMode="decimal" style={{ width: '100%' }} />
          </Form.Item>
          {isHome && (
            <Form.Item name="householdPersons" label={say('apply.persons')} extra={say('apply.persons.help')}>
              <InputNumber size="large" inputMode="numeric" min={1} max={30} precision={0} style={{ width: '100%' }} />
            </Form.Item>
          )}
        </div>
      )}
    </>
  )
}

/** Which unit takes a new supply, where it is not clear. */
export function UnitField({ units }: { units: { id: number; name: string }[] }) {
  const say = useWords(intakeWords)
  if (units.length === 0) return null
  return (
    <Form.Item
      name="organisationId"
      label={say('apply.unit')}
      extra={say('apply.unit.help')}
      rules={[{ required: true, message: say('error.ORGANISATION_NEEDED') }]}
    >
      <Select size="large" options={units.map(({ id, name }) => ({ value: id, label: name }))} />
    </Form.Item>
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
