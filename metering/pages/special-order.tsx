import { App, Button, Input, Modal, Segmented } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { civilDay } from '../../app/web/kit/format.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { NewSpecial, SpecialReading } from '../sections/shapes.ts'
import { ReaderChoice } from './reader-choice.tsx'
import css from './reading.module.css'
import { readingWords } from './reading-words.ts'

type Order = Omit<NewSpecial, 'pointId'>
const causes = ['move-out', 'dispute', 'exchange'] as const
const ways = ['recall', 'site'] as const

/** Orders a special reading of one point, from the page of its meter. */
export function SpecialOrder({ pointId }: { pointId: number }) {
  const say = useWords(readingWords)
  const { message } = App.useApp()
  const today = civilDay(new Date())
  const [open, setOpen] = useState(false)
  const [order, setOrder] = useState<Order>({
    cause: 'dispute',
    way: 'recall',
    day: today,
    dueOn: today,
    reason: '',
  })
  const send = useSubmit((input: NewSpecial, key) =>
    write<SpecialReading>('POST', '/api/metering/special-readings', input, key),
  )
  if (!hasRole(useUser(), ['district-manager', 'manager', 'acquisition'])) return null
  const change = (part: Partial<Order>) => setOrder((old) => ({ ...old, ...part }))
  const submit = async () => {
    if (!(await send.submit({ ...order, pointId }))) return
    setOpen(false)
    message.success(say('special.status.open'))
  }
  return (
    <>
      <Button onClick={() => setOpen(true)}>{say('special.new')}</Button>
      <Modal
        open={open}
        title={say('special.new')}
        okButtonProps={{ disabled: order.reason.trim().length < 2 || (order.way === 'site' && !order.reader) }}
        confirmLoading={send.busy}
        onOk={submit}
        onCancel={() => setOpen(false)}
      >
        <Trouble error={send.error} />
        <OrderFields order={order} change={change} />
      </Modal>
    </>
  )
}

function OrderFields({ order, change }: { order: Order; change: (part: Partial<Order>) => void }) {
  const say = useWords(readingWords)
  return (
    <div className={css.dialog}>
      <Segmented
        value={order.cause}
        onChange={(cause) => change({ cause })}
        options={causes.map((value) => ({ value, label: say(`cause.${value}`) }))}
      />
      <Segmented
        value={order.way}
        onChange={(way) => change({ way })}
        options={ways.map((value) => ({ value, label: say(`way.${value}`) }))}
      />
      <div>
        <span>{say('special.day')}</span>
        <Input
          aria-label={say('special.day')}
          type="date"
          value={order.day}
          onChange={(event) => change({ day: event.target.value })}
        />
      </div>
      <div>
        <span>{say('col.due')}</span>
        <Input
          aria-label={say('col.due')}
          type="date"
          value={order.dueOn}
          onChange={(event) => change({ dueOn: event.target.value })}
        />
      </div>
      <div>
        <span>{say('plan.send.to')}</span>
        <ReaderChoice value={order.reader} choose={(reader) => change({ reader })} />
      </div>
      <div>
        <span>{say('reason')}</span>
        <Input.TextArea
          aria-label={say('reason')}
          rows={2}
          maxLength={500}
          value={order.reason}
          onChange={(event) => change({ reason: event.target.value })}
        />
      </div>
    </div>
  )
}
