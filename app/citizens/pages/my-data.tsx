import { Link } from 'react-router'
import { Page, Panel } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import type { MyData, Terms } from '../contract.ts'
import css from './citizens.module.css'
import { dataWords } from './data-words.ts'
import { CloseLogIn, ExportData } from './leave-acts.tsx'
import { Privacy } from './privacy.tsx'

type Kind = MyData['kinds'][number]

/** Where the things of a kind are looked at one by one. */
const ways: Record<string, string> = {
  bills: '/my/bills',
  // Each bill says by what it was paid.
  payments: '/my/bills',
  readings: '/my/usage',
  applications: '/my/applications',
  bindings: '/my/accounts',
  'log-ins': '/my/security',
  notices: '/my/messages',
}

/** 我的信息: what is kept of who is logged in; his to take along, and to leave. */
export default function MyDataPage() {
  const say = useWords(dataWords)
  const data = useResource<MyData>('/api/citizens/me/data')
  const terms = useResource<Terms>('/api/citizens/terms')
  return (
    <Page title={say('title')} lead={say('lead')} back={{ to: '/my/accounts', text: say('back') }}>
      <div className={css.stack}>
        <Shown of={data} rows={12}>
          {(shown) => (
            <>
              <div className={css.kinds}>
                {shown.kinds
                  .filter(({ count }) => count > 0)
                  .map((kind) => (
                    <KindPanel key={kind.kind} kind={kind} />
                  ))}
              </div>
              <NoneOf kinds={shown.kinds.filter(({ count }) => count === 0)} />
              {shown.isFixed ? (
                <p className={css.hint}>{say('fixed')}</p>
              ) : (
                <>
                  <ExportData />
                  <CloseLogIn />
                </>
              )}
            </>
          )}
        </Shown>
        {terms.data && (
          <p className={css.agree}>
            <Privacy text={terms.data.privacy} />
          </p>
        )}
      </div>
    </Page>
  )
}

/** Of which nothing is kept, and what it would be for. */
function NoneOf({ kinds }: { kinds: Kind[] }) {
  const say = useWords(dataWords)
  const [language] = useLanguage()
  if (kinds.length === 0) return null
  return (
    <Panel title={say('none')}>
      <ul className={css.none}>
        {kinds.map(({ kind, purpose, kept, basis }) => (
          <li key={kind}>
            <details>
              <summary>
                <b>{say.code('kind', kind)}</b> {purpose[language]}
              </summary>
              {say('kept')} {kept[language]}
              <span className={css.basis}>{basis}</span>
            </details>
          </li>
        ))}
      </ul>
    </Panel>
  )
}

function KindPanel({ kind }: { kind: Kind }) {
  const say = useWords(dataWords)
  const [language] = useLanguage()
  const to = ways[kind.kind]
  const count = say('count', { count: kind.count })
  const left = kind.count - kind.shown.length
  return (
    <Panel title={say.code('kind', kind.kind)} extra={to ? <Link to={to}>{count} ›</Link> : count}>
      {kind.shown.map((row, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name of their own, and never move.
        <div key={n} className={css.row}>
          <Row kind={kind.kind} row={row} />
        </div>
      ))}
      {kind.shown.length > 0 && left > 0 && <p className={css.hint}>{say('more', { count: left })}</p>}
      <dl className={css.about}>
        <div>
          <dt>{say('purpose')}</dt>
          <dd>{kind.purpose[language]}</dd>
        </div>
        <div>
          <dt>{say('kept')}</dt>
          <dd>
            {kind.kept[language]}
            <span className={css.basis}>{kind.basis}</span>
          </dd>
        </div>
      </dl>
    </Panel>
  )
}

function Row({ kind, row }: { kind: string; row: Kind['shown'][number] }) {
  const say = useWords(dataWords)
  const text = (field: string) => String(row[field] ?? '')
  if (kind === 'consents') {
    const values = { version: text('version'), at: text('at'), until: text('withdrawnAt') }
    return say(row.withdrawnAt ? 'consent.withdrawn' : 'consent.given', values)
  }
  if (kind === 'looks') return `${text('at')} · ${say.code('role', text('role'))}`
  if (kind === 'accounts') {
    const held = say(row.until ? 'account.past' : 'account.held', { since: text('since'), until: text('until') })
    return `${text('accountNo')} ${text('address')} · ${held}`
  }
  return Object.values(row)
    .filter((value) => value !== null)
    .join(' · ')
}
