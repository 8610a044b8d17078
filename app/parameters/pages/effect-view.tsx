import { useWords } from '../../web/kit/words.ts'
import type { ParameterChangeItem } from '../contract.ts'
import css from './parameters.module.css'
import { useSaid } from './said.ts'
import { parameterWords } from './words.ts'

/** What a change would have made of days that are over; it says so where nobody can tell. */
export function EffectView({ effect }: { effect: ParameterChangeItem['effect'] }) {
  const say = useWords(parameterWords)
  const said = useSaid()
  if (!effect) return <p className={`${css.note} ${css.untold}`}>{say('effect.none')}</p>
  const { from, to, about, figures, cases, counts } = effect
  return (
    <section className={css.effect} aria-label={say('effect')}>
      <h3>{say('effect')}</h3>
      <div className={css.note}>
        {from === to ? from : say('effect.days', { from, to })} · {said(about)}
      </div>
      {figures.length > 0 && (
        <table className={css.figures}>
          <thead>
            <tr>
              <th>{say('effect.what')}</th>
              <th>{say('before')}</th>
              <th>{say('after')}</th>
            </tr>
          </thead>
          <tbody>
            {figures.map(({ title, before, after, unit }) => (
              <tr key={title.zh}>
                <td>{said(title)}</td>
                <td>{`${before} ${unit ? said(unit) : ''}`}</td>
                <td className={before === after ? '' : css.differs}>{`${after} ${unit ? said(unit) : ''}`}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {cases.length > 0 && (
        <>
          <div className={css.note} style={{ marginTop: 8 }}>
            {counts ? say('effect.counts', { ...counts, shown: cases.length }) : say('effect.cases')}
          </div>
          <table className={css.figures}>
            <tbody>
              {cases.map(({ ref, before, after }) => (
                <tr key={ref}>
                  <td>{ref}</td>
                  <td>{said(before)}</td>
                  <td className={css.differs}>{said(after)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  )
}
