import { Alert, Button } from 'antd'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { ApiError } from '../../../app/web/kit/api.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { fieldWords } from './exchange-words.ts'
import { FieldForm } from './field-form.tsx'
import { fetchWork, listWork, onWorkChanged, sendWaiting, type Work } from './outbox.ts'
import css from './store.module.css'

const RETRY_MS = 15_000
const tones: Record<Work['state'], Tone> = { new: 'brand', draft: 'warn', waiting: 'bad', sent: 'good', refused: 'bad' }

/** The installer's own orders and, chosen by `?order=`, the form of one: a single page, so that all of it is there off line. */
export default function Field() {
  const say = useWords(fieldWords)
  const { works, offline, broken, trouble, refresh } = useWork()
  const [query] = useSearchParams()
  const chosen = works?.find((work) => work.order.orderId === Number(query.get('order')))
  const waiting = works?.some((work) => work.state === 'waiting')
  return (
    <Page
      title={chosen ? (chosen.order.accountName ?? chosen.order.pointNo) : say('title')}
      {...(chosen ? { back: { to: '?', text: say('back') } } : {})}
    >
      <div className={css.field}>
        {broken && <Alert type="error" showIcon title={say('storage')} />}
        <Trouble error={trouble} retry={refresh} />
        {offline && <Alert type="warning" showIcon title={say('offline')} />}
        {waiting && !chosen && (
          <Alert
            type="error"
            showIcon
            title={say('waiting')}
            action={
              <Button size="small" onClick={refresh}>
                {say('sendNow')}
              </Button>
            }
          />
        )}
        {chosen ? (
          <FieldForm key={chosen.key} work={chosen} send={refresh} />
        ) : (
          <Orders works={works} failed={trouble !== undefined} />
        )}
      </div>
    </Page>
  )
}

function Orders({ works, failed }: { works: Work[] | undefined; failed: boolean }) {
  const say = useWords(fieldWords)
  // Whether there are none is not known where the server failed.
  if (works?.length === 0 && failed) return null
  if (works?.length === 0) return <Empty title={say('none')} next={say('none.next')} />
  return (
    <Panel flush label={say('title')}>
      <ul className={css.orders}>
        {works?.map(({ key, order, state }) => (
          <li key={key}>
            <Link to={`?order=${order.orderId}`}>
              <span className={css.orderHead}>
                <b>{order.accountName ?? order.pointNo}</b>
                <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
              </span>
              <span>{order.address}</span>
              <span className={css.note}>
                {order.orderNo} · {order.assetNo} · {order.reason}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

/** What this phone holds, kept up with the server whenever there is a way to it. */
function useWork() {
  const { username } = useUser()
  const [works, setWorks] = useState<Work[]>()
  const [offline, setOffline] = useState(!navigator.onLine)
  const [broken, setBroken] = useState(false)
  const [trouble, setTrouble] = useState<ApiError>()
  const show = useCallback(() => {
    listWork(username).then(setWorks, () => setBroken(true))
  }, [username])
  const turn = useRef<Promise<void>>(Promise.resolve())
  const refresh = useCallback(() => {
    // One after the other: what was fetched before something was sent knows nothing of it.
    turn.current = turn.current
      .then(() => sendWaiting(username))
      .then(() => fetchWork(username))
      .then(
        () => {
          setOffline(false)
          setTrouble(undefined)
        },
        (fault) => {
          const answered = fault instanceof ApiError && fault.status > 0
          setOffline(!answered)
          setTrouble(answered ? fault : undefined)
        },
      )
      .then(show)
    return turn.current
  }, [username, show])
  useEffect(() => {
    const stop = onWorkChanged(show)
    const lost = () => setOffline(true)
    void refresh()
    const timer = setInterval(refresh, RETRY_MS)
    window.addEventListener('online', refresh)
    window.addEventListener('offline', lost)
    return () => {
      stop()
      clearInterval(timer)
      window.removeEventListener('online', refresh)
      window.removeEventListener('offline', lost)
    }
  }, [refresh, show])
  return { works, offline, broken, trouble, refresh }
}
