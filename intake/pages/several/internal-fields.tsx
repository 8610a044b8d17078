import { Form, Input, InputNumber, Select } from 'antd'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { districtTouched } from '../../account-rows/contract.ts'
import type { choices } from '../../offer-contract.ts'
import { applyWords } from '../apply-words.ts'
import css from '../case.module.css'
import { severalWords } from './words.ts'

function useNeeded() {
  const say = useWords(severalWords)
  return [{ required: true, message: say('required') }]
}

/** 无表用电: as nobody counts the hours, they are agreed. */
export function HoursField() {
  const say = useWords(severalWords)
  return (
    <Form.Item name={['form', 'hoursPerDay']} label={say('unmetered.hours')} rules={useNeeded()}>
      <InputNumber size="large" min={0.1} max={24} style={{ width: '100%' }} />
    </Form.Item>
  )
}

/** 割接: which district, to which feeder; how many accounts hang on it is said at once. */
export function CutOverFields() {
  const say = useWords(severalWords)
  const apply = useWords(applyWords)
  const needed = useNeeded()
  const offered = useResource<z.infer<typeof choices>>('/api/intake/choices')
  const districtId = Form.useWatch(['form', 'districtId'], Form.useFormInstance()) as number | undefined
  const touched = useResource<z.infer<typeof districtTouched>>(
    districtId === undefined ? null : withQuery('/api/intake/cut-overs/preview', { districtId }),
  )
  const shown = touched.data && say('cut.touches', { count: touched.data.accounts })
  return (
    <Panel title={apply('change.title')}>
      <Form.Item
        name={['form', 'districtId']}
        label={say('cut.district')}
        rules={needed}
        extra={shown && <span className={css.note}>{`${touched.data?.feeder ?? ''} · ${shown}`}</span>}
      >
        <Select
          size="large"
          showSearch={{ optionFilterProp: 'label' }}
          options={(offered.data?.districts ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Form.Item name={['form', 'feederId']} label={say('cut.feeder')} rules={needed}>
        <Select
          size="large"
          showSearch={{ optionFilterProp: 'label' }}
          options={(offered.data?.feeders ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Form.Item>
      <Why />
    </Panel>
  )
}

export function SectionFields() {
  const say = useWords(severalWords)
  const apply = useWords(applyWords)
  const needed = useNeeded()
  return (
    <Panel title={apply('change.title')}>
      <Form.Item name={['form', 'sectionNo']} label={say('section.no')} rules={needed}>
        <Input size="large" maxLength={40} />
      </Form.Item>
      <Form.Item name={['form', 'accountNos']} label={say('section.accounts')} rules={needed}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 10 }} maxLength={8000} />
      </Form.Item>
      <Form.Item name={['form', 'from']} label={say('section.from')} rules={needed}>
        <Input type="date" size="large" />
      </Form.Item>
      <Why />
    </Panel>
  )
}

function Why() {
  const say = useWords(severalWords)
  return (
    <Form.Item name={['form', 'why']} label={say('why')} rules={useNeeded()}>
      <Input.TextArea autoSize={{ minRows: 1, maxRows: 4 }} maxLength={300} />
    </Form.Item>
  )
}
