import { App, Button, Input, Skeleton } from 'antd'
import { useEffect, useState } from 'react'
import { useLocation } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { Page, Panel } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { Empty, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { LanguageSwitch } from '../../../app/web/shells/language-switch.tsx'
import { Mark } from '../../../app/web/shells/mark.tsx'
import { COMMENT_SIGNS, type Survey } from '../../follow-up/contract.ts'
import css from './follow-up.module.css'
import { Levels } from './levels.tsx'
import { followUpWords } from './words.ts'

/** 服务评价 by a link: what stands behind `#` in its address goes to no server log. */
export default function SurveyPage() {
  const say = useWords(followUpWords)
  const token = useLocation().hash.slice(1)
  const [survey, setSurvey] = useState<Survey>()
  const opening = useSubmit((of: string) => write<Survey>('PUT', '/api/callcenter/survey/reading', { token: of }))
  const { submit } = opening
  useEffect(() => {
    void submit(token).then((done) => done && setSurvey(done.value))
  }, [submit, token])
  const isStrange = opening.error && opening.error.status >= 400 && opening.error.status < 429
  return (
    <App>
      <main className={css.front}>
        <div className={css.bar}>
          <Mark size={32} />
          <LanguageSwitch />
        </div>
        <Page title={say('survey.title')}>
          {survey ? (
            <Panel>
              <Asked survey={survey} token={token} change={setSurvey} />
            </Panel>
          ) : isStrange ? (
            <Empty title={say('survey.strange')} next={say('survey.over.next')} />
          ) : opening.error ? (
            <Trouble
              error={opening.error}
              retry={() => void submit(token).then((done) => done && setSurvey(done.value))}
            />
          ) : (
            <Skeleton active />
          )}
          <p className={css.small}>{say('survey.safe')}</p>
        </Page>
      </main>
    </App>
  )
}

type Given = { score: number; comment?: string } | { isRefused: true }

function Asked({ survey, token, change }: { survey: Survey; token: string; change: (to: Survey) => void }) {
  const say = useWords(followUpWords)
  const [score, setScore] = useState<number>()
  const [comment, setComment] = useState('')
  const sending = useSubmit((given: Given) =>
    write<Survey>('PUT', '/api/callcenter/survey/answer', { token, ...given }),
  )
  const send = async (given: Given) => {
    const done = await sending.submit(given)
    if (done) change(done.value)
  }
  if (survey.state === 'answered') return <Empty title={say('survey.answered')} next={say('survey.answered.next')} />
  if (survey.state === 'refused') return <Empty title={say('survey.refused')} next={say('survey.answered.next')} />
  if (survey.state === 'over') return <Empty title={say('survey.over')} next={say('survey.over.next')} />
  return (
    <div className={css.form}>
      <b>{say('survey.lead', { no: survey.subjectNo })}</b>
      <Levels value={score} onChange={setScore} />
      <Input.TextArea
        aria-label={say('survey.comment')}
        placeholder={say('survey.comment')}
        autoSize={{ minRows: 3, maxRows: 8 }}
        maxLength={COMMENT_SIGNS}
        showCount
        value={comment}
        onChange={({ target }) => setComment(target.value)}
      />
      <Trouble error={sending.error} />
      <div className={css.row}>
        <Button
          type="primary"
          size="large"
          disabled={score === undefined}
          loading={sending.busy}
          onClick={() => score !== undefined && send({ score, ...(comment.trim() && { comment }) })}
        >
          {say('survey.send')}
        </Button>
        <Button type="text" disabled={sending.busy} onClick={() => send({ isRefused: true })}>
          {say('survey.refuse')}
        </Button>
      </div>
    </div>
  )
}
