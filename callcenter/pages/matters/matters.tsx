import { Button, Segmented, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { type ListedMatter, type MatterList, type MatterView, matterViews } from '../../matters/contract.ts'
import { Period } from '../period.tsx'
import { MatterDrawer } from './matter-drawer.tsx'
import { MatterForm } from './matter-form.tsx'
import { MatterState, ScopeNames } from './matter-parts.tsx'
import css from './matters.module.css'
import { matterWords } from './words.ts'

/** 重要服务事项: what the units reported beforehand, and what waits for acceptance. */
export default function MattersPage() {
  const say = useWords(matterWords)
  const registers = hasRole(useUser(), ['lead', 'quality', 'manager'])
  const [choices] = useChoices(['view'])
  const view = matterViews.find((each) => each === choices.view) ?? 'in-force'
  const list = useResource<MatterList>(withQuery('/api/callcenter/service-matters', { view }), { keep: true })
  useLiveReload(['service-matter.changed'], list.reload, 1_000)
  const [isWriting, write] = useState(false)
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={list.refreshing}
      actions={
        registers && (
          <Button type="primary" disabled={!list.data} onClick={() => write(true)}>
            {say('register')}
          </Button>
        )
      }
    >
      <Shown of={list} rows={6}>
        {(shown) => <Views list={shown} view={view} isWriting={isWriting} write={write} reload={list.reload} />}
      </Shown>
    </Page>
  )
}

type Shows = {
  list: MatterList
  view: MatterView
  isWriting: boolean
  write: (isWriting: boolean) => void
  reload: () => void
}

/** One view of the list; a matter that the address names is open beside it. */
function Views({ list, view, isWriting, write, reload }: Shows) {
  const say = useWords(matterWords)
  const registers = hasRole(useUser(), ['lead', 'quality', 'manager'])
  const [choices, choose] = useChoices(['view', 'matter'])
  const columns = useColumns((id) => choose({ matter: String(id) }))
  const views = matterViews.filter((each) => registers || (each !== 'waiting' && each !== 'drafts'))
  const shownId = /^\d{1,15}$/.test(choices.matter) ? Number(choices.matter) : undefined
  const saved = (id: number | null) => {
    write(false)
    if (id === null) return
    choose({ view: 'drafts', matter: String(id) })
    reload()
  }
  return (
    <Panel flush label={say('title')}>
      <div className={css.views}>
        <Segmented
          value={view}
          onChange={(value) => choose({ view: value })}
          options={views.map((value) => ({ value, label: say(`view.${value}`, { count: list.counts[value] ?? 0 }) }))}
        />
      </div>
      {list.matters.length === 0 ? (
        <Empty title={say('none')} next={say('none.next')} />
      ) : (
        <DataTable
          rowKey={({ id, version }) => `${id}-${version}`}
          columns={columns}
          items={list.matters}
          width={960}
          pageSize={20}
        />
      )}
      {isWriting && <MatterForm of={list} former={null} close={saved} />}
      {shownId !== undefined && (
        <MatterDrawer key={shownId} id={shownId} list={list} changed={reload} close={() => choose({ matter: null })} />
      )}
    </Panel>
  )
}

function useColumns(show: (id: number) => void): TableColumnsType<ListedMatter> {
  const say = useWords(matterWords)
  return [
    {
      title: say('col.title'),
      render: (_, { id, title, matterNo, kind, version, unit }) => (
        <div>
          <button type="button" className={css.title} onClick={() => show(id)}>
            {title}
          </button>
          <div className={css.small}>
            {say(`kind.${kind}`)} · {unit} · {matterNo} · {say('version', { number: version })}
          </div>
        </div>
      ),
    },
    { title: say('col.state'), width: 120, render: (_, { state }) => <MatterState state={state} /> },
    { title: say('col.scope'), width: 220, render: (_, { scope }) => <ScopeNames scope={scope} /> },
    {
      title: say('col.time'),
      width: 180,
      render: (_, { validFrom, validTo }) => <Period from={validFrom} to={validTo} />,
    },
    {
      title: say('col.contact'),
      width: 150,
      render: (_, { contactName, contactPhone }) => (
        <>
          {contactName}
          <div className={css.small}>{contactPhone}</div>
        </>
      ),
    },
  ]
}
