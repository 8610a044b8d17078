import { Button, Popover } from 'antd'
import { instant } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FormerWindow } from '../../promises/contract.ts'
import css from '../desk.module.css'
import { sayWindow } from './window.ts'
import { promiseWords } from './words.ts'

/** How often it was moved, and from which windows, by whom, for whose sake. */
export function FormerWindows({ former }: { former: FormerWindow[] }) {
  const say = useWords(promiseWords)
  if (former.length === 0) return null
  const list = (
    <ol className={css.former}>
      {former.map(({ from, until, by, at, askedBy, reason }) => (
        <li key={at}>
          {say('former.from', { window: sayWindow({ from, until }) })}
          <div className={css.words}>{[say(`asker.${askedBy}`), reason].join(' · ')}</div>
          <div className={css.note}>{say('former.by', { by, at: instant(at) })}</div>
        </li>
      ))}
    </ol>
  )
  return (
    <Popover trigger="click" placement="bottomLeft" content={list}>
      <Button type="link" size="small" className={css.inline}>
        {say('former.count', { count: former.length })}
      </Button>
    </Popover>
  )
}
