import { Button } from 'antd'
import { civilDay } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import day from './day-curve.module.css'
import { powerQualityWords } from './power-quality-words.ts'

export function MonthPicker({ month, choose }: { month: string; choose: (month: string) => void }) {
  const say = useWords(powerQualityWords)
  const beside = (months: number) => {
    const [year = 0, number = 1] = month.split('-').map(Number)
    return new Date(Date.UTC(year, number - 1 + months, 1)).toISOString().slice(0, 7)
  }
  return (
    <div className={day.picker}>
      <Button aria-label={say('month.earlier')} onClick={() => choose(beside(-1))}>
        ‹
      </Button>
      <b>{month}</b>
      <Button
        aria-label={say('month.later')}
        disabled={month >= civilDay(new Date()).slice(0, 7)}
        onClick={() => choose(beside(1))}
      >
        ›
      </Button>
    </div>
  )
}
