import { Alert, Button, Progress } from 'antd'
import { Link, useNavigate, useParams } from 'react-router'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { instant, quantity, yuan } from '../../app/web/kit/format.ts'
import { useLiveReload } from '../../app/web/kit/live.ts'
import { Figure, Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillRun } from '../contract.ts'
import type { RunDetail } from '../office/contract.ts'
import css from './clerk.module.css'
import { officeWords } from './office-words.ts'
import { automaticShare, RunPill } from './run-parts.tsx'
import { useFollow } from './use-follow.ts'
import { billingWords } from './words.ts'

/** One run: how far it is, where accounts stopped, and what its month waits for. */
export default function Run() {
  const say = useWords(officeWords)
  const { runId } = useParams()
  const run = useResource<RunDetail>(`/api/billing/runs/${runId}`)
  useFollow(run.data?.status === 'running', run.reload)
  useLiveReload(['bill.issued'], run.reload)
  return (
    <Page
      title={say('run.title', { month: run.data?.billMonth ?? '' })}
      back={{ to: '/office/runs', text: say('run.back') }}
      lead={run.data && say('run.by', { name: run.data.startedBy, at: instant(run.data.startedAt) })}
      actions={run.data && <RunPill status={run.data.status} />}
    >
      <Shown of={run} rows={8}>
        {(shown) => (
          <div className={css.stack}>
            <Standing run={shown} />
            <Panel label={say('run.title', { month: shown.billMonth })}>
              <Figures run={shown} />
            </Panel>
            <Panel title={say('run.stages')}>
              <Stages run={shown} />
            </Panel>
            <Panel title={say('run.next')}>
              <Waiting run={shown} />
            </Panel>
          </div>
        )}
      </Shown>
    </Page>
  )
}

function Standing({ run }: { run: RunDetail }) {
  const say = useWords(officeWords)
  if (run.status === 'running') {
    const [done, all] = [run.accounts + run.notDue, run.openAccounts]
    return (
      <Alert
        type="info"
        showIcon
        title={say('run.going')}
        description={
          all > 0 && (
            <>
              <Progress percent={Math.min(100, Math.floor((done / all) * 100))} />
              {say('run.progress', { done: quantity(done), all: quantity(all) })}
            </>
          )
        }
      />
    )
  }
  if (run.status === 'finished') return null
  const isFailed = run.status === 'failed'
  const interrupted = run.kind === 'unit' ? 'run.interrupted.text' : 'run.interrupted.accounts'
  return (
    <Alert
      type={isFailed ? 'error' : 'warning'}
      showIcon
      title={isFailed ? say('run.failed.text', { fault: run.fault ?? '' }) : say(interrupted)}
      action={<Resume run={run} />}
    />
  )
}

function Resume({ run }: { run: RunDetail }) {
  const say = useWords(officeWords)
  const navigate = useNavigate()
  const mayRun = useUser().roles.includes('billing')
  const { billMonth, organisationPath } = run
  const again = useSubmit((_: null, key) =>
    write<BillRun>('POST', '/api/billing/runs', { billMonth, organisationPath, background: true }, key),
  )
  if (!mayRun || run.kind !== 'unit') return null
  const resume = async () => {
    const begun = await again.submit(null)
    if (begun) navigate(`/office/runs/${begun.value.id}`)
  }
  return (
    <>
      <Button type="primary" loading={again.busy} onClick={resume}>
        {say(run.status === 'interrupted' ? 'run.resume' : 'run.again')}
      </Button>
      <Trouble error={again.error} />
    </>
  )
}

function Figures({ run }: { run: RunDetail }) {
  const say = useWords(officeWords)
  const left = run.waiting.parked.reduce((sum, { accounts }) => sum + accounts, 0)
  return (
    <div className={css.figures}>
      <Figure label={say('run.accounts')} value={quantity(run.accounts)} />
      <Figure label={say('run.issued')} value={quantity(run.issued)} tone="good" />
      <Figure
        label={say('run.automatic')}
        value={automaticShare(run)}
        note={say('run.automatic.note', { count: quantity(run.automatic) })}
      />
      <Figure
        label={say('run.held')}
        value={quantity(run.held)}
        tone={run.held > 0 ? 'warn' : 'calm'}
        to={withQuery('/office/held', { billMonth: run.billMonth })}
      />
      <Figure
        label={say('run.parked')}
        value={quantity(run.parked)}
        note={left < run.parked && say('run.now', { count: quantity(left) })}
        tone={run.parked > 0 ? 'warn' : 'calm'}
        to={withQuery('/office/parked', { billMonth: run.billMonth })}
      />
      <Figure label={say('run.notDue')} value={quantity(run.notDue)} />
      <Figure label={say('run.existing')} value={quantity(run.existing)} />
      <Figure label={say('run.energy')} value={quantity(run.energyKwh, 0)} unit="kWh" />
      <Figure label={say('run.total')} value={yuan(run.totalYuan)} />
    </div>
  )
}

const stages = ['plan', 'collect', 'rate', 'check', 'issue'] as const

function Stages({ run }: { run: RunDetail }) {
  const say = useWords(officeWords)
  const stoppedAt = (stage: (typeof stages)[number]) => {
    const parked = run.waiting.parked.filter((group) => group.stage === stage)
    const held = stage === 'check' ? run.held : 0
    return held + parked.reduce((sum, { accounts }) => sum + accounts, 0)
  }
  const hasBegun = run.accounts + run.notDue > 0
  return (
    <ol className={css.stages}>
      {stages.map((stage) => {
        const count = stoppedAt(stage)
        const told = count > 0 ? say('run.stage.count', { count: quantity(count) }) : say('run.stage.clear')
        return (
          <li key={stage} className={count > 0 ? css.stopped : hasBegun ? '' : css.waiting}>
            <b>{say(`stage.${stage}`)}</b>
            <div className={css.note}>{hasBegun || count > 0 ? told : say('run.stage.waits')}</div>
          </li>
        )
      })}
    </ol>
  )
}

function Waiting({ run: { billMonth, waiting } }: { run: RunDetail }) {
  const say = useWords(officeWords)
  const name = useWords(billingWords)
  if (waiting.held.length + waiting.parked.length === 0) {
    return <Empty title={say('run.next.none')} next={say('run.next.none.text')} />
  }
  return (
    <ul className={css.todo}>
      {waiting.held.map(({ rule, cause, bills, totalYuan }) => (
        <li key={`${rule}:${cause}`}>
          <Pill tone="brand">{say(`rule.${rule}`)}</Pill>
          <span>
            {say('run.next.held', { bills: quantity(bills), amount: yuan(totalYuan) })}
            <span className={css.note}> · {say(`cause.${cause}`)}</span>
          </span>
          <Link to={withQuery('/office/held', { billMonth, rule, cause })}>{say('run.next.open')} ›</Link>
        </li>
      ))}
      {waiting.parked.map(({ reason, stage, owner, accounts }) => (
        <li key={`${reason}:${stage}`}>
          <Pill tone={reason === 'FAULT' ? 'bad' : 'warn'}>{name(`reason.${reason}`)}</Pill>
          <span>{say('run.next.parked', { count: quantity(accounts), owner: name.code('owner', owner) })}</span>
          <Link to={withQuery('/office/parked', { billMonth, reason })}>{say('run.next.open')} ›</Link>
        </li>
      ))}
    </ul>
  )
}
