import { Button } from 'antd'
import { useState } from 'react'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationDetail } from '../contract.ts'
import { HoldDialog, ReturnDialog } from './case-dialogs.tsx'
import { ReasonDialog, type Reasoned } from './reason-dialog.tsx'
import { intakeWords } from './words.ts'

type Case = { application: ApplicationDetail; path: string; done: () => void }

/** The ways off the straight path: back to an earlier step, refused, withdrawn. Only those that may be taken now. */
export function CaseEndings({ application, path, done }: Case) {
  const say = useWords(intakeWords)
  const [dialog, setDialog] = useState<'return' | 'refuse' | 'withdraw' | 'hold' | 'resume'>()
  const { version, next } = application
  const refusal = useSubmit((input: Reasoned, key) => write('POST', `${path}/refusal`, { version, ...input }, key))
  const withdrawal = useSubmit((input: Reasoned, key) =>
    write('POST', `${path}/withdrawal`, { version, ...input }, key),
  )
  const resumption = useSubmit((input: Reasoned, key) =>
    write('POST', `${path}/resumption`, { version, ...input }, key),
  )
  const close = () => setDialog(undefined)
  return (
    <>
      {next.returnTargets.length > 0 && <Button onClick={() => setDialog('return')}>{say('return.action')}</Button>}
      {next.maySuspend && <Button onClick={() => setDialog('hold')}>{say('hold.action')}</Button>}
      {next.mayResume && <Button onClick={() => setDialog('resume')}>{say('resume.action')}</Button>}
      {next.mayWithdraw && <Button onClick={() => setDialog('withdraw')}>{say('withdraw.action')}</Button>}
      {next.mayRefuse && (
        <Button danger onClick={() => setDialog('refuse')}>
          {say('refuse.action')}
        </Button>
      )}
      <ReturnDialog open={dialog === 'return'} close={close} application={application} path={path} done={done} />
      <HoldDialog open={dialog === 'hold'} close={close} application={application} path={path} done={done} />
      <ReasonDialog
        open={dialog === 'resume'}
        close={close}
        done={done}
        title={say('resume.title')}
        label={say('resume.reason')}
        submission={resumption}
        path={path}
      />
      <ReasonDialog
        open={dialog === 'refuse'}
        close={close}
        done={done}
        title={say('refuse.title')}
        label={say('refuse.reason')}
        submission={refusal}
        path={path}
      />
      <ReasonDialog
        open={dialog === 'withdraw'}
        close={close}
        done={done}
        title={say('withdraw.title')}
        label={say('withdraw.reason')}
        submission={withdrawal}
        path={path}
      />
    </>
  )
}
