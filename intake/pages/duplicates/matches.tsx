import { Button } from 'antd'
import { Link } from 'react-router'
import type { z } from 'zod'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { applicationMatches, matchInput } from '../../duplicates/contract.ts'
import css from './duplicates.module.css'
import { Reasons, Side } from './side.tsx'
import { duplicateWords } from './words.ts'

type Matches = z.infer<typeof applicationMatches>
type Decision = z.infer<typeof matchInput>

/** Beside an open application: who may be the applicant, and what else is under way for him. Nothing found, nothing shown. */
export function ApplicationMatches({ path }: { path: string }) {
  const say = useWords(duplicateWords)
  const mayDecide = hasRole(useUser(), ['intake', 'manager'])
  const found = useResource<Matches>(`${path}/matches`)
  const decide = useSubmit((decision: Decision, key) => write<Matches>('POST', `${path}/matches`, decision, key))
  const submit = async (decision: Decision) => {
    if (await decide.submit(decision)) found.reload()
  }
  const { customers = [], applications = [] } = found.data ?? {}
  if (customers.length === 0 && applications.length === 0) return null
  return (
    <Panel title={say('panel.title')}>
      <Trouble error={decide.error} />
      {customers.map((match) => (
        <div key={match.customerId} className={css.match}>
          <Side side={match} />
          <Reasons reasons={match.reasons} />
          <Verdict match={match} busy={decide.busy} decide={mayDecide ? submit : undefined} />
        </div>
      ))}
      {applications.length > 0 && <Siblings applications={applications} />}
    </Panel>
  )
}

function Verdict({
  match,
  busy,
  decide,
}: {
  match: Matches['customers'][number]
  busy: boolean
  decide: ((decision: Decision) => void) | undefined
}) {
  const say = useWords(duplicateWords)
  const { customerId, reasons, decision } = match
  if (reasons.includes('identity')) return <span className={css.note}>{say('panel.own')}</span>
  if (decision === 'same') return <Pill tone="good">{say('panel.chosen')}</Pill>
  if (decision === 'different') return <Pill tone="calm">{say('panel.refuted')}</Pill>
  if (!decide) return null
  return (
    <div className={css.buttons}>
      <Button size="small" loading={busy} onClick={() => decide({ customerId, decision: 'same' })}>
        {say('panel.same')}
      </Button>
      <Button size="small" loading={busy} onClick={() => decide({ customerId, decision: 'different' })}>
        {say('panel.different')}
      </Button>
    </div>
  )
}

function Siblings({ applications }: Pick<Matches, 'applications'>) {
  const say = useWords(duplicateWords)
  const [language] = useLanguage()
  return (
    <div className={css.match}>
      <b>{say('panel.siblings')}</b>
      {applications.map(({ id, applicationNo, applicantName, kindTitle, address, submittedAt, reasons }) => (
        <div key={id}>
          <Link to={`/office/applications/${id}`}>{applicationNo}</Link> {applicantName} · {kindTitle[language]}
          <div className={css.note}>
            {address} · {instant(submittedAt)}
          </div>
          <Reasons reasons={reasons} />
        </div>
      ))}
    </div>
  )
}
