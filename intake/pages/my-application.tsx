import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { write } from '../../app/web/kit/api.ts'
import { accountNumber } from '../../app/web/kit/format.ts'
import { Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { Shown } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import css from './case.module.css'
import { CaseFacts, CaseProgress } from './case-parts.tsx'
import { Correction } from './correction.tsx'
import { Clocks, DuePill, StatusPill } from './due.tsx'
import { WhatChanges } from './files/comparison.tsx'
import { Files } from './files/files.tsx'
import { Prints } from './files/prints.tsx'
import { wantedOf } from './files/wanted.ts'
import { FormFacts } from './form-facts.tsx'
import { opensAccount } from './kind-groups.ts'
import { MessageThread } from './messages/thread.tsx'
import { WhoToCall } from './messages/who-to-call.tsx'
import { ReasonDialog, type Reasoned } from './reason-dialog.tsx'
import { AccountRowsPanel } from './several/account-rows.tsx'
import { StatementsPanel } from './statements.tsx'
import { StepPanels } from './step-panel.tsx'
import { intakeWords } from './words.ts'

export default function MyApplication() {
  const say = useWords(intakeWords)
  const { applicationId } = useParams()
  const path = `/api/intake/applications/${applicationId}`
  const application = useResource<ApplicationDetail>(path)
  const [language] = useLanguage()
  const title = application.data?.kindTitle[language] ?? say('mine.title')
  return (
    <Page
      title={title}
      lead={application.data?.applicationNo}
      back={{ to: '/my/applications', text: say('mine.back') }}
      refreshing={application.refreshing}
    >
      <Shown of={application} rows={8}>
        {(shown) => <Case application={shown} path={path} reload={application.reload} />}
      </Shown>
    </Page>
  )
}

function Case({ application, path, reload }: { application: ApplicationDetail; path: string; reload: () => void }) {
  const say = useWords(intakeWords)
  return (
    <div className={css.columns}>
      <div className={css.column}>
        <Panel label={say('case.next')}>
          <Now application={application} />
        </Panel>
        <WhoToCall path={path} />
        <Correction application={application} path={path} done={reload} />
        {application.next.mayComplete.length > 0 && <StepPanels application={application} path={path} done={reload} />}
        {application.steps.length > 0 && (
          <Panel title={say('case.progress')}>
            <CaseProgress application={application} />
          </Panel>
        )}
        <AccountRowsPanel path={path} application={application} reload={reload} />
        <MessageThread key={`messages-${application.status}`} path={path} isMine />
        <WhatChanges path={path} application={application} />
        <Files
          key={`files-${application.status}-${wantedOf(application)}`}
          path={path}
          isMine
          wanted={wantedOf(application)}
          changed={reload}
        />
        <Prints path={path} application={application} isMine />
      </div>
      <div className={css.column}>
        {application.clocks.length > 0 && (
          <Panel title={say('clocks.title')}>
            <Clocks clocks={application.clocks} />
          </Panel>
        )}
        <Panel title={say('case.details')}>
          <CaseFacts application={application} />
        </Panel>
        <FormFacts application={application} />
        <StatementsPanel statements={application.statements} />
        {application.next.mayWithdraw && <Withdrawal application={application} path={path} reload={reload} />}
      </div>
    </div>
  )
}

/** The paper that he is most likely to bring now. */
const explained = { accept: 1, survey: 1, plan: 1, contract: 1, 'meter-installation': 1, archive: 1 }
type Explained = keyof typeof explained

function Now({ application }: { application: ApplicationDetail }) {
  const say = useWords(intakeWords)
  const [language] = useLanguage()
  if (application.openSteps.length === 0) {
    return (
      <div className={css.nowBox}>
        <span className={css.nowTitle}>{say('case.ended')}</span>
        <StatusPill status={application.status} />
        {application.status === 'archived' && application.accountNo && (
          <p>
            {say(opensAccount(application.kind, application.form) ? 'case.archived' : 'case.changed', {
              no: accountNumber(application.accountNo),
            })}
          </p>
        )}
        {application.endReason && <p>{say('case.reason', { reason: application.endReason })}</p>}
      </div>
    )
  }
  return application.openSteps.map(({ step, title, role }, position) => (
    <div key={step}>
      <div className={css.nowBox}>
        <span className={css.nowTitle}>{title[language]}</span>
        {position === 0 && application.nextDue && <DuePill clock={application.nextDue} />}
      </div>
      {role !== 'customer' && <p>{say('case.holder', { role: say.code('role', role) })}</p>}
      <p className={css.note}>
        {say(role === 'customer' ? 'next.yours' : step in explained ? `next.${step as Explained}` : 'next.other')}
      </p>
    </div>
  ))
}

function Withdrawal({
  application,
  path,
  reload,
}: {
  application: ApplicationDetail
  path: string
  reload: () => void
}) {
  const say = useWords(intakeWords)
  const [open, setOpen] = useState(false)
  const withdraw = useSubmit((input: Reasoned, key) =>
    write('POST', `${path}/withdrawal`, { version: application.version, ...input }, key),
  )
  return (
    <>
      <Button danger block onClick={() => setOpen(true)}>
        {say('withdraw.action')}
      </Button>
      <ReasonDialog
        open={open}
        title={say('withdraw.title')}
        label={say('withdraw.reason')}
        submission={withdraw}
        path={path}
        close={() => setOpen(false)}
        done={reload}
      />
    </>
  )
}
