import { Alert, Button, Form, Input, Popconfirm, Skeleton } from 'antd'
import { useMemo, useRef } from 'react'
import { useParams } from 'react-router'
import { ApiError } from '../../../app/web/kit/api.ts'
import { useFieldIssues } from '../../../app/web/kit/form-issues.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { newEntryId } from '../../../app/web/kit/phone-store.ts'
import { KeptAnswers } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Empty } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import { type FieldEntryInput, type FieldWork, MOST_BY_HAND } from '../../field/contract.ts'
import { stepForms } from '../step-forms.tsx'
import { intakeWords } from '../words.ts'
import { Obstacle } from './obstacle.tsx'
import { dropEntry, keepEntry, keyOf, type SiteEntry, type Task } from './outbox.ts'
import css from './site.module.css'
import { entryTones } from './site.tsx'
import { SitePhotos } from './site-photos.tsx'
import { TaskFacts } from './task-facts.tsx'
import { useSite } from './use-site.ts'
import { siteWords } from './words.ts'

/** One task on site: what is known of it, its form, its photos. Whatever is entered is on this device's disk at once. */
export default function SiteTask() {
  const say = useWords(siteWords)
  const [language] = useLanguage()
  const { username } = useUser()
  const { applicationId, step } = useParams()
  const { work, entries, offline, broken, send } = useSite(false)
  const key = `${username}:${applicationId}:${step}`
  const entry = entries?.find((each) => each.key === key)
  const given = work?.tasks.find((task) => keyOf(username, task) === key)
  const task = entry?.state === 'sent' ? undefined : (given ?? entry?.task ?? undefined)
  const title = task?.application.openSteps.find((open) => open.step === step)?.title ?? entry?.title
  return (
    <Page
      title={title?.[language] ?? say('title')}
      lead={task?.application.applicationNo}
      back={{ to: '/field', text: say('back') }}
      actions={entry && <Pill tone={entryTones[entry.state]}>{say(`state.${entry.state}`)}</Pill>}
    >
      <div className={css.page}>
        {broken && <Alert type="error" showIcon title={say('storage')} />}
        {offline && <Alert type="warning" showIcon title={say('offline')} />}
        {entries === undefined && !broken && <Skeleton active />}
        {entry?.state === 'sent' && <Alert type="success" showIcon title={say('sent')} />}
        {entries && !task && entry?.state !== 'sent' && <Empty title={say('gone')} next={say('gone.next')} />}
        {entries && task && <Written task={task} isGiven={given !== undefined} work={work} entry={entry} send={send} />}
      </div>
    </Page>
  )
}

type Writing = {
  task: Task
  isGiven: boolean
  work: FieldWork | undefined
  entry: SiteEntry | undefined
  send: () => Promise<void>
}

function Written({ task, isGiven, work, entry, send }: Writing) {
  const kept = useMemo(() => toAnswers(task, work), [task, work])
  return (
    <KeptAnswers value={kept}>
      <StateOfEntry task={task} isGiven={isGiven} entry={entry} send={send} />
      <TaskFacts task={task} work={work} />
      {work && <SiteForm task={task} work={work} entry={entry} send={send} />}
      <Obstacle task={task} entry={entry} send={send} />
    </KeptAnswers>
  )
}

/** What the form asks the server for, as it was when the task was taken along. */
function toAnswers({ application, account, rows }: Task, work: FieldWork | undefined): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>([
    [`/api/intake/applications/${application.id}`, application],
    ...(work ? [['/api/intake/choices', work.choices] as const] : []),
    ...(account ? [[`/api/intake/accounts/${account.accountNo}`, account] as const] : []),
    ...(rows ? [[`/api/intake/applications/${application.id}/accounts?limit=${MOST_BY_HAND}`, rows] as const] : []),
    ...(work?.loads ?? []).map(({ districtId, load }) => [`/api/intake/districts/${districtId}/load`, load] as const),
  ])
}

function StateOfEntry({ task, isGiven, entry, send }: Omit<Writing, 'work'>) {
  const say = useWords(siteWords)
  const { username } = useUser()
  if (entry?.state === 'waiting') {
    const action = (
      <div className={css.stack}>
        <Button onClick={send}>{say('send')}</Button>
        <Button onClick={() => keepEntry(username, task, { state: 'draft', input: null })}>{say('change')}</Button>
      </div>
    )
    return <Alert type="warning" showIcon title={say('waiting')} action={action} />
  }
  if (entry?.state !== 'refused' || !entry.refusal) return null
  const { message, issues } = entry.refusal
  return (
    <Alert
      type="error"
      showIcon
      title={say('refused', { why: message })}
      description={
        <div className={css.stack}>
          {issues.map((issue) => (
            <span key={`${issue.path}${issue.message}`}>{issue.message}</span>
          ))}
          <span>{say(isGiven ? 'refused.next' : 'refused.gone')}</span>
          <Popconfirm title={say('drop.sure')} onConfirm={() => dropEntry(entry.key)}>
            <Button danger>{say('drop')}</Button>
          </Popconfirm>
        </div>
      }
    />
  )
}

function SiteForm({ task, work, entry, send }: Omit<Writing, 'isGiven'> & { work: FieldWork }) {
  const say = useWords(siteWords)
  const word = useWords(intakeWords)
  const [language] = useLanguage()
  const { username } = useUser()
  const [form] = Form.useForm()
  const { application, step } = task
  const { Fields, start, toData } = stepForms[step]
  // As the page was opened; from then on the form itself is what was typed.
  const first = useRef(entry?.filled && Object.keys(entry.filled).length > 0 ? entry.filled : start(application))
  const refusal = entry?.state === 'refused' ? entry.refusal : null
  const error = useMemo(
    () => (refusal ? new ApiError(409, refusal.code, refusal.message, refusal.issues) : undefined),
    [refusal],
  )
  useFieldIssues(form, error, 'completion.data')
  const isSettled = entry?.state === 'waiting'
  const title = application.openSteps.find((open) => open.step === step)?.title[language] ?? step
  const state = entry?.state === 'refused' ? 'refused' : 'draft'
  const keepTyped = () => void keepEntry(username, task, { filled: form.getFieldsValue(true), state })
  const submit = async ({ opinion, ...filled }: Record<string, unknown>) => {
    const given = typeof opinion === 'string' && opinion.trim() !== '' ? { opinion: opinion.trim() } : {}
    const input = {
      entryId: newEntryId(),
      writtenAt: new Date().toISOString(),
      openedAt: application.openSteps.find((open) => open.step === step)?.since ?? '',
      completion: { step, version: application.version, ...given, data: toData(filled) },
      photos: entry?.photos ?? [],
    } as FieldEntryInput
    await keepEntry(username, task, {
      ...{ filled: form.getFieldsValue(true), state: 'waiting', input, queuedAt: input.writtenAt, refusal: null },
    })
    await send()
  }
  return (
    <>
      <SitePhotos
        photos={entry?.photos ?? []}
        disabled={isSettled}
        change={(photos) => void keepEntry(username, task, { filled: form.getFieldsValue(true), photos, state })}
      />
      <Panel title={say('form')}>
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          disabled={isSettled}
          initialValues={first.current}
          onValuesChange={keepTyped}
          onFinish={submit}
          scrollToFirstError
        >
          <Fields application={application} choices={work.choices} />
          <Form.Item name="opinion" label={word('do.opinion')}>
            <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
          </Form.Item>
          <Button type="primary" size="large" block htmlType="submit">
            {say('submit', { step: title })}
          </Button>
          <p className={css.note}>{say('kept')}</p>
        </Form>
      </Panel>
    </>
  )
}
