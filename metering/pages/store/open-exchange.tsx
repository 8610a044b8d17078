import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ExchangeDetail } from '../../store/exchange-shapes.ts'
import { exchangeWords } from './exchange-words.ts'

/** Orders the exchange of a point's meter; `because` is what is known of the reason. */
export function OpenExchange(props: { pointId: number; repairOrderId?: number; because?: string }) {
  const { pointId, repairOrderId, because = '' } = props
  const say = useWords(exchangeWords)
  const user = useUser()
  const go = useNavigate()
  const [reason, setReason] = useState<string>()
  const open = useSubmit((body: object, key) => write<ExchangeDetail>('POST', '/api/metering/exchanges', body, key))
  if (!hasRole(user, ['acquisition', 'grid', 'district-manager'])) return null
  const submit = async () => {
    const sent = await open.submit({ pointId, reason: reason?.trim(), ...(repairOrderId ? { repairOrderId } : {}) })
    if (sent) go(`/grid/exchanges/${sent.value.order.orderId}`)
  }
  return (
    <>
      <Button onClick={() => setReason(because)}>{say('open')}</Button>
      {reason !== undefined && (
        <Modal
          open
          title={say('open')}
          onCancel={() => setReason(undefined)}
          onOk={submit}
          confirmLoading={open.busy}
          okButtonProps={{ disabled: reason.trim().length < 2 }}
        >
          <Trouble error={open.error} />
          <Input.TextArea
            rows={3}
            maxLength={500}
            value={reason}
            aria-label={say('order.reason')}
            placeholder={say('order.reason')}
            onChange={(event) => setReason(event.target.value)}
          />
        </Modal>
      )}
    </>
  )
}
