import { useParams } from 'react-router'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import css from './case.module.css'
import { CaseEndings } from './case-endings.tsx'
import { CaseFacts, CaseHistory, CaseProgress } from './case-parts.tsx'
import { Correction } from './correction.tsx'
import { Clocks, DuePill, StatusPill } from './due.tsx'
import { ApplicationMatches } from './duplicates/matches.tsx'
import { FileComparison } from './files/comparison.tsx'
import { Files } from './files/files.tsx'
import { Prints } from './files/prints.tsx'
import { wantedOf } from './files/wanted.ts'
import { FormFacts } from './form-facts.tsx'
import { CaseHands, PendingMigration, useHands } from './hands/case-hands.tsx'
import { MessageThread } from './messages/thread.tsx'
import { AccountRowsPanel } from './several/account-rows.tsx'
import { StatementsPanel } from './statements.tsx'
import { StepPanels } from './step-panel.tsx'
import { StepRecords } from './step-records.tsx'
import { intakeWords } from './words.ts'

export default function Application() {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  const { applicationId } = useParams()
  const path = `/api/intake/applications/${applicationId}`
  const application = useResource<ApplicationDetail>(path)
  useLiveReload(['application.step-completed', 'application.archived'], application.reload, 2_000)
  const shown = application.data
  const hands = useHands(path, shown?.version)
  const actions = shown && (
    <>
      <StatusPill status={shown.status} />
      {shown.suspendedFor && <Pill tone="warn">{shown.suspendedFor[language]}</Pill>}
      {shown.nextDue && <DuePill clock={shown.nextDue} />}
      <CaseEndings application={shown} path={path} done={application.reload} />
      <CaseHands of={hands} application={shown} path={path} done={application.reload} />
    </>
  )
  return (
    <Page
      title={shown ? `${shown.applicantName} · ${shown.kindTitle[language]}` : say('list.title')}
      lead={shown?.applicationNo}
      back={{ to: '/office/applications', text: say('list.back') }}
      actions={actions}
    >
      <Shown of={application} rows={10}>
        {(detail) => <Parts application={detail} path={path} hands={hands} reload={application.reload} />}
      </Shown>
    </Page>
  )
}

type Case = { application: ApplicationDetail; path: string; hands: ReturnType<typeof useHands>; reload: () => void }

function Parts({ application, path, hands, reload }: Case) {
  const say = useWords(intakeWords)
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <PendingMigration of={hands} application={application} path={path} done={reload} />
        <StepPanels application={application} path={path} done={reload} />
        <Correction application={application} path={path} done={reload} />
        {application.status === 'open' && <ApplicationMatches path={path} />}
        <Panel title={say('case.details')}>
          <CaseFacts application={application} />
        </Panel>
        <FormFacts application={application} />
        <StatementsPanel statements={application.statements} />
        <AccountRowsPanel path={path} application={application} reload={reload} />
        <FileComparison path={path} application={application} />
        <Files
          key={`files-${application.status}-${wantedOf(application)}`}
          path={path}
          isMine={false}
          wanted={wantedOf(application)}
          changed={reload}
        />
        <Prints path={path} application={application} isMine={false} />
        <StepRecords application={application} />
      </div>
      <div className={css.column}>
        <MessageThread key={`messages-${application.status}`} path={path} isMine={false} />
        <Panel title={say('case.progress')}>
          <CaseProgress application={application} />
        </Panel>
        <Panel title={say('clocks.title')}>
          <Clocks clocks={application.clocks} />
        </Panel>
        <Panel title={say('events.title')}>
          <CaseHistory application={application} />
        </Panel>
      </div>
    </div>
  )
}
