import { App, Button, Input } from 'antd'
import { useState } from 'react'
import { useLocation, useParams } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Facts, Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { SheetDetail } from '../../quality/contract.ts'
import { ReasonDialog } from '../shifts/reason-dialog.tsx'
import { MarksPanel, startMarks, toBody } from './marks.tsx'
import { Player } from './player.tsx'
import css from './quality.module.css'
import { sheetTones, useReasons, useTalk } from './sheet-table.tsx'
import { qualityWords } from './words.ts'

/** One call: what was said, what it scored, and what its agent says to that. */
export default function SheetPage() {
  const say = useWords(qualityWords)
  const { id } = useParams()
  const isMine = useLocation().pathname.startsWith('/desk/my-quality')
  const resource = useResource<SheetDetail>(`/api/callcenter/quality-sheets/${id}`)
  const { data } = resource
  return (
    <Page
      title={data ? say('one.title', { no: data.contactNo }) : say('title')}
      back={isMine ? { to: '/desk/my-quality', text: say('back.mine') } : { to: '/desk/quality', text: say('back') }}
    >
      <Shown of={resource} rows={8}>
        {(sheet) => <Sheet key={`${sheet.id} ${sheet.state}`} sheet={sheet} reload={resource.reload} />}
      </Shown>
    </Page>
  )
}

function Sheet({ sheet, reload }: { sheet: SheetDetail; reload: () => void }) {
  const user = useUser()
  const [marks, setMarks] = useState(startMarks(sheet))
  const mayJudge = sheet.state === 'open' && hasRole(user, ['quality']) && !sheet.isOwn
  const mayDecide = sheet.state === 'appealed' && hasRole(user, ['quality', 'manager']) && !sheet.isOwn
  return (
    <div className={css.stack}>
      <CallPanel sheet={sheet} />
      <Player recordings={sheet.recordings} />
      <Result sheet={sheet} />
      <MarksPanel sheet={sheet} marks={marks} change={mayJudge || mayDecide ? setMarks : undefined} />
      {mayJudge && <Judging sheet={sheet} marks={marks} done={reload} />}
      {mayDecide && <Deciding sheet={sheet} marks={marks} done={reload} />}
      {sheet.isOwn && sheet.state === 'judged' && <Appealing sheet={sheet} done={reload} />}
    </div>
  )
}

function CallPanel({ sheet }: { sheet: SheetDetail }) {
  const say = useWords(qualityWords)
  const talk = useTalk()
  const listed = useReasons()
  return (
    <Panel title={say('call')}>
      <Facts
        items={[
          { label: say('col.agent'), value: sheet.agent },
          { label: say('col.call'), value: instant(sheet.answeredAt) },
          { label: say('col.talk'), value: talk(sheet.talkSeconds) },
          { label: say('col.reasons'), value: listed(sheet.reasons) },
          { label: say('col.state'), value: <Pill tone={sheetTones[sheet.state]}>{say(`state.${sheet.state}`)}</Pill> },
          { label: say('summary'), value: sheet.summary ?? '—', wide: true },
        ]}
      />
    </Panel>
  )
}

function Result({ sheet }: { sheet: SheetDetail }) {
  const say = useWords(qualityWords)
  if (sheet.score === null) return null
  const by = (who: string | null, at: string | null) => say('result.by', { who: who ?? '', at: instant(at) })
  return (
    <Panel title={say('result')}>
      <Facts
        items={[
          {
            label: say('col.score'),
            value: (
              <b>
                {sheet.score} {sheet.isFatal && <Pill tone="bad">{say('fatal')}</Pill>}
              </b>
            ),
          },
          { label: say('col.judge'), value: by(sheet.judgedBy, sheet.judgedAt) },
          { label: say('advice'), value: sheet.advice ?? '—', wide: true },
          ...(sheet.appeal ? [{ label: say('appeal.text'), value: sheet.appeal, wide: true }] : []),
          ...(sheet.verdict
            ? [
                {
                  label: say(`verdict.${sheet.verdict}`),
                  value: `${sheet.decidedBy}：${sheet.decisionReason}`,
                  wide: true,
                },
              ]
            : []),
        ]}
      />
    </Panel>
  )
}

type Act = { sheet: SheetDetail; marks: ReturnType<typeof startMarks>; done: () => void }

function Judging({ sheet, marks, done }: Act) {
  const say = useWords(qualityWords)
  const { message } = App.useApp()
  const [advice, setAdvice] = useState('')
  const judging = useSubmit((body: object, key) =>
    write('POST', `/api/callcenter/quality-sheets/${sheet.id}/judgement`, body, key),
  )
  const submit = async () => {
    if (!(await judging.submit({ marks: toBody(marks), ...(advice.trim() && { advice: advice.trim() }) }))) return
    message.success(say('judge.done'))
    done()
  }
  return (
    <Panel title={say('advice')}>
      <Trouble error={judging.error} />
      <Input.TextArea
        rows={3}
        maxLength={1000}
        showCount
        aria-label={say('advice')}
        value={advice}
        onChange={({ target }) => setAdvice(target.value)}
      />
      <p className={css.send}>
        <Button type="primary" loading={judging.busy} onClick={submit}>
          {say('judge')}
        </Button>{' '}
        <span className={css.small}>
          {say('score.now', { score: Object.values(marks).reduce((sum, { points }) => sum + points, 0) })}
        </span>
      </p>
    </Panel>
  )
}

function Deciding({ sheet, marks, done }: Act) {
  const say = useWords(qualityWords)
  const { message } = App.useApp()
  const [isOpen, open] = useState(false)
  return (
    <div>
      <Button type="primary" onClick={() => open(true)}>
        {say('decide')}
      </Button>
      {isOpen && (
        <ReasonDialog
          title={say('decide')}
          label={say('decide.reason')}
          choice={{
            label: say('decide.verdict'),
            options: [
              { value: 'upheld', label: say('decide.upheld') },
              { value: 'changed', label: say('decide.changed') },
            ],
          }}
          send={({ text, choice }, key) =>
            write(
              'POST',
              `/api/callcenter/quality-sheets/${sheet.id}/decision`,
              { verdict: choice, reason: text, ...(choice === 'changed' && { marks: toBody(marks) }) },
              key,
            )
          }
          close={(isDone) => {
            open(false)
            if (!isDone) return
            message.success(say('decide.done'))
            done()
          }}
        />
      )}
    </div>
  )
}

function Appealing({ sheet, done }: { sheet: SheetDetail; done: () => void }) {
  const say = useWords(qualityWords)
  const { message } = App.useApp()
  const [isOpen, open] = useState(false)
  return (
    <div className={css.head}>
      <Button onClick={() => open(true)}>{say('appeal')}</Button>
      <span className={css.small}>{say('appeal.until', { at: instant(sheet.appealUntil) })}</span>
      {isOpen && (
        <ReasonDialog
          title={say('appeal')}
          label={say('appeal.label')}
          send={({ text }, key) =>
            write('POST', `/api/callcenter/quality-sheets/${sheet.id}/appeal`, { reason: text }, key)
          }
          close={(isDone) => {
            open(false)
            if (!isDone) return
            message.success(say('appeal.done'))
            done()
          }}
        />
      )}
    </div>
  )
}
