import { App, Button } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../../contract.ts'
import css from './files.module.css'
import { fileWords } from './words.ts'

type Print = 'application-form' | 'deferred-notice' | 'plan-reply' | 'installation-sheet' | 'contract'

/** Papers as they are handed over the counter; those that cannot be there yet are left out. */
export function Prints({
  path,
  application,
  isMine,
}: {
  path: string
  application: ApplicationDetail
  isMine: boolean
}) {
  const say = useWords(fileWords)
  const { message } = App.useApp()
  const list = useResource<{ items: Print[]; mayDraft: boolean; unprintable: string[] }>(
    `${path}/prints?version=${application.version}`,
    {
      keep: true,
    },
  )
  const draft = useSubmit((_: null, key) => write<{ version: number }>('POST', `${path}/contract-drafts`, {}, key))
  const drawUp = async () => {
    const done = await draft.submit(null)
    if (!done) return
    message.success(say('draft.done', { version: done.value.version }))
    list.reload()
  }
  return (
    <Panel title={say('prints')}>
      <Shown of={list} rows={2}>
        {({ items, mayDraft, unprintable }) => (
          <>
            {unprintable.length > 0 && (
              <p className={css.note}>{say('print.rare', { characters: unprintable.join(' ') })}</p>
            )}
            <div className={css.prints}>
              {items.map((print) => (
                <Button key={print} href={`${path}/prints/${print}`} download>
                  {say(`print.${print}`)}
                </Button>
              ))}
              {!isMine && mayDraft && (
                <Button type="link" onClick={drawUp} loading={draft.busy}>
                  {say('draft.action')}
                </Button>
              )}
            </div>
          </>
        )}
      </Shown>
      <Trouble error={draft.error} />
    </Panel>
  )
}
