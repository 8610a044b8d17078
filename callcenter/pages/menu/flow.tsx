import { App, Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FlowVersion } from '../../menu/contract.ts'
import { flowWords } from './flow-words.ts'
import { StatePill } from './flows.tsx'
import css from './menu.module.css'
import { NodeDialog } from './node-dialog.tsx'
import type { Flow } from './outline.ts'
import { Outline } from './outline.tsx'
import { Trial } from './trial.tsx'

/** One version of the menu: read, edited while it is a draft, tried, and released by a second person. */
export default function FlowPage() {
  const say = useWords(flowWords)
  const { version } = useParams()
  const resource = useResource<FlowVersion>(`/api/callcenter/menu-flows/${version}`)
  return (
    <Page title={resource.data?.title ?? say('title')} back={{ to: '/desk/menu', text: say('back') }}>
      <Shown of={resource} rows={8}>
        {(of) => <Version key={`${of.version} ${of.revision} ${of.state}`} of={of} reload={resource.reload} />}
      </Shown>
    </Page>
  )
}

function Version({ of, reload }: { of: FlowVersion; reload: () => void }) {
  const say = useWords(flowWords)
  const [flow, change] = useState<Flow>(of.flow)
  const [title, rename] = useState(of.title)
  const [edited, edit] = useState<string | 'new'>()
  const isChanged = flow !== of.flow || title !== of.title
  const mayEdit = hasRole(useUser(), ['lead', 'manager']) && of.state === 'draft'
  return (
    <div className={css.stack}>
      <Head of={of} draft={{ title, flow }} rename={rename} isChanged={isChanged} mayEdit={mayEdit} reload={reload} />
      <div className={css.two}>
        <Panel
          title={say('outline')}
          extra={
            mayEdit && (
              <Button size="small" onClick={() => edit('new')}>
                {say('add')}
              </Button>
            )
          }
        >
          <p className={css.note}>{say('outline.lead')}</p>
          <Outline flow={flow} faults={isChanged ? [] : of.faults} edit={mayEdit ? edit : null} />
        </Panel>
        <Panel title={say('trial')}>
          {isChanged ? <p className={css.note}>{say('trial.saveFirst')}</p> : <Trial version={of.version} />}
        </Panel>
      </div>
      {edited !== undefined && (
        <NodeDialog
          key={edited}
          flow={flow}
          name={edited === 'new' ? null : edited}
          close={(changed) => {
            edit(undefined)
            if (changed) change(changed)
          }}
        />
      )}
    </div>
  )
}

type Draft = { title: string; flow: Flow }
type ActsProps = { of: FlowVersion; draft: Draft; isChanged: boolean; reload: () => void }

function Head(props: ActsProps & { mayEdit: boolean; rename: (title: string) => void }) {
  const { of, draft, isChanged, mayEdit, rename, reload } = props
  const { flow } = draft
  const say = useWords(flowWords)
  const actor = useActorName()
  const facts = [
    { label: say('col.state'), value: <StatePill row={of} /> },
    { label: say('col.validFrom'), value: of.validFrom ? instant(of.validFrom) : '—' },
    { label: say('col.drafters'), value: of.drafterNames.map(actor).join('、') },
    { label: say('col.releasedBy'), value: of.releasedBy ? actor(of.releasedBy) : '—' },
    { label: say('seconds'), value: say('secondsOf', { count: flow.seconds }) },
    { label: say('again'), value: flow.again.zh },
  ]
  return (
    <Panel title={`#${of.version} ${of.title}`}>
      {mayEdit && (
        <Input
          aria-label={say('col.title')}
          className={css.title}
          maxLength={60}
          value={draft.title}
          onChange={({ target }) => rename(target.value)}
        />
      )}
      <Facts items={facts} />
      <div className={css.pills}>
        {isChanged && <Pill tone="warn">{say('unsaved')}</Pill>}
        {of.faults.length > 0 && <Pill tone="bad">{say('faults', { count: of.faults.length })}</Pill>}
      </div>
      {mayEdit && <Acts of={of} draft={draft} isChanged={isChanged} reload={reload} />}
    </Panel>
  )
}

function Acts({ of, draft, isChanged, reload }: ActsProps) {
  const say = useWords(flowWords)
  const { message } = App.useApp()
  const navigate = useNavigate()
  const url = `/api/callcenter/menu-flows/${of.version}`
  const { revision } = of
  const save = useSubmit((wanted: Draft, key) => write('PUT', url, { ...wanted, revision }, key))
  const release = useSubmit((_: number, key) => write('POST', `${url}/release`, { revision }, key))
  const discard = useSubmit((_: number, key) => write('DELETE', url, undefined, key))
  const after = async (sent: Promise<unknown>, told: string) => {
    if (!(await sent)) return
    message.success(told)
    reload()
  }
  return (
    <>
      <Trouble error={save.error ?? release.error ?? discard.error} />
      <div className={css.acts}>
        <Button
          type="primary"
          disabled={!isChanged}
          loading={save.busy}
          onClick={() => after(save.submit(draft), say('saved'))}
        >
          {say('save')}
        </Button>
        <Popconfirm title={say('release.sure')} onConfirm={() => after(release.submit(revision), say('released'))}>
          <Button disabled={isChanged || of.faults.length > 0} loading={release.busy}>
            {say('release')}
          </Button>
        </Popconfirm>
        <Popconfirm
          title={say('discard.sure')}
          onConfirm={async () => {
            if (await discard.submit(revision)) navigate('/desk/menu')
          }}
        >
          <Button danger loading={discard.busy}>
            {say('discard')}
          </Button>
        </Popconfirm>
      </div>
    </>
  )
}
