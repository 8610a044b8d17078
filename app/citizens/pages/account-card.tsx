import { App, Button, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { accountNumber, civilDay } from '../../web/kit/format.ts'
import { Panel, Pill } from '../../web/kit/parts.tsx'
import { useSubmit } from '../../web/kit/resource.ts'
import { Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { MyAccount, MyAccounts } from '../contract.ts'
import { accountWords } from './account-words.ts'
import css from './my-accounts.module.css'

type Props = { account: MyAccount; changed: () => void }

/** One account: what it is, what may be done with it, and of one's own who else sees it. */
export function AccountCard({ account, changed }: Props) {
  const say = useWords(accountWords)
  const navigate = useNavigate()
  const [naming, setNaming] = useState(false)
  const { accountNo, relation, nickname, address, holder, isVoid, bindingId, boundAt, watchers } = account
  const title = nickname ?? address ?? accountNumber(accountNo)
  const name = [nickname, address, accountNumber(accountNo)].filter(Boolean).join(' ')
  return (
    <Panel label={title}>
      <div className={css.head}>
        <div>
          <div className={css.name}>{title}</div>
          <div className={css.number}>{accountNumber(accountNo)}</div>
          {nickname && <div className={css.note}>{address}</div>}
          {holder && (
            <div className={css.note}>
              {say('holder')} {holder}
              {boundAt && ` · ${say('boundAt', { day: civilDay(boundAt) })}`}
            </div>
          )}
        </div>
        {isVoid ? (
          <Pill tone="calm">{say('void')}</Pill>
        ) : (
          <Pill tone={relation === 'own' ? 'good' : 'brand'}>{say(`relation.${relation}`)}</Pill>
        )}
      </div>
      {isVoid && <p className={css.note}>{say('void.why')}</p>}
      {naming && <Naming account={account} close={() => setNaming(false)} changed={changed} />}
      {!naming && (
        <div className={css.foot}>
          {!isVoid && (
            <>
              <Button type="primary" ghost onClick={() => navigate(`/?account=${accountNo}`)}>
                {say('look')}
              </Button>
              <Button onClick={() => setNaming(true)}>{say(nickname ? 'nickname' : 'nickname.set')}</Button>
            </>
          )}
          {bindingId !== null && (
            <Ending bindingId={bindingId} text={say('unbind')} sure={say('unbind.sure', { name })} changed={changed} />
          )}
        </div>
      )}
      {watchers.length > 0 && (
        <div className={css.watchers}>
          <h3>{say('watchers')}</h3>
          {watchers.map((watcher) => (
            <div key={watcher.bindingId} className={css.watcher}>
              <div>
                {watcher.who} · {say(`watchers.${watcher.relation}`)}
                <div className={css.note}>{say('boundAt', { day: civilDay(watcher.boundAt) })}</div>
              </div>
              <Ending
                bindingId={watcher.bindingId}
                text={say('remove')}
                sure={say('remove.sure', { who: watcher.who, name })}
                changed={changed}
              />
            </div>
          ))}
        </div>
      )}
    </Panel>
  )
}

type EndingProps = { bindingId: number; text: string; sure: string; changed: () => void }

function Ending({ bindingId, text, sure, changed }: EndingProps) {
  const say = useWords(accountWords)
  const { message } = App.useApp()
  const ending = useSubmit(() => write<MyAccounts>('DELETE', `/api/citizens/bindings/${bindingId}`, undefined))
  const end = async () => {
    if (await ending.submit(undefined)) void message.success(say('unbind.done'))
    changed()
  }
  return (
    <Popconfirm title={sure} okText={text} cancelText={say('leave')} onConfirm={end}>
      <Button loading={ending.busy}>{text}</Button>
    </Popconfirm>
  )
}

function Naming({ account, close, changed }: Props & { close: () => void }) {
  const say = useWords(accountWords)
  const [nickname, setNickname] = useState(account.nickname ?? '')
  const path = `/api/citizens/accounts/${account.accountNo}/nickname`
  const naming = useSubmit((input: { nickname: string | null }) => write<MyAccounts>('PUT', path, input))
  const save = async () => {
    if (!(await naming.submit({ nickname: nickname.trim() || null }))) return
    close()
    changed()
  }
  return (
    <>
      <Trouble error={naming.error} hidesPaths />
      <div className={css.foot}>
        <Input
          style={{ flex: '1 1 160px' }}
          aria-label={say('nickname')}
          placeholder={say('nickname.hint')}
          maxLength={20}
          value={nickname}
          onChange={(event) => setNickname(event.target.value)}
          onPressEnter={save}
        />
        <Button type="primary" loading={naming.busy} onClick={save}>
          {say('save')}
        </Button>
        <Button onClick={close}>{say('leave')}</Button>
      </div>
    </>
  )
}
