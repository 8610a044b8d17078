import { Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { write } from '../../web/kit/api.ts'
import { useResource } from '../../web/kit/resource.ts'
import { useUser } from '../../web/kit/session.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { Help } from '../contract.ts'
import css from './help.module.css'
import { helpWords } from './words.ts'

const GuideDialog = lazy(() => import('./guide-dialog.tsx').then((each) => ({ default: each.GuideDialog })))

/** On somebody's first visit: that there is a guide. Put aside, or seen, it does not come again by itself. */
export function NewHere() {
  const say = useWords(helpWords)
  const help = useResource<Help>('/api/help')
  const isCustomer = useUser().roles.every((role) => role === 'customer')
  const [isOpen, setOpen] = useState(false)
  const [isGone, setGone] = useState(false)
  if (isGone || !help.data?.isNew) return null
  const leave = () => {
    setGone(true)
    // Where it is not kept it is offered once more, which does no harm.
    write('PUT', '/api/help/seen', undefined).catch(() => {})
  }
  if (isOpen) {
    return (
      <Suspense fallback={null}>
        <GuideDialog close={leave} />
      </Suspense>
    )
  }
  return (
    <aside className={css.banner} aria-label={say('guide.title')}>
      <span>
        <b>{say('new.title')}</b> {say(isCustomer ? 'new.text.customer' : 'new.text')}
      </span>
      <Button size="small" type="primary" onClick={() => setOpen(true)}>
        {say('new.open')}
      </Button>
      <Button size="small" type="text" onClick={leave}>
        {say('new.close')}
      </Button>
    </aside>
  )
}
