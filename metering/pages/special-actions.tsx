import { App, Button, Space } from 'antd'
import { Link } from 'react-router'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { useExplanation } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { SpecialReading, SpecialReview } from '../sections/shapes.ts'
import { readingWords } from './reading-words.ts'

/** What the user may do with an order now. */
export function SpecialActions({ order, done }: { order: SpecialReading; done: () => void }) {
  const say = useWords(readingWords)
  const user = useUser()
  const explain = useExplanation()
  const { message } = App.useApp()
  const path = `/api/metering/special-readings/${order.specialId}`
  const act = useSubmit(async ({ to, body }: { to: string; body: SpecialReview | Record<string, never> }, key) => {
    try {
      return await write<SpecialReading>('POST', `${path}/${to}`, body, key)
    } catch (fault) {
      message.error(explain(fault as Parameters<typeof explain>[0]))
      throw fault
    }
  })
  const send = async (to: string, body: SpecialReview | Record<string, never>) => {
    await act.submit({ to, body })
    done()
  }
  const reads = hasRole(user, ['reader', 'district-manager', 'acquisition', 'inspector'])
  const reviews = hasRole(user, ['district-manager', 'manager', 'acquisition'])
  const isOpen = order.status === 'open'
  const isRead = order.status === 'read'
  return (
    <Space size={6} wrap>
      {isOpen && reads && (
        <Button size="small" loading={act.busy} onClick={() => send('recall', {})}>
          {say('special.call')}
        </Button>
      )}
      {isOpen && reads && (
        <Link to={`/grid/meters/${order.pointId}/site-reading?day=${order.day}`}>
          <Button size="small">{say('special.read')}</Button>
        </Link>
      )}
      {isRead && reviews && order.planId === null && order.readBy !== user.username && (
        <Button size="small" type="primary" onClick={() => send('review', { verdict: 'accept' })}>
          {say('review.accept')}
        </Button>
      )}
      {isRead && reviews && order.planId !== null && (
        <Link to={`/grid/reading/plans/${order.planId}`}>{say('tab.plans')}</Link>
      )}
      {isRead && reviews && (
        <Button size="small" onClick={() => send('review', { verdict: 'again' })}>
          {say('special.again')}
        </Button>
      )}
      {(isOpen || isRead) && reviews && (
        <Button size="small" type="text" onClick={() => send('review', { verdict: 'cancel' })}>
          {say('special.cancel')}
        </Button>
      )}
    </Space>
  )
}
