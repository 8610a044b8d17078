import { Button, Segmented } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { MorePages } from '../../../app/web/kit/more-pages.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { duplicateList, mergeList } from '../../duplicates/contract.ts'
import { ReasonDialog, type Reasoned } from '../reason-dialog.tsx'
import { ApartDialog, MergeDialog } from './dialogs.tsx'
import css from './duplicates.module.css'
import { Reasons, Side } from './side.tsx'
import { duplicateWords } from './words.ts'

type List = z.infer<typeof duplicateList>
type Merges = z.infer<typeof mergeList>
export type PairView = List['items'][number]

/** 客户查重: pairs that may be one customer, and what was merged. */
export default function Duplicates() {
  const say = useWords(duplicateWords)
  const [asked, choose] = useChoices(['tab'])
  const tab = asked.tab === 'merges' ? 'merges' : 'open'
  return (
    <Page title={say('title')} lead={say('lead')}>
      <div className={css.list}>
        <div>
          <Segmented
            value={tab}
            options={(['open', 'merges'] as const).map((value) => ({ value, label: say(`tab.${value}`) }))}
            onChange={(value) => choose({ tab: value === 'open' ? '' : value })}
          />
        </div>
        {tab === 'open' ? <Pairs /> : <MergesMade />}
      </div>
    </Page>
  )
}

function Pairs() {
  const say = useWords(duplicateWords)
  const pages = usePages<List, PairView>('/api/intake/duplicates', ({ items }) => items)
  const [dialog, setDialog] = useState<{ kind: 'merge' | 'apart'; pair: PairView }>()
  const mayDecide = hasRole(useUser(), ['intake', 'manager'])
  const close = () => setDialog(undefined)
  const done = () => {
    close()
    pages.first.reload()
  }
  const none = <Empty title={say('none')} next={say('none.next')} />
  return (
    <Shown of={pages.first} rows={8} empty={<Panel>{none}</Panel>} isEmpty={({ items }) => items.length === 0}>
      {() => (
        <>
          {pages.items.map((pair) => (
            <Panel
              key={`${pair.one.customerId}-${pair.other.customerId}`}
              label={`${pair.one.name} / ${pair.other.name}`}
            >
              <div className={css.pair}>
                <div className={css.sides}>
                  <Side side={pair.one} />
                  <Side side={pair.other} />
                </div>
                <div className={css.foot}>
                  <Reasons reasons={pair.reasons} />
                  {mayDecide && (
                    <div className={css.buttons}>
                      <Button onClick={() => setDialog({ kind: 'apart', pair })}>{say('apart')}</Button>
                      <Button type="primary" onClick={() => setDialog({ kind: 'merge', pair })}>
                        {say('merge')}
                      </Button>
                    </div>
                  )}
                </div>
              </div>
            </Panel>
          ))}
          <MorePages of={pages} />
          {dialog?.kind === 'merge' && <MergeDialog pair={dialog.pair} close={close} done={done} />}
          {dialog?.kind === 'apart' && <ApartDialog pair={dialog.pair} close={close} done={done} />}
        </>
      )}
    </Shown>
  )
}

function MergesMade() {
  const say = useWords(duplicateWords)
  const found = useResource<Merges>('/api/intake/merges')
  const [undone, setUndone] = useState<number>()
  const mayDecide = hasRole(useUser(), ['intake', 'manager'])
  const undo = useSubmit(({ reason }: Reasoned, key) =>
    write('POST', `/api/intake/merges/${undone}/undo`, { reason }, key),
  )
  return (
    <Panel label={say('tab.merges')}>
      <Shown
        of={found}
        rows={6}
        empty={<Empty title={say('merges.none')} />}
        isEmpty={({ items }) => items.length === 0}
      >
        {({ items }) =>
          items.map((merge) => (
            <div key={merge.id} className={css.match}>
              <div className={css.foot}>
                <span className={css.name}>
                  {say('merged', { kept: merge.kept, merged: merge.merged })}
                  {merge.undoneAt && <Pill tone="calm">{say('undo.done')}</Pill>}
                </span>
                {mayDecide && !merge.undoneAt && <Button onClick={() => setUndone(merge.id)}>{say('undo')}</Button>}
              </div>
              <div>{merge.reason}</div>
              <div className={css.note}>{say('by', { name: merge.mergedByName, at: instant(merge.mergedAt) })}</div>
              {merge.undoneAt && (
                <div className={css.note}>
                  {say('undone', {
                    name: merge.undoneByName ?? '',
                    at: instant(merge.undoneAt),
                    reason: merge.undoneReason ?? '',
                  })}
                </div>
              )}
            </div>
          ))
        }
      </Shown>
      <ReasonDialog
        open={undone !== undefined}
        title={say('undo.title')}
        label={say('undo.reason')}
        submission={undo}
        close={() => setUndone(undefined)}
        done={found.reload}
      />
    </Panel>
  )
}
