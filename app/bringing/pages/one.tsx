import { Alert, App, Button, Popconfirm } from 'antd'
import { useEffect } from 'react'
import { useParams } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { instant } from '../../web/kit/format.ts'
import { Facts, Page, Panel } from '../../web/kit/parts.tsx'
import { type Resource, useResource, useSubmit } from '../../web/kit/resource.ts'
import { useUser } from '../../web/kit/session.tsx'
import { Shown, Trouble } from '../../web/kit/states.tsx'
import { type Say, useWords } from '../../web/kit/words.ts'
import type { BringingItem } from '../contract.ts'
import css from './bringing.module.css'
import { Differences, Faults, Totals } from './report.tsx'
import { Rows } from './rows.tsx'
import { StatePill } from './state.tsx'
import { bringingWords } from './words.ts'

const LOOK_AGAIN_MS = 2000

/** One file: what is wrong with it, what it would do, who releases it, and what came of it. */
export default function OneBringing() {
  const say = useWords(bringingWords)
  const { bringingId = '' } = useParams()
  const item = useResource<BringingItem>(`/api/bringing/bringings/${bringingId}`)
  const { reload } = item
  const isUnderWay = item.data?.state === 'released'
  useEffect(() => {
    if (!isUnderWay) return
    const timer = setInterval(reload, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isUnderWay, reload])
  const back = { to: '/office/bringing', text: say('title') }
  return (
    <Page title={say('one.title', { id: bringingId })} back={back}>
      <Shown of={item} rows={8}>
        {(data) => <Whole item={data} resource={item} />}
      </Shown>
    </Page>
  )
}

function Whole({ item, resource }: { item: BringingItem; resource: Resource<BringingItem> }) {
  const say = useWords(bringingWords)
  const { report } = item
  return (
    <div className={css.panels}>
      <Panel title={`${item.kindTitle} · ${item.fileName}`} extra={<StatePill {...item} />}>
        <Standing item={item} />
        <Facts
          items={[
            { label: say('rows'), value: report.rows.toLocaleString() },
            { label: say('result'), value: say('counts', report.counts), wide: true },
            { label: say('by'), value: `${item.broughtBy} ${instant(item.broughtAt)}` },
            ...(item.withdrawnBy ? [{ label: say('withdrawnBy'), value: item.withdrawnBy }] : []),
            ...(item.releasedBy ? [{ label: say('releasedBy'), value: item.releasedBy }] : []),
            { label: say('sha256'), value: <code className={css.long}>{item.sha256}</code>, wide: true },
          ]}
        />
        <Actions item={item} done={resource.reload} />
      </Panel>
      {report.faults.length > 0 && <Faults item={item} />}
      {item.state === 'checked' && <Rows id={item.id} />}
      {report.rows > 0 && item.state !== 'faulty' && <Totals totals={report.totals} />}
      {report.differences.length > 0 && <Differences report={report} />}
    </div>
  )
}

type Told = ['error' | 'info' | 'success' | 'warning', string, string | undefined]

function Standing({ item }: { item: BringingItem }) {
  const say = useWords(bringingWords)
  const { state, report, stage, releasers } = item
  const isOwn = useUser().username === item.broughtBy
  const isUnlike = report.totals.some(({ source, file }) => file !== null && file !== source)
  const told: Record<BringingItem['state'], Told> = {
    faulty: ['error', say('one.faulty', { count: report.faultCount }), say('one.faulty.next')],
    checked: [
      'info',
      say('one.checked', { who: releasers.map((role) => say(`role.${role}`)).join(' / ') }),
      isOwn ? say('one.checked.own') : undefined,
    ],
    released: ['info', say('one.released', { stage: say(`stage.${stage ?? 'reading'}`) }), say('one.released.next')],
    done: isUnlike
      ? ['warning', say('one.done.unlike'), say('one.done.unlike.next')]
      : ['success', say('one.done'), undefined],
    failed: ['error', say('one.failed'), undefined],
    withdrawn: ['info', say('one.withdrawn'), undefined],
  }
  const [type, title, description] = told[state]
  return <Alert type={type} showIcon title={title} description={description} className={css.notice ?? ''} />
}

/** What is released with it, in its own figures, and how it could be taken back. */
function askRelease(say: Say<keyof typeof bringingWords.pairs>, { kind, report }: BringingItem): string {
  const [, ...totals] = report.totals
  const sums = totals.map(({ what, source }) => `${what} ${source}`).join(say('comma'))
  const after = say(kind === 'readings' || kind === 'balances' ? `release.sure.${kind}` : 'release.sure.other')
  return say('release.sure', { rows: report.rows.toLocaleString(), sums: sums && say('release.sums', { sums }), after })
}

function Actions({ item, done }: { item: BringingItem; done: () => void }) {
  const say = useWords(bringingWords)
  const { message } = App.useApp()
  const act = useSubmit((path: string, key) => write('POST', path, undefined, key))
  const run = async (noun: 'release' | 'withdrawal') => {
    const answer = await act.submit(`/api/bringing/bringings/${item.id}/${noun}`)
    if (!answer) return
    message.success(say(noun === 'release' ? 'release.done' : 'withdraw.done'))
    done()
  }
  if (!item.mayRelease && !item.mayWithdraw) return null
  return (
    <>
      <Trouble error={act.error} />
      <div className={css.actions}>
        {item.mayRelease && (
          <Popconfirm title={askRelease(say, item)} onConfirm={() => run('release')}>
            <Button type="primary" loading={act.busy}>
              {say('release')}
            </Button>
          </Popconfirm>
        )}
        {item.mayWithdraw && (
          <Popconfirm title={say('withdraw.sure')} onConfirm={() => run('withdrawal')}>
            <Button loading={act.busy}>{say('withdraw')}</Button>
          </Popconfirm>
        )}
      </div>
    </>
  )
}
