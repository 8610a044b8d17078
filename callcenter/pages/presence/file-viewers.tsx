import { clock } from '../../../app/web/kit/format.ts'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FileViews } from '../../presence/contract.ts'
import { deskWords } from '../words.ts'
import css from './presence.module.css'
import { useFileViews } from './use-file-views.ts'
import { presenceWords } from './words.ts'

type Other = FileViews['others'][number]

/** As many as are named; the rest are counted. */
const NAMED = 4

/** Colleagues who have the same file open. */
export function FileViewers({ accountNo, changes }: { accountNo: string; changes: string }) {
  const say = useWords(presenceWords)
  const { others, isUnsure } = useFileViews(accountNo, changes)
  if (isUnsure) return <p className={css.unsure}>{say('unsure')}</p>
  if (others.length === 0) return null
  // Who talks about it is named before who only looks.
  const [talking, looking] = [others.filter(({ isTalking }) => isTalking), others.filter((other) => !other.isTalking)]
  const named = [...talking, ...looking].slice(0, NAMED)
  return (
    <section className={talking.length > 0 ? `${css.viewers} ${css.busy}` : css.viewers} aria-label={say('title')}>
      <div role="status" className={css.list}>
        <b className={css.title}>{say('title')}</b>
        {named.map((other) => (
          <Viewer key={other.userId} other={other} />
        ))}
        {others.length > named.length && (
          <span className={css.small}>{say('more', { count: others.length - named.length })}</span>
        )}
      </div>
      {talking.length > 0 && <p className={css.small}>{say('talking')}</p>}
    </section>
  )
}

function Viewer({ other: { name, since, isTalking, contact } }: { other: Other }) {
  const say = useWords(presenceWords)
  const sayDesk = useWords(deskWords)
  const act = isTalking ? 'talking' : contact ? 'writing' : 'looking'
  return (
    <span className={css.viewer}>
      <span className={css.name} title={name}>
        {name}
      </span>
      <Pill tone={isTalking ? 'warn' : 'calm'}>{say(`is.${act}`)}</Pill>
      <span className={css.small}>
        {say('since', { at: clock(since) })}
        {contact && ` · ${say('via', { channel: sayDesk(`channel.${contact.channel}`), no: contact.contactNo })}`}
      </span>
    </span>
  )
}
