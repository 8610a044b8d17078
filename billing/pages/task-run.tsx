import { Alert, Progress } from 'antd'
import { instant, quantity, yuan } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { TaskRun } from '../corrections/contract.ts'
import { correctionWords } from './correction-words.ts'

const tones = { running: 'info', interrupted: 'warning', failed: 'error' } as const

/** How far the corrections of a cause are, and what the latest came to. */
export function TaskRunStanding({ run }: { run: TaskRun }) {
  const say = useWords(correctionWords)
  const { cause, status, wanted, accounts, startedAt, startedBy, fault, differenceYuan, ...counts } = run
  const tone = status === 'finished' ? (counts.failed > 0 ? 'warning' : 'success') : tones[status]
  const figures = {
    ...{
      corrected: quantity(counts.corrected),
      unchanged: quantity(counts.unchanged),
      failed: quantity(counts.failed),
    },
    ...{ accounts: quantity(accounts), amount: yuan(differenceYuan) },
  }
  return (
    <Alert
      type={tone}
      showIcon
      title={say(`all.${status}`, { cause: say(`cause.${cause}`), name: startedBy, at: instant(startedAt) })}
      description={
        <>
          {status === 'running' && wanted > 0 && (
            <Progress percent={Math.min(100, Math.floor((accounts / wanted) * 100))} />
          )}
          {say('group.done', figures)}
          {fault && <div>{fault}</div>}
        </>
      }
    />
  )
}
