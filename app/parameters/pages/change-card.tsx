import { Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { instant } from '../../web/kit/format.ts'
import { Icon } from '../../web/kit/icons.tsx'
import { Facts, Panel, Pill, type Tone } from '../../web/kit/parts.tsx'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { ParameterChangeItem } from '../contract.ts'
import { EffectView } from './effect-view.tsx'
import css from './parameters.module.css'
import { pathOf, useSaid } from './said.ts'
import { parameterWords } from './words.ts'

const tones: Record<ParameterChangeItem['state'], Tone> = {
  draft: 'warn',
  released: 'good',
  withdrawn: 'calm',
  revoked: 'calm',
}
type Act = 'release' | 'withdraw' | 'revoke'

/** What somebody asked to change: from what to what, what it would have made of days that are over, and who decided. */
export function ChangeCard({
  change,
  done,
  isLinked,
}: {
  change: ParameterChangeItem
  done: () => void
  isLinked?: boolean
}) {
  const say = useWords(parameterWords)
  const said = useSaid()
  const [act, setAct] = useState<Act>()
  const { set, key, before, after, state, from, basis, confirmed, reason, revocation } = change
  const close = (isDone: boolean) => {
    setAct(undefined)
    if (isDone) done()
  }
  const name = `${said(change.setTitle)} · ${said(change.title)}`
  return (
    <Panel
      label={name}
      title={isLinked ? <Link to={pathOf(set, key)}>{name}</Link> : say('from.title', { from })}
      extra={<Pill tone={tones[state]}>{say(`change.${state}`)}</Pill>}
    >
      <div className={css.turn}>
        <div>
          <small>{say('before')}</small>
          {before ? <s>{said(before)}</s> : say('before.none')}
        </div>
        <Icon name="swap" size={18} />
        <div>
          <small>{`${say('after')} · ${say('since', { from })}`}</small>
          <b className={css.value}>{after ? said(after) : say('after.none')}</b>
        </div>
      </div>
      <EffectView effect={change.effect} />
      <Facts
        items={[
          {
            label: say('one.basis'),
            wide: true,
            value: (
              <>
                {basis} <Pill tone={confirmed ? 'good' : 'warn'}>{say(confirmed ? 'confirmed' : 'unconfirmed')}</Pill>
              </>
            ),
          },
          { label: say('reason'), value: reason, wide: true },
        ]}
      />
      <Signed change={change} />
      {revocation && (
        <p className={css.note}>
          {revocation.revokedBy
            ? say('revocation.done', { ...revocation, revokedBy: revocation.revokedBy })
            : say('revocation.asked', { by: revocation.by, reason: revocation.reason })}
        </p>
      )}
      <Acts change={change} begin={setAct} />
      {act && <ActDialog id={change.id} act={act} close={close} />}
    </Panel>
  )
}

function Signed({ change: { by, at, state, decidedBy, decidedAt, note } }: { change: ParameterChangeItem }) {
  const say = useWords(parameterWords)
  return (
    <div className={`${css.signed} ${css.note}`}>
      <span>{say('draftedBy', { by, at: instant(at) })}</span>
      {decidedBy && state !== 'draft' && (
        <span>
          {say(`decidedBy.${state}`, { by: decidedBy, at: instant(decidedAt) })}
          {note && `：${note}`}
        </span>
      )}
    </div>
  )
}

function Acts({ change, begin }: { change: ParameterChangeItem; begin: (act: Act) => void }) {
  const say = useWords(parameterWords)
  const said = useSaid()
  const { mayRelease, mayWithdraw, mayAskRevocation, mayRevoke, obstacle, releasers } = change
  const why =
    change.state === 'draft' && obstacle
      ? say(`unreleased.${obstacle}`, { roles: releasers.map(said).join(say('comma')) })
      : null
  if (!why && !mayRelease && !mayWithdraw && !mayAskRevocation && !mayRevoke) return null
  return (
    <div className={css.acts}>
      {why && <span className={css.note}>{why}</span>}
      {mayRelease && (
        <Button type="primary" onClick={() => begin('release')}>
          {say('release')}
        </Button>
      )}
      {mayWithdraw && <Button onClick={() => begin('withdraw')}>{say('withdraw')}</Button>}
      {mayAskRevocation && <Button onClick={() => begin('revoke')}>{say('revoke')}</Button>}
      {mayRevoke && (
        <Button danger onClick={() => begin('revoke')}>
          {say('revoke.agree')}
        </Button>
      )}
    </div>
  )
}

const paths: Record<Act, string> = { release: 'release', withdraw: 'withdrawal', revoke: 'revocation' }

function ActDialog({ id, act, close }: { id: number; act: Act; close: (isDone: boolean) => void }) {
  const say = useWords(parameterWords)
  const [text, setText] = useState('')
  const send = useSubmit((words: string, key) =>
    write(
      'POST',
      `/api/parameters/changes/${id}/${paths[act]}`,
      act === 'release' ? { note: words } : { reason: words },
      key,
    ),
  )
  const submit = async () => {
    if (await send.submit(text.trim())) close(true)
  }
  return (
    <Modal
      open
      title={say(act)}
      okText={say(act)}
      okButtonProps={{ loading: send.busy, disabled: text.trim().length < 2 }}
      onOk={submit}
      onCancel={() => close(false)}
    >
      <Trouble error={send.error} hidesPaths />
      <Input.TextArea
        aria-label={say(`${act}.note`)}
        placeholder={say(`${act}.note`)}
        rows={3}
        maxLength={300}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </Modal>
  )
}
