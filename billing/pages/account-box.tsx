import { Button, Input } from 'antd'
import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'react-router'
import { useWords } from '../../app/web/kit/words.ts'
import css from './office.module.css'
import { billingWords } from './words.ts'

/** The account number that a clerk types or scans, kept in the address so that the page can be sent on. */
export function AccountBox() {
  const say = useWords(billingWords)
  const [query, setQuery] = useSearchParams()
  const [text, setText] = useState(query.get('account') ?? '')
  const [wrong, setWrong] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const accountNo = text.replaceAll(/\s/g, '')
    setWrong(!/^\d{13}$/.test(accountNo))
    if (/^\d{13}$/.test(accountNo)) setQuery({ account: accountNo })
  }
  return (
    <form className={css.lookup} onSubmit={submit}>
      <div>
        <Input
          size="large"
          autoFocus
          inputMode="numeric"
          maxLength={20}
          aria-label={say('lookup.account')}
          placeholder={say('lookup.account')}
          value={text}
          status={wrong ? 'error' : ''}
          onChange={(event) => setText(event.target.value)}
        />
        {wrong && (
          <span role="alert" className={css.note}>
            {say('lookup.bad')}
          </span>
        )}
      </div>
      <Button size="large" type="primary" htmlType="submit">
        {say('lookup.search')}
      </Button>
    </form>
  )
}
