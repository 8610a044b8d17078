import { Form, Input, Select } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import { skills } from '../../board/contract.ts'
import { languages, topics } from '../../menu/contract.ts'
import { flowWords } from './flow-words.ts'
import css from './menu.module.css'
import type { fieldsOf } from './node-fields.ts'

const digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '0']

/** Which key leads to which step. */
export function KeyFields({ steps }: { steps: { value: string; label: string }[] }) {
  const say = useWords(flowWords)
  return (
    <fieldset className={css.keys}>
      <legend>{say('keys')}</legend>
      {digits.map((digit) => (
        <Form.Item key={digit} name={['keys', digit]} label={say('key', { key: digit })}>
          <Select allowClear showSearch={{ optionFilterProp: 'label' }} placeholder={say('noKey')} options={steps} />
        </Form.Item>
      ))}
    </fieldset>
  )
}

/** What some kinds of step have beside texts and ways. */
export function PartFields({ fields }: { fields: ReturnType<typeof fieldsOf> }) {
  const say = useWords(flowWords)
  const is = Form.useWatch('is')
  return (
    <>
      {fields.includes('skill') && (
        <Form.Item name="skill" label={say('skill')}>
          <Select options={skills.map((value) => ({ value, label: say(`skill.${value}`) }))} />
        </Form.Item>
      )}
      {fields.includes('what') && (
        <Form.Item name="what" label={say('what')}>
          <Select options={topics.map((value) => ({ value, label: say(`topic.${value}`) }))} />
        </Form.Item>
      )}
      {fields.includes('language') && (
        <Form.Item name="language" label={say('kind.language')}>
          <Select options={languages.map((value) => ({ value, label: say(`language.${value}`) }))} />
        </Form.Item>
      )}
      {fields.includes('on') && (
        <Form.Item name="is" label={say('condition')}>
          <Select
            options={(['open', 'known', 'language'] as const).map((value) => ({ value, label: say(`is.${value}`) }))}
          />
        </Form.Item>
      )}
      {fields.includes('on') && is === 'open' && (
        <div className={css.keys}>
          <Form.Item name="days" label={say('days')}>
            <Select options={(['all', 'working'] as const).map((value) => ({ value, label: say(`days.${value}`) }))} />
          </Form.Item>
          <Form.Item name="from" label={say('from')}>
            <Input type="time" />
          </Form.Item>
          <Form.Item name="to" label={say('to')}>
            <Input type="time" />
          </Form.Item>
        </div>
      )}
    </>
  )
}
