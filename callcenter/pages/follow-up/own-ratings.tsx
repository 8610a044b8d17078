import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import { COMMENT_SIGNS, type OwnRating, type OwnRatings } from '../../follow-up/contract.ts'
import { useAbout } from './about.ts'
import css from './follow-up.module.css'
import { Levels } from './levels.tsx'
import { followUpWords } from './words.ts'

/** 评价: what was closed for the customer, and what he says of it. */
export default function OwnRatingsPage() {
  const say = useWords(followUpWords)
  const { message } = App.useApp()
  const resource = useResource<OwnRatings>('/api/callcenter/own-ratings')
  const [open, setOpen] = useState<OwnRating>()
  const close = (isDone: boolean) => {
    setOpen(undefined)
    if (!isDone) return
    message.success(say('own.saved'))
    resource.reload()
  }
  return (
    <Page title={say('own.title')} lead={resource.data && say('own.lead', { days: resource.data.days })}>
      <Shown of={resource} rows={6}>
        {({ items }) => (
          <Panel flush>
            {items.length === 0 ? (
              <Empty title={say('own.none')} next={say('own.none.next')} />
            ) : (
              <ul className={css.items}>
                {items.map((item) => (
                  <Item key={item.subjectNo} item={item} rate={() => setOpen(item)} />
                ))}
              </ul>
            )}
          </Panel>
        )}
      </Shown>
      {open && <RateDialog item={open} close={close} />}
    </Page>
  )
}

function Item({ item, rate }: { item: OwnRating; rate: () => void }) {
  const say = useWords(followUpWords)
  const about = useAbout()
  const { subjectNo, closedAt, score, comment, ratedAt, changeUntil, isAsked } = item
  const mayChange = changeUntil !== null
  return (
    <li>
      <div>
        <b>{about(item)}</b> {ratedAt === null && isAsked && <Pill tone="brand">{say('own.asked')}</Pill>}
        <div className={css.small}>
          {subjectNo} · {say('own.closed', { at: instant(closedAt) })}
        </div>
        {comment !== null && <div className={css.said}>{comment}</div>}
      </div>
      <div className={css.row}>
        {score !== null && (
          <Pill tone={score <= 2 ? 'bad' : score === 3 ? 'warn' : 'good'}>{say('score', { score })}</Pill>
        )}
        {score === null && ratedAt !== null && <Pill tone="calm">{say('own.rated')}</Pill>}
        {mayChange && <span className={css.small}>{say('own.until', { at: instant(changeUntil) })}</span>}
        {(ratedAt === null || mayChange) && (
          <Button type={score === null ? 'primary' : 'default'} onClick={rate}>
            {say(score === null ? 'own.rate' : 'own.change')}
          </Button>
        )}
      </div>
    </li>
  )
}

function RateDialog({ item, close }: { item: OwnRating; close: (isDone: boolean) => void }) {
  const say = useWords(followUpWords)
  const about = useAbout()
  const [score, setScore] = useState(item.score ?? undefined)
  const [comment, setComment] = useState(item.comment ?? '')
  const saving = useSubmit((body: { score: number; comment?: string }, key) =>
    write<OwnRating>('PUT', `/api/callcenter/own-ratings/${item.subjectNo}`, body, key),
  )
  const save = async () => {
    if (score === undefined) return
    if (await saving.submit({ score, ...(comment.trim() && { comment }) })) close(true)
  }
  return (
    <Modal
      open
      title={about(item)}
      okText={say('survey.send')}
      cancelText={say('cancel')}
      okButtonProps={{ disabled: score === undefined }}
      confirmLoading={saving.busy}
      onOk={save}
      onCancel={() => close(false)}
    >
      <div className={css.form}>
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
        <Trouble error={saving.error} />
      </div>
    </Modal>
  )
}
