import { Button, Popconfirm, Select, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { useChoices } from '../../app/web/kit/choices.ts'
import { instant } from '../../app/web/kit/format.ts'
import { PagedTable } from '../../app/web/kit/paged-table.tsx'
import { usePages } from '../../app/web/kit/pages.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { SearchBox } from '../../app/web/kit/search-box.tsx'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { AdoptedTerminal, QuarantineActed, QuarantineGroup, QuarantineGroupList } from '../contract-quarantine.ts'
import css from './collection.module.css'
import { CollectionTabs } from './collection-tabs.tsx'
import grid from './grid.module.css'
import { AdoptDialog, choiceOf, DiscardDialog } from './quarantine-dialogs.tsx'
import { QuarantineSamples } from './quarantine-samples.tsx'
import { quarantineWords } from './quarantine-words.ts'
import { SecretDialog } from './secret-dialog.tsx'

type Group = QuarantineGroup & { key: string }
type Dialog = { is: 'adopt' | 'discard' | 'look'; group: QuarantineGroup }

const itemsOf = (page: QuarantineGroupList): Group[] =>
  page.groups.map((group) => ({ ...group, key: `${group.newestId}` }))

/** What could not be taken, by who told it and why, and what may be done about it. */
export default function Quarantine() {
  const say = useWords(quarantineWords)
  const [{ q, reason }] = useChoices(['q', 'reason'])
  const path = withQuery('/api/metering/quarantine/groups', { q: q || null, reason: reason || null, limit: 50 })
  const pages = usePages<QuarantineGroupList, Group>(path, itemsOf)
  const [dialog, setDialog] = useState<Dialog>()
  const [adopted, setAdopted] = useState<AdoptedTerminal>()
  const mayAct = useKeeper()
  const [told, setTold] = useState('')
  const close = () => setDialog(undefined)
  const done = (text: string) => {
    close()
    setTold(text)
    pages.first.reload()
  }
  const release = useSubmit((group: QuarantineGroup, key) =>
    write<QuarantineActed>('POST', '/api/metering/quarantine/releases', choiceOf(group), key),
  )
  const takeAgain = async (group: QuarantineGroup) => {
    const sent = await release.submit(group)
    if (!sent) return
    const { rows, waiting } = sent.value
    done(waiting > 0 ? say('release.waiting', { count: waiting }) : say('release.done', { count: rows }))
  }
  const open = (is: Dialog['is'], group: QuarantineGroup) => setDialog({ is, group })
  const shownIn = (is: Dialog['is']) => (dialog?.is === is ? dialog.group : undefined)
  const columns = useColumns({ open, takeAgain, busy: release.busy })
  const isFiltered = q !== '' || reason !== ''
  return (
    <Page title={say('title')} lead={say('lead')}>
      <CollectionTabs />
      <Trouble error={release.error} />
      <Panel flush label={say('title')}>
        {!mayAct && <p className={`${grid.note} ${grid.filters}`}>{say('acts.others')}</p>}
        <Filters reasons={pages.first.data?.reasons ?? []} />
        <div role="status">{told && <p className={grid.filters}>{told}</p>}</div>
        <PagedTable
          of={pages}
          rowKey="key"
          columns={columns}
          width={1160}
          rows={10}
          empty={
            isFiltered ? <Empty title={say('none.filtered')} /> : <Empty title={say('none')} next={say('none.next')} />
          }
        />
      </Panel>
      <AdoptDialog
        group={shownIn('adopt')}
        close={close}
        done={(result) => {
          setAdopted(result)
          done(result.waiting > 0 ? say('release.waiting', { count: result.waiting }) : '')
        }}
      />
      <DiscardDialog
        group={shownIn('discard')}
        close={close}
        done={({ rows }) => done(say('discard.done', { count: rows }))}
      />
      <QuarantineSamples group={shownIn('look')} close={close} />
      <SecretDialog credential={adopted} close={() => setAdopted(undefined)} />
    </Page>
  )
}

function Filters({ reasons }: { reasons: QuarantineGroupList['reasons'] }) {
  const say = useWords(quarantineWords)
  const [chosen, choose] = useChoices(['q', 'reason'])
  return (
    <div className={grid.filters}>
      <SearchBox value={chosen.q} label={say('search')} search={(q) => choose({ q })} />
      <Select
        aria-label={say('col.reason')}
        style={{ minWidth: 220 }}
        value={chosen.reason}
        onChange={(value) => choose({ reason: value })}
        options={[
          { value: '', label: say('all') },
          ...reasons.map(({ reason, kept }) => ({ value: reason, label: `${say.code('reason', reason)} ${kept}` })),
        ]}
      />
    </div>
  )
}

type Acts = {
  open: (is: Dialog['is'], group: QuarantineGroup) => void
  takeAgain: (group: Group) => void
  busy: boolean
}

function useColumns(acts: Acts): TableColumnsType<Group> {
  const say = useWords(quarantineWords)
  const mayAct = useKeeper()
  return [
    {
      title: say('col.reason'),
      width: 230,
      render: (_, { reason }) => (
        <>
          <Pill tone={reason.startsWith('UNKNOWN') ? 'warn' : 'bad'}>{say.code('reason', reason)}</Pill>
          <div className={grid.note}>{nextStep(say.code('next', reason), reason)}</div>
        </>
      ),
    },
    {
      title: say('col.who'),
      width: 180,
      render: (_, { terminal, terminalId, source }) => (
        <span className={`${grid.mono} ${css.wrap}`}>
          {terminalId === null ? (terminal ?? source) : <Link to={`/grid/terminals/${terminalId}`}>{terminal}</Link>}
        </span>
      ),
    },
    {
      title: say('col.meter'),
      width: 130,
      render: (_, { meter, isMeterKnown }) => (
        <span className={`${grid.mono} ${css.wrap}`}>
          {meter && isMeterKnown ? <Link to={withQuery('/grid/meters', { q: meter })}>{meter}</Link> : (meter ?? '—')}
        </span>
      ),
    },
    { title: say('col.kept'), width: 130, render: (_, group) => <Kept group={group} /> },
    { title: say('col.first'), width: 150, render: (_, { firstAt }) => instant(firstAt) },
    { title: say('col.latest'), width: 150, render: (_, { latestAt }) => instant(latestAt) },
    {
      key: 'acts',
      title: say('col.acts'),
      width: 260,
      render: (_, group) => (
        <div className={css.actions}>
          <Button size="small" onClick={() => acts.open('look', group)}>
            {say('act.look')}
          </Button>
          {mayAct && <Remedies group={group} acts={acts} />}
        </div>
      ),
    },
  ]
}

/** Who keeps the collection decides what is taken; who watches it looks on. */
function useKeeper(): boolean {
  return hasRole(useUser(), ['acquisition'])
}

/** A reason that says all by itself has no next step. */
function nextStep(text: string, reason: string): string {
  return text === reason ? '' : text
}

function Kept({ group }: { group: QuarantineGroup }) {
  const say = useWords(quarantineWords)
  return (
    <>
      {group.kept}
      {group.told > group.kept && <div className={grid.note}>{say('kept.told', { count: group.told })}</div>}
      {group.waiting > 0 && <div className={grid.note}>{say('kept.waiting', { count: group.waiting })}</div>}
      {group.refused > 0 && (
        <div className={`${grid.note} ${grid.warnText}`}>{say('kept.refused', { count: group.refused })}</div>
      )}
    </>
  )
}

function Remedies({ group, acts }: { group: Group; acts: Acts }) {
  const say = useWords(quarantineWords)
  const isStranger = group.reason === 'UNKNOWN_TERMINAL' && group.terminal !== null && group.terminalId === null
  return (
    <>
      {isStranger ? (
        <Button size="small" type="primary" onClick={() => acts.open('adopt', group)}>
          {say('act.adopt')}
        </Button>
      ) : (
        group.whole > 0 && (
          <Popconfirm
            title={say('release.title', { count: group.whole })}
            description={say('release.note')}
            okText={say('act.release')}
            onConfirm={() => acts.takeAgain(group)}
          >
            <Button size="small" disabled={acts.busy}>
              {say('act.release')}
            </Button>
          </Popconfirm>
        )
      )}
      <Button size="small" danger onClick={() => acts.open('discard', group)}>
        {say('act.discard')}
      </Button>
    </>
  )
}
