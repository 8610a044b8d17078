import { App, Button, Popconfirm } from 'antd'
import { Link, useNavigate } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { Page, Panel, Pill } from '../../web/kit/parts.tsx'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { useSession } from '../../web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { MyAccounts } from '../contract.ts'
import { AccountCard } from './account-card.tsx'
import { accountWords } from './account-words.ts'
import { BillPaper } from './bill-paper.tsx'
import { BindDialog } from './bind-dialog.tsx'
import css from './my-accounts.module.css'

/** 我的户号: one's own accounts and those of others, each with who sees it. */
export default function MyAccountsPage() {
  const say = useWords(accountWords)
  const [{ bind }, choose] = useChoices(['bind'])
  const mine = useResource<MyAccounts>('/api/citizens/accounts', { keep: true })
  const close = () => {
    choose({ bind: '' })
    mine.reload()
  }
  const open = (relation: 'own' | 'other') => choose({ bind: relation })
  const add = mine.data && (
    <Button type="primary" onClick={() => open(mine.data?.own ? 'other' : 'own')}>
      {say('bind')}
    </Button>
  )
  return (
    <Page title={say('title')} lead={say('lead')} actions={add} refreshing={mine.refreshing}>
      <div className={css.stack}>
        <Shown of={mine} rows={8}>
          {(shown) => (
            <>
              <Own own={shown.own} check={() => open('own')} changed={mine.reload} />
              {shown.accounts.length === 0 && <None bind={() => open('own')} />}
              {shown.accounts.map((account) => (
                <AccountCard
                  key={`${account.accountNo}-${account.bindingId}`}
                  account={account}
                  changed={mine.reload}
                />
              ))}
            </>
          )}
        </Shown>
        <nav className={css.ways} aria-label={say('title')}>
          <Link to="/my/data">{say('data')} ›</Link>
          <Link to="/my/security">{say('security')} ›</Link>
        </nav>
      </div>
      {bind && <BindDialog relation={bind === 'own' ? 'own' : 'other'} close={close} />}
    </Page>
  )
}

type OwnProps = { own: MyAccounts['own']; check: () => void; changed: () => void }

/** Who he is: nobody until the real-name check. */
function Own({ own, check, changed }: OwnProps) {
  const say = useWords(accountWords)
  if (!own)
    return (
      <Panel label={say('own.none')}>
        <div className={css.own}>
          <div>
            <b>{say('own.none')}</b>
            <p className={css.note}>{say('own.none.next')}</p>
          </div>
          <Button onClick={check}>{say('own.check')}</Button>
        </div>
      </Panel>
    )
  return (
    <Panel label={say('own.is', { name: own.name })}>
      <div className={css.own}>
        <div>
          <Pill tone="good">{say('own.is', { name: own.name })}</Pill>
          <p className={css.note}>{say(own.bindingId === null ? 'own.counter' : 'own.note')}</p>
        </div>
        {own.bindingId !== null && <Leave bindingId={own.bindingId} changed={changed} />}
      </div>
    </Panel>
  )
}

function Leave({ bindingId, changed }: { bindingId: number; changed: () => void }) {
  const say = useWords(accountWords)
  const { message } = App.useApp()
  const session = useSession()
  const leaving = useSubmit(() => write<MyAccounts>('DELETE', `/api/citizens/bindings/${bindingId}`, undefined))
  const leave = async () => {
    if (await leaving.submit(undefined)) void message.success(say('unbind.done'))
    changed()
    session.changed()
  }
  return (
    <>
      <Trouble error={leaving.error} />
      <Popconfirm title={say('own.leave.sure')} okText={say('own.leave')} cancelText={say('leave')} onConfirm={leave}>
        <Button size="small" loading={leaving.busy}>
          {say('own.leave')}
        </Button>
      </Popconfirm>
    </>
  )
}

function None({ bind }: { bind: () => void }) {
  const say = useWords(accountWords)
  const navigate = useNavigate()
  const ways = (
    <div className={css.acts}>
      <Button type="primary" onClick={bind}>
        {say('bind')}
      </Button>
      <Button onClick={() => navigate('/my/applications/new')}>{say('apply')}</Button>
    </div>
  )
  return (
    <Panel label={say('none')}>
      <div className={css.none}>
        <BillPaper />
        <Empty title={say('none')} next={say('none.next')} action={ways} />
      </div>
    </Panel>
  )
}
