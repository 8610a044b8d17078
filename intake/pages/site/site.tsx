import { Alert, Button, Segmented, Skeleton } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { instant } from '../../../app/web/kit/format.ts'
import { useOfflineReady } from '../../../app/web/kit/kept.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { FieldWork } from '../../field/contract.ts'
import { DuePill } from '../due.tsx'
import { keyOf, type SiteEntry, type Task } from './outbox.ts'
import css from './site.module.css'
import { useSite } from './use-site.ts'
import { siteWords } from './words.ts'

export const entryTones: Record<SiteEntry['state'], Tone> = {
  draft: 'warn',
  waiting: 'bad',
  sent: 'good',
  refused: 'bad',
}

/** The day's tasks of whoever is on site. They are on this device from when the page was opened with a network. */
export default function Site() {
  const say = useWords(siteWords)
  const ready = useOfflineReady()
  const { work, entries, offline, broken, busy, trouble, send, download } = useSite(true)
  const waiting = entries?.some(({ state }) => state === 'waiting')
  return (
    <Page title={say('title')}>
      <div className={css.page}>
        {broken && <Alert type="error" showIcon title={say('storage')} />}
        <Trouble error={trouble} retry={download} />
        {offline && <Alert type="warning" showIcon title={say('offline')} />}
        <div className={css.top}>
          <Button type="primary" size="large" block loading={busy} onClick={download}>
            {say('download')}
          </Button>
          {work && (
            <span className={css.note} role="status">
              {say('downloaded.at', { count: work.tasks.length, at: instant(work.fetchedAt) })}
            </span>
          )}
          <span className={css.note}>{say(`ready.${ready}`)}</span>
        </div>
        {work?.more && <Alert type="info" showIcon title={say('more')} />}
        {entries && entries.length > 0 && <Queue entries={entries} send={waiting ? send : undefined} />}
        {entries === undefined && !broken ? (
          <Skeleton active />
        ) : (
          <Tasks work={work} entries={entries ?? []} failed={trouble !== undefined} />
        )}
      </div>
    </Page>
  )
}

function Tasks({ work, entries, failed }: { work: FieldWork | undefined; entries: SiteEntry[]; failed: boolean }) {
  const say = useWords(siteWords)
  const { username } = useUser()
  const [query, setQuery] = useSearchParams()
  const by = query.get('by') === 'address' ? 'address' : 'due'
  if (!work) return failed ? null : <Empty title={say('none.kept')} next={say('none.kept.next')} />
  const stateOf = new Map(entries.map((entry) => [entry.key, entry.state]))
  const open = work.tasks
  if (open.length === 0) return <Empty title={say('none')} next={say('none.next')} />
  const sorted =
    by === 'due' ? open : open.toSorted((a, b) => a.application.address.localeCompare(b.application.address, 'zh-CN'))
  return (
    <>
      <Segmented
        block
        value={by}
        onChange={(value) => setQuery(value === 'address' ? { by: 'address' } : {}, { replace: true })}
        options={(['due', 'address'] as const).map((value) => ({ value, label: say(`by.${value}`) }))}
      />
      <Panel flush label={say('title')}>
        <ul className={css.list}>
          {sorted.map((task) => (
            <li key={keyOf(username, task)}>
              <TaskRow task={task} state={stateOf.get(keyOf(username, task))} />
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}

function TaskRow({ task, state }: { task: Task; state: SiteEntry['state'] | undefined }) {
  const say = useWords(siteWords)
  const [language] = useLanguage()
  const { application, step } = task
  const open = application.openSteps.find((each) => each.step === step)
  return (
    <Link className={css.row} to={`/field/${application.id}/${step}`}>
      <span className={css.head}>
        <b className={css.clamp}>{application.address}</b>
        {application.nextDue && <DuePill clock={application.nextDue} />}
      </span>
      <span className={css.clamp}>
        {open?.title[language]} · {application.applicantName}
      </span>
      <span className={css.note}>
        {application.kindTitle[language]} · {application.applicationNo} ·{' '}
        {say(open?.holder ? 'holder.me' : 'holder.role')}
      </span>
      {state && (
        <span className={css.pills}>
          <Pill tone={entryTones[state]}>{say(`state.${state}`)}</Pill>
        </span>
      )}
    </Link>
  )
}

/** In full: which field, where one was. */
function toReasons({ message, issues }: NonNullable<SiteEntry['refusal']>): string {
  return [message, ...issues.map((issue) => issue.message).filter((text) => text !== message)].join('；')
}

/** What was written here and what became of it; a task that is over is still among them until the day is over. */
function Queue({ entries, send }: { entries: SiteEntry[]; send: (() => void) | undefined }) {
  const say = useWords(siteWords)
  const [language] = useLanguage()
  const extra = send && (
    <Button size="small" onClick={send}>
      {say('send')}
    </Button>
  )
  return (
    <Panel flush title={say('queue')} extra={extra} label={say('queue')}>
      <ul className={css.list}>
        {entries.map((entry) => {
          const { key, state, title, applicationNo, task, queuedAt, sentAt, refusal } = entry
          const line = (
            <>
              <span className={css.head}>
                <span className={css.clamp}>
                  {title[language]} · {task?.application.applicantName ?? applicationNo}
                </span>
                <Pill tone={entryTones[state]}>{say(`state.${state}`)}</Pill>
              </span>
              <span className={css.note}>
                {task && `${applicationNo} · `}
                {state === 'sent' ? say('queue.sent', { at: instant(sentAt) }) : null}
                {state !== 'sent' && queuedAt ? say('queue.written', { at: instant(queuedAt) }) : null}
              </span>
              {refusal && <span className={css.note}>{toReasons(refusal)}</span>}
            </>
          )
          return (
            <li key={key}>
              {state === 'sent' ? (
                <div className={css.row}>{line}</div>
              ) : (
                <Link className={css.row} to={`/field/${entry.applicationId}/${entry.step}`}>
                  {line}
                </Link>
              )}
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}
