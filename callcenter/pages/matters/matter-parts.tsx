import { Button } from 'antd'
import { instant } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { MatterOfOrder, MatterVersion, RecognisedMatter } from '../../matters/contract.ts'
import css from './matters.module.css'
import { matterWords } from './words.ts'

const tones: Record<MatterVersion['state'], Tone> = {
  ...{ draft: 'calm', submitted: 'warn', returned: 'bad', coming: 'brand' },
  ...{ 'in-force': 'good', over: 'calm', superseded: 'calm', withdrawn: 'warn' },
}

export function MatterState({ state }: Pick<MatterVersion, 'state'>) {
  const say = useWords(matterWords)
  return <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
}

const SHOWN = 3

/** Names of its places; the first of many where there is little room. */
export function ScopeNames({ scope, most = SHOWN }: Pick<MatterVersion, 'scope'> & { most?: number }) {
  const say = useWords(matterWords)
  const names = [...[...scope.units, ...scope.districts].map(({ name }) => name), ...scope.accounts]
  const rest = names.length - most
  return (
    <span className={css.words}>
      {names.slice(0, most).join('、')}
      {rest > 0 && ` ${say('scope.more', { count: names.length })}`}
    </span>
  )
}

/** In the reader's language where there is one. */
export function useReply(): (of: { replyZh: string; replyEn: string | null }) => string {
  const [language] = useLanguage()
  return ({ replyZh, replyEn }) => (language === 'en' && replyEn ? replyEn : replyZh)
}

/** What an agent is told of those in force where his caller is. `use`: takes the standard reply. */
export function MattersHere({
  matters,
  use,
}: {
  matters: RecognisedMatter[]
  use?: ((reply: string) => void) | undefined
}) {
  const say = useWords(matterWords)
  const replyOf = useReply()
  return matters.map((matter) => {
    const { id, matterNo, title, kind, validFrom, validTo, unit, contactName, contactPhone } = matter
    return (
      <section key={id} className={css.here} aria-label={say('here.title')}>
        <div className={css.row}>
          <Pill tone="warn">{say('mark')}</Pill>
          <b>{title}</b>
          <span className={css.small}>
            {say(`kind.${kind}`)} · {matterNo} · {say('here.until', { from: instant(validFrom), to: instant(validTo) })}
          </span>
        </div>
        <div className={css.words}>{replyOf(matter)}</div>
        <div className={css.row}>
          <span className={css.small}>{say('here.contact', { unit, name: contactName, phone: contactPhone })}</span>
          {use && (
            <Button size="small" onClick={() => use(matter.replyZh)}>
              {say('here.use')}
            </Button>
          )}
        </div>
      </section>
    )
  })
}

/** Beside the state of an order that fell into one. */
export function MatterMark({ matters }: { matters: MatterOfOrder[] }) {
  const say = useWords(matterWords)
  if (matters.length === 0) return null
  return (
    <span title={matters.map(({ title, matterNo }) => `${title} ${matterNo}`).join('；')}>
      <Pill tone="brand">{say('mark')}</Pill>
    </span>
  )
}

/** On the record of an order. */
export function MattersOfOrder({ matters }: { matters: MatterOfOrder[] }) {
  const say = useWords(matterWords)
  const replyOf = useReply()
  return matters.map((matter) => (
    <section key={matter.id} className={css.here} aria-label={say('order.title')}>
      <div className={css.row}>
        <Pill tone="brand">{say('mark')}</Pill>
        <b>{matter.title}</b>
        <span className={css.small}>{matter.matterNo}</span>
      </div>
      <div className={css.words}>{replyOf(matter)}</div>
      {matter.consented !== null && (
        <span className={css.small}>{say(matter.consented ? 'order.yes' : 'order.no')}</span>
      )}
    </section>
  ))
}

/** Offers the standard reply as the text of an answer. */
export function UseReply({ matters, use }: { matters: MatterOfOrder[]; use: (reply: string) => void }) {
  const say = useWords(matterWords)
  return matters.map(({ id, title, replyZh }) => (
    <section key={id} className={css.here} style={{ marginBottom: 16 }}>
      <b>{title}</b>
      <div className={css.words}>{replyZh}</div>
      <Button size="small" style={{ justifySelf: 'start' }} onClick={() => use(replyZh)}>
        {say('here.use')}
      </Button>
    </section>
  ))
}
