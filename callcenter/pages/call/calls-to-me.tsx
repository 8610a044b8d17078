import { useEffect } from 'react'
import { accountNumber } from '../../../app/web/kit/format.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { CallsToMe as Calls } from '../../call/contract.ts'
import css from './calls-to-me.module.css'
import { callWords } from './words.ts'

/** Sooner than the phone rings (`call_rule` proof-lead-seconds). */
const POLL_MS = 5_000

/** The company rings the customer: the code that its agent must be able to say. */
export default function CallsToMe() {
  const say = useWords(callWords)
  const { data, reload } = useResource<Calls>('/api/callcenter/calls-to-me')
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), POLL_MS)
    document.addEventListener('visibilitychange', reload)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', reload)
    }
  }, [reload])
  if (!data || data.calls.length === 0) return null
  return (
    <>
      {data.calls.map(({ accountNo, code }) => (
        <div key={accountNo} role="alert" className={css.banner}>
          <b>{say('toMe.title')}</b>
          <div className={css.code}>
            {say('toMe.code')} <strong>{code}</strong>
          </div>
          <div className={css.small}>{say('toMe.about', { no: accountNumber(accountNo) })}</div>
        </div>
      ))}
    </>
  )
}
