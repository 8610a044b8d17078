import { Form, Input } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import type { PromisePage } from '../../promises/contract.ts'
import css from '../desk.module.css'
import { after, toClock } from './window.ts'
import { promiseWords } from './words.ts'

type Rules = PromisePage['window']

/** As its beginning is changed, its end follows. */
export const endAfter = (from: string, { leastMinutes }: Rules) => ({ until: after(from, Math.max(30, leastMinutes)) })

/** From when until when, with what may be promised. */
export function WindowFields({ rules, label }: { rules: Rules; label: string }) {
  const say = useWords(promiseWords)
  const { daysAhead, leastMinutes, mostMinutes, hours } = rules
  const needed = [{ required: true, message: say('required') }]
  const limits = { days: daysAhead, least: leastMinutes, most: mostMinutes }
  return (
    <>
      <p className={css.limits}>
        {say('open.lead', { ...limits, from: toClock(hours.from), until: toClock(hours.until) })}
      </p>
      <div className={css.pair}>
        <Form.Item name="from" label={label} rules={needed}>
          <Input type="datetime-local" />
        </Form.Item>
        <Form.Item name="until" label={say('until')} rules={needed}>
          <Input type="time" />
        </Form.Item>
      </div>
    </>
  )
}
