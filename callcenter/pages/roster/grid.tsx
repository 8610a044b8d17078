import { Select } from 'antd'
import { addDays } from '../../../app/web/kit/format.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { RosterWeek } from '../../roster/contract.ts'
import css from './roster.module.css'
import type { Shifts } from './roster.tsx'
import { rosterWords } from './words.ts'

type Props = { found: RosterWeek; shifts: Shifts; pick: ((shifts: Shifts) => void) | undefined }

/** Agents by days; below each day what the forecast asks for and is not covered. */
export function Grid({ found, shifts, pick }: Props) {
  const say = useWords(rosterWords)
  const codes = (['early', 'middle', 'night', 'day'] as const).filter((shift) => found.hours[shift].minutes > 0)
  const options = [{ value: '', label: say('off') }, ...codes.map((value) => ({ value, label: say(`shift.${value}`) }))]
  const shiftOf = (userId: number, day: string) =>
    shifts.find((each) => each.userId === userId && each.day === day)?.shift
  const change = (userId: number, day: string, shift: string) => {
    const rest = shifts.filter((each) => each.userId !== userId || each.day !== day)
    const code = codes.find((each) => each === shift)
    pick?.(code ? [...rest, { userId, day, shift: code }] : rest)
  }
  return (
    <div className={css.grid}>
      <table>
        <thead>
          <tr>
            <th>{say('agent')}</th>
            {found.days.map(({ day, kind }) => (
              <th key={day}>
                <b>{day.slice(5)}</b>
                <span className={css.small}>{say(`kind.${kind}`)}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {found.agents.map(({ userId, name }) => (
            <tr key={userId}>
              <th scope="row">{name}</th>
              {found.days.map(({ day }) => (
                <td
                  key={day}
                  className={found.faults.some((each) => each.userId === userId && each.day === day) ? css.bad : ''}
                >
                  {pick ? (
                    <Select
                      size="small"
                      aria-label={`${name} ${day}`}
                      value={shiftOf(userId, day) ?? ''}
                      options={options}
                      onChange={(shift) => change(userId, day, shift)}
                    />
                  ) : (
                    say.code('shift', shiftOf(userId, day) ?? '') || say('off')
                  )}
                  <Beside found={found} userId={userId} day={day} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th>{say('lacking')}</th>
            {found.days.map(({ day, needed, lacking }) => (
              <td key={day} className={lacking ? css.warn : css.small}>
                {needed === null || lacking === null
                  ? say('lacking.unknown')
                  : lacking === 0
                    ? say('lacking.none')
                    : say('lacking.note', { lacking, needed })}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

/** Whether he asked to be free, and how much of what was planned he was at work. */
function Beside({ found, userId, day }: { found: RosterWeek; userId: number; day: string }) {
  const say = useWords(rosterWords)
  const absence = found.absences.find((each) => each.userId === userId && each.fromOn <= day && day < each.toOn)
  const kept = found.kept.find((each) => each.userId === userId && each.day === day)
  const share = kept ? kept.keptMinutes / Math.max(1, kept.plannedMinutes) : 1
  return (
    <>
      {absence && (
        <div className={css.small}>
          {say(`absence.${absence.kind}`)}·{say(`asked.${absence.state}`)}
        </div>
      )}
      {kept && (
        <div className={share < found.adherenceShare ? css.warn : css.small}>
          {say('adherence', { percent: Math.round(share * 100) })}
        </div>
      )}
    </>
  )
}

export const lastDay = (toOn: string) => addDays(toOn, -1)
