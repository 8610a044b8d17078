import { NavLink } from 'react-router'
import { useWords } from '../../../app/web/kit/words.ts'
import css from './shifts.module.css'
import { shiftWords } from './words.ts'

/** The pages of who leads shifts. */
export function ShiftTabs() {
  const say = useWords(shiftWords)
  return (
    <nav className={css.tabs} aria-label={say('title')}>
      <NavLink to="/desk/shifts" end>
        {say('tab.handOvers')}
      </NavLink>
      <NavLink to="/desk/roster">{say('tab.roster')}</NavLink>
      <NavLink to="/desk/forecast">{say('tab.forecast')}</NavLink>
    </nav>
  )
}
