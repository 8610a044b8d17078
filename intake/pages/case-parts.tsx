import type { ReactNode } from 'react'
import { accountNumber, instant, quantity } from '../../app/web/kit/format.ts'
import { type Fact, Facts } from '../../app/web/kit/parts.tsx'
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
    state: step.state === 'not-needed' ? ('ahead' as const) : step.state,
    note: [noteOf(step, say), promised(application, step, say)].filter(Boolean).join(' · '),
    opinion: step.opinion,
  }))
  return <Progress label={say('case.progress')} steps={steps satisfies ProgressStep[]} />
}

function noteOf(
  step: StepView,
  say: Say<'case.done' | 'case.returned' | 'case.since' | 'case.notNeeded'>,
): string | undefined {
  if (step.state === 'done') return say('case.done', { name: step.actorName ?? '', at: instant(step.completedAt) })
  if (step.state === 'returned') return say('case.returned', { at: instant(step.completedAt) })
  if (step.state === 'current')
    return say('case.since', { role: say.code('role', step.role), at: instant(step.startedAt) })
  return step.state === 'not-needed' ? say('case.notNeeded') : say.code('role', step.role)
}

/** The day that was promised of a step that is ahead or was done, and whether it was kept. */
function promised(
  { promises }: ApplicationDetail,
  { step, state }: StepView,
  say: Say<'case.promised' | 'case.kept' | 'case.missed'>,
): string | undefined {
  const promise = promises.find((each) => each.step === step)
  if (!promise?.dueOn || promise.status === 'ended') return undefined
  if (state === 'returned' || state === 'not-needed') return undefined
  if (promise.keptOn === null) return say('case.promised', { due: promise.dueOn })
  return say(promise.status === 'missed' ? 'case.missed' : 'case.kept', { due: promise.dueOn })
}

export function CaseFacts({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const { accountNo, householdPersons, requestedCapacityKw } = application
  const account = accountNo && <span data-account={accountNo}>{accountNumber(accountNo)}</span>
  return (
    <Facts
      width={140}
      items={[
        { label: say('case.applicant'), value: application.applicantName },
        { label: say('case.kind'), value: application.kindTitle[language] },
        ...shown(say('case.phone'), application.phoneMasked),
        ...shown(say('case.identity'), application.identityNumberMasked),
        ...shown(say('case.capacity'), requestedCapacityKw === null ? null : `${quantity(requestedCapacityKw)} kW`),
        ...shown(say('case.persons'), householdPersons),
        { label: say('case.station'), value: application.organisationName },
        { label: say('case.submitted'), value: instant(application.submittedAt) },
        { label: say('case.channel'), value: <Channel application={application} /> },
        ...shown(
          say(requestedCapacityKw === null || application.form.mode === 'surplus' ? 'case.accountNo' : 'case.account'),
          account || null,
        ),
        { label: say('case.address'), value: application.address, wide: true },
        { label: say('case.papers'), value: <Papers papers={application.papers} />, wide: true },
        ...shown(say('case.deferred'), deferredText(application, say), true),
      ]}
    />
  )
}

function Channel({ application: { channel, contactNo } }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  return [say(`channel.${channel}`), contactNo].filter(Boolean).join(' · ')
}

/** What nobody has told is left out. */
function shown(label: string, value: ReactNode, wide = false): Fact[] {
  return value === null || value === '' ? [] : [{ label, value, wide }]
}

function deferredText({ deferredPapers }: ApplicationDetail, say: Say<'case.deferred.due' | 'case.deferred.received'>) {
  return deferredPapers
    .map(({ kind, dueOn, receivedAt }) => {
      const paper = say.code('paper', kind)
      return receivedAt ? say('case.deferred.received', { paper }) : say('case.deferred.due', { paper, due: dueOn })
    })
    .join('；')
}

function Papers({ papers }: { papers: ApplicationDetail['papers'] }) {
  const say = useWords(intakeWords)
  if (papers.length === 0) return '—'
  return papers.map((paper) => (
    <div key={`${paper.kind}-${paper.number}-${paper.note}`}>
      {say(`paper.${paper.kind}`)} {paper.number}{' '}
      <span className={css.note}>
        {paper.note} {paper.proof === null && say('case.papers.claimed')}
      </span>
    </div>
  ))
}

export function CaseHistory({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  return (
    <div className={css.history}>
      {application.events.map((event) => (
        <div key={`${event.at}-${event.kind}-${event.step}-${event.reason}`}>
          <div>
            {say.code('event', event.kind)}
            {event.step && ` · ${stepTitle(application, event.step, language)}`}
          </div>
          <div className={css.note}>
            {instant(event.at)} · {event.actorName}
          </div>
          {event.reason && <div>{event.reason}</div>}
          {event.attachments.map(({ id, name }) => (
            <div key={id}>
              <a href={`/api/intake/attachments/${id}/content`} download>
                {name}
              </a>
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

function stepTitle(application: ApplicationDetail, step: string, language: Language): string {
  return application.steps.find((view) => view.step === step)?.title[language] ?? step
}
