import type { ReactNode } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationKind } from '../contract.ts'
import { type AccountFacts, useAccountOffer } from './account-field.tsx'
import { ApplyForm } from './apply-form.tsx'
import { applyWords } from './apply-words.ts'
import css from './case.module.css'
import { isKind, kindGroups } from './kind-groups.ts'
import { pageOf, type Taking } from './taking.ts'
import { intakeWords } from './words.ts'

/** A customer asks himself, or a clerk for him. */
export default function Apply({ home = '/my/applications' }: { home?: string }) {
  const intake = useWords(intakeWords)
  const navigate = useNavigate()
  const [query] = useSearchParams()
  const no = query.get('account')
  const isMine = home.startsWith('/my')
  const internal = kindGroups.find(({ group }) => group === 'internal')?.kinds ?? []
  const taking: Taking = {
    page: `${home}/new`,
    kept: no ? { account: no } : {},
    back: { to: home, text: intake(isMine ? 'mine.back' : 'list.back') },
    offers: (kind) => !isMine || !internal.includes(kind),
    account: { way: isMine ? 'own' : 'any', no },
    units: [],
    post: '/api/intake/applications',
    made: ({ id }) => navigate(`${home}/${id}`, { replace: true }),
  }
  return <ApplyAt taking={taking} />
}

/** First the question, then the form that asks only what that kind needs. `above`: what whoever takes it must see all the while. */
export function ApplyAt({ taking, above }: { taking: Taking; above?: ReactNode }) {
  const [query] = useSearchParams()
  const kind = query.get('kind')
  return isKind(kind) && taking.offers(kind) ? (
    <ApplyForm key={kind} kind={kind} taking={taking} above={above} />
  ) : (
    <Chooser taking={taking} above={above} />
  )
}

function Chooser({ taking, above }: { taking: Taking; above: ReactNode }) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  const { data: account } = useAccountOffer(taking.account.no)
  const unfit = (account?.unfit ?? []).filter(({ kind }) => taking.offers(kind))
  const isFit = (kind: ApplicationKind) => taking.offers(kind) && unfit.every((each) => each.kind !== kind)
  const groups = kindGroups
    .map(({ group, kinds }) => ({ group, kinds: kinds.filter(isFit) }))
    .filter(({ kinds }) => kinds.length > 0)
  return (
    <Page title={say('choose.title')} lead={say('choose.lead')} back={taking.back}>
      {above}
      <div className={css.kindGroups}>
        {groups.map(({ group, kinds }) => (
          <Panel key={group} title={say(`group.${group}`)}>
            <div className={css.kinds}>
              {kinds.map((kind) => (
                <Link key={kind} className={css.kind} to={pageOf(taking, kind)}>
                  <span>{say(`ask.${kind}`)}</span>
                  <span className={css.note}>{intake(`kind.${kind}`)}</span>
                </Link>
              ))}
            </div>
          </Panel>
        ))}
      </div>
      <NotForIt unfit={unfit} />
    </Page>
  )
}

/** Looked for and not found would be asked for on the phone. */
function NotForIt({ unfit }: { unfit: AccountFacts['unfit'] }) {
  const say = useWords(applyWords)
  const intake = useWords(intakeWords)
  if (unfit.length === 0) return null
  return (
    <div className={css.notForIt}>
      <b>{say('unfit.title')}</b>
      <ul>
        {[...Map.groupBy(unfit, ({ because }) => because)].map(([because, those]) => (
          <li key={because}>
            {say('unfit.line', {
              kinds: those.map(({ kind }) => intake(`kind.${kind}`)).join(say('rules.comma')),
              why: say(`unfit.${because}`),
            })}
          </li>
        ))}
      </ul>
    </div>
  )
}
