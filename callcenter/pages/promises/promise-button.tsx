import { Button } from 'antd'
import { useState } from 'react'
import { useKeys } from '../../../app/web/kit/keys.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import css from '../desk.module.css'
import { PromiseDialog } from './promise-dialog.tsx'
import { promiseWords } from './words.ts'

/** From a contact in hand, or one that was closed not long ago: to ring its caller back at a time. */
export function PromiseButton({ contactId, block = false }: { contactId: number; block?: boolean }) {
  const say = useWords(promiseWords)
  const [isAsking, ask] = useState(false)
  useKeys({ 'Alt+P': () => ask(true) })
  return (
    <>
      <Button block={block} size={block ? 'middle' : 'small'} onClick={() => ask(true)}>
        {say('open')}
        <span className={css.key}>{say('key')}</span>
      </Button>
      {isAsking && <PromiseDialog contactId={contactId} close={() => ask(false)} />}
    </>
  )
}
