import { useState } from 'react'
import { Link } from 'react-router'
import { civilDay } from '../../../app/web/kit/format.ts'
import { Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../../../intake/contract.ts'
import type { CallerFile } from '../../contract.ts'
import css from '../desk.module.css'
import { deskWords } from '../words.ts'
import { fileWords } from './words.ts'

type Applications = Extract<CallerFile['openApplications'], { known: true }>['value']
type Application = Applications[number]

/** What the customer has applied for; each opens in place to its steps, with the day by which each is promised. */
export function OpenApplications({ of }: { of: Applications }) {
  const say = useWords(deskWords)
  return (
    <Panel title={say('file.applications')}>
      {of.map((application) => (
        <One key={application.applicationNo} application={application} />
      ))}
    </Panel>
  )
}

function One({ application }: { application: Application }) {
  const say = useWords(deskWords)
  const own = useWords(fileWords)
  const [language] = useLanguage()
  const [isOpen, setOpen] = useState(false)
  // Whose shell has its page is led there.
  const mayLeave = hasRole(useUser(), ['intake', 'surveyor', 'installer', 'district-manager', 'manager', 'auditor'])
  const { id, applicationNo, title, step, dueAt } = application
  return (
    <div className={css.order}>
      <div className={css.orderTop}>
        <button type="button" className={css.link} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <b>{title[language]}</b> {step}
        </button>
        <span className={css.note}>
          {applicationNo} {dueAt && `· ${say('file.caseDue', { day: dueAt.slice(0, 10) })}`}
        </span>
        {mayLeave && <Link to={`/office/applications/${id}`}>{own('application.open')}</Link>}
      </div>
      {isOpen && <Steps id={id} />}
    </div>
  )
}

type Step = ApplicationDetail['steps'][number]
type Promised = ApplicationDetail['promises'][number]

const stepTones: Record<Step['state'], Tone> = {
  ...{ done: 'good', returned: 'warn', current: 'brand', ahead: 'calm', 'not-needed': 'calm' },
}

function Steps({ id }: { id: number }) {
  const detail = useResource<ApplicationDetail>(`/api/intake/applications/${id}`)
  return (
    <Shown of={detail} rows={4}>
      {({ steps, promises }) => (
        <ol className={css.steps}>
          {steps.map((step, place) => (
            <StepLine
              // biome-ignore lint/suspicious/noArrayIndexKey: a step that was returned stands there again.
              key={place}
              step={step}
              promised={promises.find((promise) => promise.step === step.step)}
            />
          ))}
        </ol>
      )}
    </Shown>
  )
}

function StepLine({ step, promised }: { step: Step; promised: Promised | undefined }) {
  const say = useWords(fileWords)
  const [language] = useLanguage()
  const day = step.completedAt
    ? say('step.doneOn', { day: civilDay(step.completedAt) })
    : step.state === 'current' && step.startedAt && say('step.since', { day: civilDay(step.startedAt) })
  const isDueAhead = promised?.dueOn && !step.completedAt
  return (
    <li className={css.orderTop}>
      <span>{step.title[language]}</span>
      <Pill tone={stepTones[step.state]}>{say(`step.${step.state}`)}</Pill>
      <span className={css.note}>
        {[day, isDueAhead && say('step.due', { day: promised.dueOn ?? '' })].filter(Boolean).join(' · ')}
      </span>
    </li>
  )
}
