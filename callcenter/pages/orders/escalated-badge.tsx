import { App } from 'antd'
import { Link } from 'react-router'
import { useLive, useLiveReload } from '../../../app/web/kit/live.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { LateOrders } from '../../orders/contract.ts'
import { orderWords } from './words.ts'

/** How many orders are escalated; whoever oversees orders is told of each as it happens, on whatever page he is. */
export default function EscalatedBadge({ className }: { className: string | undefined }) {
  const say = useWords(orderWords)
  const { notification } = App.useApp()
  const { data, reload } = useResource<LateOrders>('/api/callcenter/late-orders')
  useLiveReload(['work-order.changed', 'work-order.alerted'], reload)
  useLive(['work-order.alerted'], ({ payload }) => {
    if (!isEscalation(payload)) return
    const { workOrderId, workOrderNo, clock } = payload
    const key = `escalated-${workOrderId}`
    notification.error({
      ...{ key, duration: 0, placement: 'bottomRight', title: say('order.escalated.title', { no: workOrderNo }) },
      description: say('order.escalated.why', { clock: say(`clock.${clock}`) }),
      actions: (
        <Link to={`/desk/orders?order=${workOrderNo}`} onClick={() => notification.destroy(key)}>
          {say('order.escalated.open')}
        </Link>
      ),
    })
  })
  const escalated = data?.escalated ?? 0
  if (escalated === 0) return null
  return (
    <b className={className} title={say('order.escalated.count', { count: escalated })}>
      {escalated}
    </b>
  )
}

type Escalation = { workOrderId: number; workOrderNo: string; clock: 'contact' | 'arrive' | 'answer' | 'restore' }

function isEscalation(payload: object): payload is Escalation {
  return 'level' in payload && payload.level === 'escalation'
}
