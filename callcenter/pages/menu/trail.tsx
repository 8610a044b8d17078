import { Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import css from '../desk.module.css'
import { menuWords } from './words.ts'

/** What the caller did in the voice menu before he asked for a person, and how far it is known who he is. */
export function Trail({ contact: { menu, callBack } }: { contact: Contact }) {
  const say = useWords(menuWords)
  const back = callBack && <Pill tone="warn">{say(`callBack.${callBack}`)}</Pill>
  if (!menu) return back && <div className={css.pills}>{back}</div>
  const entered = menu.enteredAccountNo ?? say('trail.noSuch')
  return (
    <div className={css.trail}>
      <div className={css.pills}>
        {back}
        <Pill tone={menu.identity === 'number-and-account' ? 'good' : 'warn'}>
          {say('trail.identity', { what: say(`identity.${menu.identity}`) })}
        </Pill>
        {menu.language !== 'zh' && <Pill tone="brand">{say(`language.${menu.language}`)}</Pill>}
        {menu.hasReported && <Pill tone="brand">{say('trail.reported')}</Pill>}
      </div>
      <p className={css.note}>
        {menu.pressed.length === 0
          ? say('trail.nothing')
          : menu.pressed.map(({ title, key }) => `${title} ${key}`).join(' › ')}
      </p>
      {menu.entry !== 'none' && <p className={css.note}>{say(`entry.${menu.entry}`, { account: entered })}</p>}
      {menu.told.length > 0 && (
        <p className={css.note}>
          {say('trail.told', { what: menu.told.map((each) => say(`topic.${each}`)).join('、') })}
        </p>
      )}
    </div>
  )
}
