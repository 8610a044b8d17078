import { Button, Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { civilDay, instant, quantity } from '../../app/web/kit/format.ts'
import { Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { Ladder, RegisterEstimate, StandIn } from '../vee/shapes.ts'
import day from './day-curve.module.css'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

/** The register of a reading day and, where it is missing, what can be done about it. */
export function RegisterLadder({ pointId }: { pointId: number }) {
  const say = useWords(validationWords)
  const mayRead = hasRole(useUser(), ['reader', 'district-manager', 'acquisition', 'inspector'])
  const today = civilDay(new Date())
  const [{ readingDay }, choose] = useChoices(['readingDay'])
  const chosen = readingDay || `${today.slice(0, 7)}-01`
  const [estimating, setEstimating] = useState(false)
  const ladder = useResource<Ladder>(withQuery(`/api/metering/points/${pointId}/register-ladder`, { day: chosen }), {
    keep: true,
  })
  return (
    <Panel
      title={say('ladder.title')}
      extra={
        <input
          className={day.date}
          type="date"
          aria-label={say('col.readingDay')}
          value={chosen}
          max={today}
          onChange={(event) => event.target.value && choose({ readingDay: event.target.value })}
        />
      }
    >
      <Shown of={ladder} rows={2}>
        {(shown) => (
          <>
            <Step ladder={shown} />
            {mayRead && shown.step === 'none' && !shown.standIn && (
              <div className={css.row}>
                <Link to={`/grid/meters/${pointId}/site-reading?day=${chosen}`}>
                  <Button type="primary">{say('ladder.site.open')}</Button>
                </Link>
                <Button onClick={() => setEstimating(true)}>{say('ladder.estimate.open')}</Button>
              </div>
            )}
          </>
        )}
      </Shown>
      {estimating && <EstimateDialog pointId={pointId} day={chosen} close={() => setEstimating(false)} />}
    </Panel>
  )
}

function Step({ ladder: { step, measured, standIn } }: { ladder: Ladder }) {
  const say = useWords(validationWords)
  const registers = measured?.registers ?? standIn?.registers
  const at = measured?.at ?? standIn?.measuredAt
  const waits = step === 'none' && standIn !== null
  return (
    <div className={css.row}>
      <Pill tone={step === 'none' ? 'warn' : step === 'estimated' ? 'warn' : 'good'}>
        {waits ? say('ladder.proposed') : say(`ladder.${step}`)}
      </Pill>
      {registers?.importTotal !== undefined && <b>{quantity(registers.importTotal / 1000, 2)} kWh</b>}
      {at && <span className={css.note}>{instant(at)}</span>}
      {standIn && <Link to={`/grid/registers/${standIn.standInId}`}>{say('sheet.title')}</Link>}
    </div>
  )
}

function EstimateDialog({ pointId, day: on, close }: { pointId: number; day: string; close: () => void }) {
  const say = useWords(validationWords)
  const navigate = useNavigate()
  const [form] = Form.useForm<{ reason: string }>()
  const propose = useSubmit((input: RegisterEstimate, key) =>
    write<StandIn>('POST', `/api/metering/points/${pointId}/register-estimates`, input, key),
  )
  const submit = async ({ reason }: { reason: string }) => {
    const sent = await propose.submit({ day: on, reason: reason.trim() })
    if (sent) await navigate(`/grid/registers/${sent.value.standInId}`)
  }
  return (
    <Modal
      open
      title={`${say('ladder.estimate.open')} ${on}`}
      okText={say('ladder.estimate.open')}
      onOk={form.submit}
      onCancel={close}
      confirmLoading={propose.busy}
    >
      <Trouble error={propose.error} />
      <p className={css.note}>{say('registers.lead')}</p>
      <Form form={form} layout="vertical" onFinish={submit}>
        <Form.Item
          name="reason"
          label={say('reason')}
          rules={[{ required: true, min: 2, whitespace: true, message: say('reason.needed') }]}
        >
          <Input.TextArea rows={3} maxLength={500} showCount autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  )
}
