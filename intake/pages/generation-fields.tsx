import { Checkbox, Form, InputNumber, Radio, Select } from 'antd'
import { Panel } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { applyWords } from './apply-words.ts'
import { intakeWords } from './words.ts'

type Bound = { value?: never; onChange?: never; id?: string }
const plantVoltages = ['0.22', '0.38', '10'] as const
const voltages = [...plantVoltages, '20', '35', '110'] as const

/** What a plant is: all else that is asked hangs on how it feeds in. */
export function GenerationFields() {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const needed = [{ required: true, message: intake('do.required') }]
  const mode = Form.useWatch(['form', 'mode'], Form.useFormInstance())
  return (
    <Panel title={intake('kind.distributed-pv')}>
      <Form.Item name={['form', 'mode']} label={say('field.mode')} rules={needed}>
        <Radio.Group
          style={{ display: 'flex', flexDirection: 'column', gap: 8 }}
          options={(['surplus', 'full'] as const).map((value) => ({ value, label: say(`mode.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name={['form', 'plantKw']} label={say('field.plantKw')} rules={needed}>
        <InputNumber size="large" min={0.1} inputMode="decimal" style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name={['form', 'voltageKv']} label={say('field.voltageKv')} rules={needed}>
        <Radio.Group options={plantVoltages.map((value) => ({ value, label: say(`voltage.${value}`) }))} />
      </Form.Item>
      <Form.Item name={['form', 'isNaturalPerson']} label={say('field.isNaturalPerson')} rules={needed}>
        <Radio.Group
          options={[
            { value: true, label: say('owner.person') },
            { value: false, label: say('owner.organisation') },
          ]}
        />
      </Form.Item>
      {mode === 'surplus' && (
        <Form.Item name={['form', 'generationMeter']} valuePropName="checked" noStyle>
          <Checkbox>{say('field.generationMeter')}</Checkbox>
        </Form.Item>
      )}
    </Panel>
  )
}

export function Voltages(props: Bound) {
  const say = useWords(applyWords)
  return (
    <Select {...props} size="large" options={voltages.map((value) => ({ value, label: say(`voltage.${value}`) }))} />
  )
}
