import { Input } from 'antd'
import { useWords } from '../../web/kit/words.ts'
import css from './audit.module.css'
import { auditWords } from './words.ts'

type Days = { from: string; to: string }

/** From a day through a day. */
export function DayRange({ from, to, choose }: Days & { choose: (change: Partial<Days>) => void }) {
  const say = useWords(auditWords)
  const box = (name: keyof Days, value: string) => (
    <div className={css.day}>
      <span aria-hidden>{say(`trail.${name}`)}</span>
      <Input
        type="date"
        aria-label={say(`trail.${name}`)}
        value={value}
        onChange={(event) => choose({ [name]: event.target.value })}
      />
    </div>
  )
  return (
    <>
      {box('from', from)}
      {box('to', to)}
    </>
  )
}
