import { Segmented } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { orderTasks } from '../../orders/tasks/contract.ts'
import { TaskList } from './task-list.tsx'
import { taskWords } from './task-words.ts'

/** What other units ask of the reader's own. */
export function OurTasks() {
  const say = useWords(taskWords)
  const [state, setState] = useState<'open' | 'ended'>('open')
  const tasks = useResource<z.infer<typeof orderTasks>>(withQuery('/api/callcenter/order-tasks', { state }))
  useLiveReload(['order-task.changed'], tasks.reload, 1_000)
  return (
    <Panel
      title={say('task.ours')}
      extra={
        <Segmented
          value={state}
          onChange={setState}
          options={(['open', 'ended'] as const).map((value) => ({ value, label: say(`task.${value}`) }))}
        />
      }
    >
      <Shown
        of={tasks}
        rows={6}
        isEmpty={(found) => found.tasks.length === 0}
        empty={<Empty title={say('task.none.ours')} next={say('task.none.ours.next')} />}
      >
        {(found) => <TaskList tasks={found.tasks} withOrder done={tasks.reload} />}
      </Shown>
    </Panel>
  )
}
