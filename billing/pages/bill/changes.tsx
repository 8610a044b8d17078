import { Segmented } from 'antd'
import { useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { yuan } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { Empty, Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { BillChanges } from '../../bill-contract.ts'
import css from './changes.module.css'
import { billWords } from './words.ts'

type Against = BillChanges['against']

/** Why this bill is more or less than another: one sentence, and its parts as steps from the one to the other. */
export function Changes({ path }: { path: string }) {
  const say = useWords(billWords)
  const [against, choose] = useState<Against>('previous')
  const changes = useResource<BillChanges>(withQuery(path, { against }), { keep: true })
  return (
    <Panel
      title={say('change.title')}
      extra={
        <Segmented<Against>
          size="small"
          value={against}
          onChange={choose}
          options={(['previous', 'last-year'] as const).map((value) => ({ value, label: say(`change.${value}`) }))}
        />
      }
    >
      <Shown
        of={changes}
        rows={3}
        isEmpty={({ earlier }) => earlier === null}
        empty={<Empty title={say('change.none')} />}
      >
        {(shown) => <Steps changes={shown} />}
      </Shown>
    </Panel>
  )
}

type Step = { key: string; title: string; note?: string; amount: string; from: number; to: number; tone: string }

function Steps({ changes }: { changes: BillChanges }) {
  const [language] = useLanguage()
  const steps = useSteps(changes)
  const edges = steps.flatMap(({ from, to }) => [from, to])
  const [low, high] = [Math.min(0, ...edges), Math.max(1, ...edges)]
  const place = (value: number) => ((value - low) / (high - low)) * 100
  return (
    <>
      <p className={css.words} data-words="change">
        {changes.words[language]}
      </p>
      <ol className={css.steps}>
        {steps.map(({ key, title, note, amount, from, to, tone }) => (
          <li key={key} className={css.step}>
            <span className={css.title}>{title}</span>
            <span className={`${css.amount} ${css[`text-${tone}`] ?? ''}`} data-step={tone === 'whole' ? key : 'part'}>
              {amount}
            </span>
            <span className={css.track} aria-hidden="true">
              <i
                className={`${css.bar} ${css[tone] ?? ''}`}
                style={{ left: `${place(Math.min(from, to))}%`, width: `${Math.abs(place(to) - place(from))}%` }}
              />
            </span>
            {note && <span className={css.note}>{note}</span>}
          </li>
        ))}
      </ol>
    </>
  )
}

function useSteps({ earlier, totalYuan, parts }: BillChanges): Step[] {
  const say = useWords(billWords)
  const [language] = useLanguage()
  let reached = Number(earlier?.totalYuan ?? 0)
  const whole = { from: 0, tone: 'whole' }
  return [
    {
      ...whole,
      key: 'from',
      title: say('change.from', { month: earlier?.billMonth }),
      amount: yuan(earlier?.totalYuan),
      to: reached,
    },
    ...parts.map(({ code, amountYuan, words }) => {
      const value = Number(amountYuan)
      const step = {
        key: code,
        title: say(`change.part.${code}`),
        note: words[language],
        amount: `${value > 0 ? '+' : ''}${yuan(amountYuan)}`,
        from: reached,
        to: reached + value,
        tone: value > 0 ? 'more' : 'less',
      }
      reached += value
      return step
    }),
    { ...whole, key: 'to', title: say('change.to'), amount: yuan(totalYuan), to: Number(totalYuan) },
  ]
}
