import { Checkbox, Input, InputNumber } from 'antd'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { SheetDetail } from '../../quality/contract.ts'
import css from './quality.module.css'
import { qualityWords } from './words.ts'

export type Marks = Record<string, { points: number; isMissed: boolean; note: string }>

/** Full marks, until somebody takes some away. */
export function startMarks({ items, marks }: SheetDetail): Marks {
  return Object.fromEntries(
    items.map(({ code, points }) => {
      const given = marks.find((mark) => mark.code === code)
      return [code, { points: given?.points ?? points, isMissed: given?.isMissed ?? false, note: given?.note ?? '' }]
    }),
  )
}

export const toBody = (marks: Marks) =>
  Object.entries(marks).map(([code, { points, isMissed, note }]) => ({
    code,
    points,
    isMissed,
    ...(note.trim() && { note: note.trim() }),
  }))

type Props = { sheet: SheetDetail; marks: Marks; change: ((marks: Marks) => void) | undefined }

/** The items of the day of the call, with what was given for each, or to be given. */
export function MarksPanel({ sheet: { items }, marks, change }: Props) {
  const say = useWords(qualityWords)
  const [language] = useLanguage()
  const set = (code: string, part: Partial<Marks[string]>) => {
    const own = marks[code]
    if (own) change?.({ ...marks, [code]: { ...own, ...part } })
  }
  return (
    <Panel flush title={say('items')}>
      <ul className={css.marks}>
        {items.map(({ code, titleZh, titleEn, points: most, isFatal }) => {
          const mark = marks[code]
          if (!mark) return null
          const title = language === 'zh' ? titleZh : titleEn
          return (
            <li key={code}>
              <span className={css.head}>
                {title} {isFatal && <Pill tone="bad">{say('fatal')}</Pill>}
              </span>
              <span className={css.points}>
                {isFatal ? (
                  change ? (
                    <Checkbox
                      checked={mark.isMissed}
                      aria-label={title}
                      onChange={({ target }) => set(code, { isMissed: target.checked })}
                    >
                      {say('missed')}
                    </Checkbox>
                  ) : (
                    say(mark.isMissed ? 'missed' : 'kept')
                  )
                ) : change ? (
                  <InputNumber
                    aria-label={title}
                    min={0}
                    max={most}
                    precision={0}
                    value={mark.points}
                    onChange={(points) => set(code, { points: points ?? 0 })}
                  />
                ) : (
                  <b className={mark.points < most ? css.lost : ''}>{mark.points}</b>
                )}
                {!isFatal && <span className={css.small}>{say('of', { most })}</span>}
              </span>
              {change
                ? (mark.isMissed || mark.points < most) && (
                    <Input
                      size="small"
                      maxLength={300}
                      placeholder={say('mark.note')}
                      value={mark.note}
                      onChange={({ target }) => set(code, { note: target.value })}
                    />
                  )
                : mark.note && <span className={css.small}>{mark.note}</span>}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
