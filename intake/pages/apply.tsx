import { Link, useSearchParams } from 'react-router'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import { ApplyForm } from './apply-form.tsx'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { isKind, kindGroups } from './kind-groups.ts'
import { intakeWords } from './words.ts'

/** First the question, then the form that asks only what that kind needs. */
export default function Apply({ home = '/my/applications' }: { home?: string }) {
  const [query] = useSearchParams()
  const kind = query.get('kind')
  return isKind(kind) ? (
    <ApplyForm key={kind} kind={kind} home={home} accountNo={query.get('account')} />
  ) : (
    <Chooser home={home} />
  )
}

function Chooser({ home }: { home: string }) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const [query] = useSearchParams()
  const account = query.get('account')
  const isShown = ({ group }: (typeof kindGroups)[number]) => group !== 'internal' || !home.startsWith('/my')
  const suffix = account ? `&account=${account}` : ''
  return (
    <Page
      title={say('choose.title')}
      lead={say('choose.lead')}
      back={{ to: home, text: intake(home.startsWith('/my') ? 'mine.back' : 'list.back') }}
    >
      <div className={css.kindGroups}>
        {kindGroups.filter(isShown).map(({ group, kinds }) => (
          <Panel key={group} title={say(`group.${group}`)}>
            <div className={css.kinds}>
              {kinds.map((kind) => (
                <Link key={kind} className={css.kind} to={`${home}/new?kind=${kind}${suffix}`}>
                  <span>{say(`ask.${kind}`)}</span>
                  <span className={css.note}>{intake(`kind.${kind}`)}</span>
                </Link>
              ))}
            </div>
          </Panel>
        ))}
      </div>
    </Page>
  )
}
