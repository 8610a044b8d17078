import { Button } from 'antd'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { fixed, instant } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PlanPoint } from '../sections/shapes.ts'
import grid from './grid.module.css'
import css from './reading.module.css'
import { readingWords } from './reading-words.ts'

type Props = {
  points: PlanPoint[]
  mayReview: boolean
  paused: boolean
  accept: (point: PlanPoint) => void
  giveBack: (point: PlanPoint) => void
}

/** The chosen row stays where it was, so that accepting it leads to the next. */
export function ReviewTable({ points, mayReview, paused, accept, giveBack }: Props) {
  const say = useWords(readingWords)
  const [row, setRow] = useState(0)
  const host = useRef<HTMLElement>(null)
  const at = Math.min(row, points.length - 1)
  useEffect(() => {
    if (!paused) host.current?.focus({ preventScroll: true })
  }, [paused])
  const press = (event: KeyboardEvent) => {
    const point = points[at]
    const acts: Record<string, () => void> = {
      ArrowDown: () => setRow(Math.min(at + 1, points.length - 1)),
      ArrowUp: () => setRow(Math.max(at - 1, 0)),
      Enter: () => point?.state === 'read' && mayReview && accept(point),
      r: () => point && point.state !== 'waiting' && mayReview && giveBack(point),
    }
    const act = event.target === host.current && acts[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  }
  return (
    <>
      {mayReview && <p className={css.keys}>{say('review.keys')}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the list is gone through by keyboard. */}
      <section ref={host} className={css.review} tabIndex={0} onKeyDown={press} aria-label={say('which.review')}>
        <table>
          <thead>
            <tr>
              <th>#</th>
              <th>{say('col.account')}</th>
              <th className={css.number}>{say('col.end')}</th>
              <th className={css.number}>{say('col.start')}</th>
              <th className={css.number}>{say('col.use')}</th>
              <th className={css.number}>{say('col.before')}</th>
              <th className={css.number}>{say('col.change')}</th>
              <th className={css.number}>{say('col.year')}</th>
              <th>{say('col.flags')}</th>
              <th />
            </tr>
          </thead>
          <tbody>
            {points.map((point, index) => (
              <tr
                key={point.pointId}
                className={index === at ? css.chosen : undefined}
                aria-current={index === at}
                onClick={() => setRow(index)}
              >
                <Cells point={point} />
                <td className={css.whole}>{mayReview && <Acts point={point} accept={accept} giveBack={giveBack} />}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  )
}

function Acts({ point, accept, giveBack }: Pick<Props, 'accept' | 'giveBack'> & { point: PlanPoint }) {
  const say = useWords(readingWords)
  if (point.state === 'waiting') return null
  return (
    <div className={css.acts}>
      {point.state === 'read' && (
        <Button size="small" type="primary" onClick={() => accept(point)}>
          {say('review.accept')}
        </Button>
      )}
      <Button size="small" onClick={() => giveBack(point)}>
        {say('review.return')}
      </Button>
    </div>
  )
}

function Cells({ point }: { point: PlanPoint }) {
  const say = useWords(readingWords)
  const { facts, accountName } = point
  const change = facts?.changePercent ?? null
  return (
    <>
      <td className={css.place}>{point.routeNo}</td>
      <td className={css.whole}>
        <Link className={grid.ellipsis} title={accountName ?? ''} to={`/grid/meters/${point.pointId}`}>
          {accountName ?? point.pointNo}
        </Link>
        <span className={`${grid.note} ${grid.ellipsis}`} title={point.address ?? ''}>
          {facts?.assetNo} {point.address}
        </span>
      </td>
      <td className={css.number} data-label={say('col.end')}>
        {kwh(facts?.endWh)}
      </td>
      <td className={css.number} data-label={say('col.start')}>
        {kwh(facts?.startWh)}
      </td>
      <td className={css.number} data-label={say('col.use')}>
        <b>{kwh(facts?.useWh)}</b>
      </td>
      <td className={css.number} data-label={say('col.before')}>
        {kwh(facts?.beforeWh)}
      </td>
      <td className={css.number} data-label={say('col.change')}>
        {change === null ? '—' : `${change > 0 ? '+' : ''}${fixed(change, 0)}%`}
      </td>
      <td className={css.number} data-label={say('col.year')}>
        {kwh(facts?.yearBeforeWh)}
      </td>
      <td className={css.whole}>
        <div className={css.flags}>
          {point.state !== 'read' && (
            <Pill tone={point.state === 'accepted' ? 'good' : point.state === 'missing' ? 'bad' : 'warn'}>
              {say(`state.${point.state}`)}
            </Pill>
          )}
          {point.flags.map((flag) => (
            <Pill key={flag} tone={flag === 'site' || flag === 'exchanged' ? 'calm' : 'bad'}>
              {say.code('flag', flag)}
            </Pill>
          ))}
        </div>
        {facts?.reread && (
          <div className={grid.note}>
            {say('review.reread', { kwh: kwh(facts.reread.wh), at: instant(facts.reread.at) })}
          </div>
        )}
        {facts?.call && <Call call={facts.call} />}
        {facts?.photoId && <a href={`/api/metering/reading-photos/${facts.photoId}`}>{say('review.photo')}</a>}
      </td>
    </>
  )
}

/** How the call goes, and what comes next once it is given up. */
function Call({ call }: { call: NonNullable<NonNullable<PlanPoint['facts']>['call']> }) {
  const say = useWords(readingWords)
  const { answer, attempts, nextAt, suggested } = call
  return (
    <div className={grid.note}>
      {attempts > 0 && say('call.answer', { count: attempts, answer: say.code('answer', answer ?? 'ASKED') })}{' '}
      {suggested ? <b>{say(`call.suggested.${suggested}`)}</b> : nextAt && say('call.next', { at: instant(nextAt) })}
    </div>
  )
}

function kwh(wh: number | null | undefined): string {
  return wh === null || wh === undefined ? '—' : fixed(wh / 1000, 2)
}
