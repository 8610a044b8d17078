import { App, Button, Table } from 'antd'
import type { z } from 'zod'
import type { parkedEvent } from '../../contract.ts'
import { write } from '../kit/api.ts'
import { instant } from '../kit/format.ts'
import { Page, Panel } from '../kit/parts.tsx'
import { useResource, useSubmit } from '../kit/resource.ts'
import { hasRole, useUser } from '../kit/session.tsx'
import { Empty, Shown, useExplanation } from '../kit/states.tsx'
import { useWords } from '../kit/words.ts'
import { officeWords } from './office-words.ts'

type Parked = z.infer<typeof parkedEvent>

/** Events that a subscriber could not handle after every retry: nothing is lost, and each can be run again. */
export default function ParkedEvents() {
  const say = useWords(officeWords)
  const mayRun = hasRole(useUser(), ['admin'])
  const events = useResource<{ events: Parked[] }>('/api/system/parked-events')
  return (
    <Page title={say('nav.events')} lead={say('events.lead')}>
      <Panel flush label={say('nav.events')}>
        <Shown
          of={events}
          rows={6}
          isEmpty={(list) => list.events.length === 0}
          empty={<Empty title={say('events.none')} next={say('events.none.next')} />}
        >
          {(list) => (
            <Table
              rowKey={(event) => `${event.subscriber}-${event.eventId}`}
              size="small"
              pagination={false}
              scroll={{ x: 900 }}
              dataSource={list.events}
              columns={[
                { title: say('events.subscriber'), dataIndex: 'subscriber' },
                { title: say('events.kind'), dataIndex: 'kind' },
                { title: say('events.error'), dataIndex: 'error' },
                { title: say('events.attempts'), width: 90, align: 'right', dataIndex: 'attempts' },
                { title: say('events.at'), width: 150, render: (_, event) => instant(event.parkedAt) },
                { title: '', width: 110, render: (_, event) => mayRun && <Rerun event={event} done={events.reload} /> },
              ]}
            />
          )}
        </Shown>
      </Panel>
    </Page>
  )
}

function Rerun({ event, done }: { event: Parked; done: () => void }) {
  const say = useWords(officeWords)
  const explain = useExplanation()
  const { message } = App.useApp()
  const rerun = useSubmit((path: string, key) => write('POST', path, undefined, key))
  const again = async () => {
    if (
      !(await rerun.submit(`/api/system/parked-events/${encodeURIComponent(event.subscriber)}/${event.eventId}/reruns`))
    )
      return
    message.success(say('events.rerun.done'))
    done()
  }
  return (
    <Button
      size="small"
      loading={rerun.busy}
      title={rerun.error && explain(rerun.error)}
      danger={rerun.error !== undefined}
      onClick={again}
    >
      {say('events.rerun')}
    </Button>
  )
}
