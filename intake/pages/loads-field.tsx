import { Button, Checkbox, Form, Input, InputNumber } from 'antd'
import { useWords } from '../../app/web/kit/words.ts'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { intakeWords } from './words.ts'

/** 用电设备清单: what the supply is designed for. */
export function Loads() {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const needed = (what: string) => [{ required: true, message: intake('apply.required', { field: what }) }]
  return (
    <Form.List name={['form', 'loads']}>
      {(rows, { add, remove }) => (
        <Form.Item label={say('loads.title')} extra={say('loads.help')}>
          {rows.map(({ key, name }) => (
            <div key={key} className={css.load}>
              <Form.Item name={[name, 'name']} noStyle rules={needed(say('loads.name'))}>
                <Input placeholder={say('loads.name')} aria-label={say('loads.name')} maxLength={40} />
              </Form.Item>
              <Form.Item name={[name, 'ratedKw']} noStyle rules={needed(say('loads.power'))}>
                <InputNumber
                  min={0.01}
                  prefix={say('loads.power')}
                  suffix="kW"
                  aria-label={say('loads.power')}
                  style={{ width: '100%' }}
                />
              </Form.Item>
              <Form.Item name={[name, 'count']} noStyle initialValue={1}>
                <InputNumber
                  min={1}
                  precision={0}
                  prefix={say('loads.count')}
                  aria-label={say('loads.count')}
                  style={{ width: '100%' }}
                />
              </Form.Item>
              <Form.Item name={[name, 'demandFactor']} noStyle initialValue={1}>
                <InputNumber
                  min={0.01}
                  max={1}
                  prefix={say('loads.factor')}
                  aria-label={say('loads.factor')}
                  style={{ width: '100%' }}
                />
              </Form.Item>
              <Form.Item name={[name, 'isThreePhase']} noStyle valuePropName="checked">
                <Checkbox>{say('loads.three')}</Checkbox>
              </Form.Item>
              <Button type="text" onClick={() => remove(name)}>
                {intake('do.papers.remove')}
              </Button>
            </div>
          ))}
          <Button type="dashed" onClick={() => add()}>
            {say('loads.add')}
          </Button>
        </Form.Item>
      )}
    </Form.List>
  )
}
