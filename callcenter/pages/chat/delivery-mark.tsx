import { Button } from 'antd'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Delivery } from '../../channels/contract.ts'
import css from './chat.module.css'
import { deskChatWords } from './words.ts'

/** What became of what goes out; `again`: who has the conversation may send again what did not go. */
export type Deliveries = {
  list: Delivery[]
  again: ((messageId: number) => Promise<unknown>) | undefined
  busy: boolean
}

export function DeliveryMark({ of, messageId }: { of: Deliveries | undefined; messageId: number }) {
  const say = useWords(deskChatWords)
  const delivery = of?.list.find((each) => each.messageId === messageId)
  if (!of || !delivery) return null
  const { state, reason } = delivery
  if (state !== 'failed') return <span className={css.note}>{say(`delivery.${state}`)}</span>
  const why = reason === 'too late' ? say('delivery.late') : (reason ?? say('delivery.unknown'))
  return (
    <span className={`${css.note} ${css.bad}`} role="alert">
      {say('delivery.failed', { reason: why })}
      {of.again && (
        <Button size="small" type="link" loading={of.busy} onClick={() => void of.again?.(messageId)}>
          {say('delivery.again')}
        </Button>
      )}
    </span>
  )
}
