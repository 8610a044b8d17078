import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { stormList } from '../../menu/contract.ts'
import css from './menu.module.css'
import { StormDialog } from './storm-dialog.tsx'
import { stormWords } from './storm-words.ts'

export type Storms = z.infer<typeof stormList>
type Storm = Storms['storms'][number]

/** Large outages that run, and the button that declares one. */
export function StormPanel() {
  const say = useWords(stormWords)
  const resource = useResource<Storms>('/api/callcenter/storms')
  const [isOpen, open] = useState(false)
  const mayDeclare = hasRole(useUser(), ['lead', 'manager'])
  return (
    <Panel
      title={say('title')}
      extra={
        mayDeclare && (
          <Button size="small" danger onClick={() => open(true)}>
            {say('declare')}
          </Button>
        )
      }
    >
      <Shown of={resource} rows={2}>
        {({ storms, areas }) => (
          <>
            <Running
              storms={storms.filter(({ isRunning }) => isRunning)}
              reload={resource.reload}
              mayEnd={mayDeclare}
            />
            {isOpen && (
              <StormDialog
                areas={areas}
                close={(isDone) => {
                  open(false)
                  if (isDone) resource.reload()
                }}
              />
            )}
          </>
        )}
      </Shown>
    </Panel>
  )
}

function Running({ storms, reload, mayEnd }: { storms: Storm[]; reload: () => void; mayEnd: boolean }) {
  const say = useWords(stormWords)
  const { message } = App.useApp()
  const end = useSubmit((id: number, key) => write('POST', `/api/callcenter/storms/${id}/end`, undefined, key))
  const stop = async (id: number) => {
    if (!(await end.submit(id))) return
    message.success(say('ended'))
    reload()
  }
  if (storms.length === 0) return <p className={css.note}>{say('none')}</p>
  return (
    <div className={css.stack}>
      <Trouble error={end.error} />
      {storms.map((storm) => (
        <div key={storm.id} className={css.storm}>
          <div>
            <Pill tone="bad">{storm.area}</Pill> {storm.textZh}
            <div className={css.note}>
              {say('since', { from: instant(storm.beganAt), to: instant(storm.endsAt), who: storm.switchedOnBy })}
            </div>
            <div>{say('counts', { heard: storm.heard, recorded: storm.recorded })}</div>
          </div>
          {mayEnd && (
            <Popconfirm title={say('end.sure')} onConfirm={() => stop(storm.id)}>
              <Button size="small" loading={end.busy}>
                {say('end')}
              </Button>
            </Popconfirm>
          )}
        </div>
      ))}
    </div>
  )
}
