import { App, Button, Drawer } from 'antd'
import { useState } from 'react'
import { useActorName } from '../../../app/web/kit/actor-name.ts'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Figure } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { MatterDetail, MatterList, MatterVersion } from '../../matters/contract.ts'
import { nameOrder, type OrderKind } from '../../orders/kinds/contract.ts'
import { ReasonDialog } from '../shifts/reason-dialog.tsx'
import { MatterForm } from './matter-form.tsx'
import { MatterState, ScopeNames } from './matter-parts.tsx'
import css from './matters.module.css'
import { matterWords } from './words.ts'

/** Nothing is recognised by what nobody accepted yet. */
const unaccepted = new Set<MatterVersion['state']>(['draft', 'submitted', 'returned'])

type Opened = { id: number; list: MatterList; changed: () => void; close: () => void }

/** One matter: what it says, where it was recognised, and what became of it; with the acts that are the reader's. */
export function MatterDrawer({ id, list, changed, close }: Opened) {
  const detail = useResource<MatterDetail>(`/api/callcenter/service-matters/${id}`)
  const reload = () => {
    detail.reload()
    changed()
  }
  return (
    <Drawer open title={detail.data?.versions[0]?.title} onClose={close} size={600} destroyOnHidden>
      <Shown of={detail} rows={8}>
        {(shown) => (
          <div className={css.stack}>
            <Acts matter={shown} list={list} changed={reload} />
            {shown.versions.some(({ state }) => !unaccepted.has(state)) && <Recognised matter={shown} />}
            {shown.versions.slice(0, 1).map((version) => (
              <Version key={version.version} of={version} unit={shown.unit} />
            ))}
            <History matter={shown} />
            <Earlier matter={shown} />
          </div>
        )}
      </Shown>
    </Drawer>
  )
}

function Earlier({ matter: { versions, unit } }: { matter: MatterDetail }) {
  const say = useWords(matterWords)
  if (versions.length < 2) return null
  return (
    <section>
      <b>{say('earlier')}</b>
      {versions.slice(1).map((version) => (
        <div key={version.version} className={css.version}>
          <b className={css.words}>{version.title}</b>
          <Version of={version} unit={unit} />
        </div>
      ))}
    </section>
  )
}

type Asking = 'return' | 'withdrawal'

function Acts({ matter, list, changed }: { matter: MatterDetail; list: MatterList; changed: () => void }) {
  const say = useWords(matterWords)
  const { message } = App.useApp()
  const [asking, ask] = useState<Asking>()
  const [isEditing, edit] = useState(false)
  const path = `/api/callcenter/service-matters/${matter.id}`
  const { revision, mayWrite, mayAccept } = matter
  const act = useSubmit(async (name: 'submission' | 'acceptance', key) => {
    await write('POST', `${path}/${name}`, { revision }, key)
    message.success(say(name === 'submission' ? 'done.submitted' : 'done.accepted'))
    changed()
  })
  const [latest] = matter.versions
  if (!latest) return null
  const { state, title } = latest
  const isDraft = state === 'draft' || state === 'returned'
  const isOver = state === 'over' || state === 'withdrawn'
  return (
    <>
      <Trouble error={act.error} />
      <div className={css.row}>
        {mayAccept && (
          <>
            <Button type="primary" loading={act.busy} onClick={() => void act.submit('acceptance')}>
              {say('accept')}
            </Button>
            <Button onClick={() => ask('return')}>{say('return')}</Button>
          </>
        )}
        {mayWrite && isDraft && (
          <Button type="primary" loading={act.busy} onClick={() => void act.submit('submission')}>
            {say('submit')}
          </Button>
        )}
        {mayWrite && state !== 'submitted' && !isOver && (
          <Button onClick={() => edit(true)}>{say(isDraft ? 'edit' : 'next')}</Button>
        )}
        {mayWrite && !isOver && <Button onClick={() => ask('withdrawal')}>{say('withdraw')}</Button>}
      </div>
      {asking && (
        <ReasonDialog
          title={say(asking === 'return' ? 'return.title' : 'withdraw.title', { title })}
          label={say('reason')}
          send={({ text }, key) => write('POST', `${path}/${asking}`, { revision, reason: text.trim() }, key)}
          close={(isDone) => {
            ask(undefined)
            if (isDone) changed()
          }}
        />
      )}
      {isEditing && (
        <MatterForm
          of={list}
          former={{ id: matter.id, unitId: matter.unitId, revision, ...latest }}
          close={(id) => {
            edit(false)
            if (id !== null) changed()
          }}
        />
      )}
    </>
  )
}

function Recognised({ matter: { recognised } }: { matter: MatterDetail }) {
  const say = useWords(matterWords)
  return (
    <div className={css.figures}>
      {(['contacts', 'orders', 'complaints', 'opinions'] as const).map((name) => (
        <Figure key={name} label={say(`recognised.${name}`)} value={recognised[name]} />
      ))}
    </div>
  )
}

const EVERY = 1_000

function Version({ of, unit }: { of: MatterVersion; unit: string }) {
  const say = useWords(matterWords)
  const [language] = useLanguage()
  const { version, state, validFrom, validTo, scope, replyZh, replyEn, documentNo, contactName, contactPhone } = of
  const orders = of.orders.map((each) => {
    const [kind, subkind] = each.split('~') as [OrderKind, string]
    return nameOrder(kind, subkind)[language]
  })
  return (
    <div className={css.stack}>
      <div className={css.row}>
        <MatterState state={state} />
        <span className={css.small}>{say('version', { number: version })}</span>
        {of.because && <span className={css.words}>{say('because', { reason: of.because })}</span>}
      </div>
      <Facts
        width={170}
        items={[
          { label: say('reply'), value: <span className={css.words}>{replyZh}</span>, wide: true },
          ...(replyEn
            ? [{ label: say('replyEn'), value: <span className={css.words}>{replyEn}</span>, wide: true }]
            : []),
          { label: say('col.time'), value: say('span', { from: instant(validFrom), to: instant(validTo) }) },
          { label: say('kind'), value: say(`kind.${of.kind}`) },
          { label: say('unit'), value: unit },
          { label: say('col.contact'), value: `${contactName} ${contactPhone}` },
          { label: say('document'), value: documentNo },
          { label: say('col.scope'), value: <ScopeNames scope={scope} most={EVERY} />, wide: true },
          { label: say('orders'), value: orders.join('、'), wide: true },
          { label: say('writtenBy'), value: of.writtenBy.join('、') },
          ...(of.acceptedBy ? [{ label: say('acceptedBy'), value: `${of.acceptedBy} ${instant(of.acceptedAt)}` }] : []),
        ]}
      />
    </div>
  )
}

function History({ matter: { events } }: { matter: MatterDetail }) {
  const say = useWords(matterWords)
  const actor = useActorName()
  return (
    <section className={css.stack}>
      <b>{say('history')}</b>
      {events.map(({ version, at, act, by, reason }) => (
        <div key={`${at}-${act}-${version}`} className={css.words}>
          {say(`act.${act}`)}{' '}
          <span className={css.small}>
            {say('version', { number: version })} · {instant(at)} · {actor(by)}
          </span>
          {reason && <div>{reason}</div>}
        </div>
      ))}
    </section>
  )
}
