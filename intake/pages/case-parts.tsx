import { accountNumber, instant, quantity } from '../../app/web/kit/format.ts'
import { Facts } from '../../app/web/kit/parts.tsx'
import { Progress, type ProgressStep } from '../../app/web/kit/progress.tsx'
import { type Language, type Say, useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import css from './case.module.css'
import { intakeWords } from './words.ts'

type StepView = ApplicationDetail['steps'][number]

export function CaseProgress({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const steps = application.steps.map((step, index) => ({
    key: `${step.step}-${index}`,
    title: step.title[language],
    state: step.state,
    note: noteOf(step, say),
    opinion: step.opinion,
  }))
  return <Progress label={say('case.progress')} steps={steps satisfies ProgressStep[]} />
}

function noteOf(step: StepView, say: Say<'case.done' | 'case.returned' | 'case.since'>): string | undefined {
  if (step.state === 'done') return say('case.done', { name: step.actorName ?? '', at: instant(step.completedAt) })
  if (step.state === 'returned') return say('case.returned', { at: instant(step.completedAt) })
  if (step.state === 'current')
    return say('case.since', { role: say.code('role', step.role), at: instant(step.startedAt) })
  return say.code('role', step.role)
}

export function CaseFacts({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const { accountNo, householdPersons } = application
  const account = accountNo && <span data-account={accountNo}>{accountNumber(accountNo)}</span>
  return (
    <Facts
      width={140}
      items={[
        { label: say('case.applicant'), value: application.applicantName },
        { label: say('case.phone'), value: application.phoneMasked },
        { label: say('case.identity'), value: application.identityNumberMasked },
        { label: say('case.capacity'), value: `${quantity(application.requestedCapacityKw)} kW` },
        { label: say('case.persons'), value: householdPersons ?? '—' },
        { label: say('case.station'), value: application.organisationName },
        { label: say('case.submitted'), value: instant(application.submittedAt) },
        ...(account ? [{ label: say('case.account'), value: account }] : []),
        { label: say('case.address'), value: application.address, wide: true },
        { label: say('case.papers'), value: <Papers papers={application.papers} />, wide: true },
      ]}
    />
  )
}

function Papers({ papers }: { papers: ApplicationDetail['papers'] }) {
  const say = useWords(intakeWords)
  if (papers.length === 0) return '—'
  return papers.map((paper) => (
    <div key={`${paper.kind}-${paper.number}-${paper.note}`}>
      {say(`paper.${paper.kind}`)} {paper.number} <span className={css.note}>{paper.note}</span>
    </div>
  ))
}

export function CaseHistory({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  return (
    <div className={css.history}>
      {application.events.map((event) => (
        <div key={`${event.at}-${event.kind}`}>
          <div>
            {say.code('event', event.kind)}
            {event.step && ` · ${stepTitle(application, event.step, language)}`}
          </div>
          <div className={css.note}>
            {instant(event.at)} · {event.actorName}
          </div>
          {event.reason && <div>{event.reason}</div>}
        </div>
      ))}
    </div>
  )
}

function stepTitle(application: ApplicationDetail, step: string, language: Language): string {
  return application.steps.find((view) => view.step === step)?.title[language] ?? step
}
