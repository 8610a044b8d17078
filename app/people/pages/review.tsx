import { Alert, Button, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { DataTable } from '../../web/kit/data-table.tsx'
import { instant } from '../../web/kit/format.ts'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel, Pill } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { useUser } from '../../web/kit/session.tsx'
import { Shown } from '../../web/kit/states.tsx'
import { useLanguage, useWords } from '../../web/kit/words.ts'
import { roleNames } from '../contract.ts'
import type { AccessReview, ReviewedPerson } from '../review-contract.ts'
import { type ReviewAct, ReviewDialog } from './review-dialog.tsx'
import { reviewWords } from './review-words.ts'
import { ReviewedRoles } from './reviewed-roles.tsx'

/** 一次权限复核: everybody of the unit with his roles, kept or taken away. */
export default function AccessReviewPage() {
  const say = useWords(reviewWords)
  const { reviewId } = useParams()
  const path = `/api/people/access-reviews/${reviewId}`
  const found = useResource<AccessReview>(path, { keep: true })
  const [act, choose] = useState<ReviewAct>()
  const columns = useColumns(choose, found.data?.unusedDays ?? 0)
  const review = found.data
  const close = (isDone: boolean) => {
    choose(undefined)
    if (isDone) found.reload()
  }
  return (
    <Page
      title={review ? `${say('reviews.title')} · ${review.unit}` : say('reviews.title')}
      lead={review && say('reviews.range', { from: review.from, through: review.through })}
      back={{ to: '/office/access-reviews', text: say('reviews.title') }}
      refreshing={found.refreshing}
      actions={<Button href={`${path}/pdf`}>{say('reviews.print')}</Button>}
    >
      {review && <Left review={review} />}
      <Panel flush label={say('reviews.title')}>
        <Shown of={found} rows={8}>
          {({ people }) => (
            <DataTable rowKey="userId" columns={columns} items={people} width={1000} pageSize={50} head={0} />
          )}
        </Shown>
      </Panel>
      {act && <ReviewDialog path={path} act={act} close={close} />}
    </Page>
  )
}

/** What is not reviewed is told at the head of the page. */
function Left({ review: { state, total, decided, dueOn } }: { review: AccessReview }) {
  const say = useWords(reviewWords)
  const left = { count: total - decided, day: dueOn }
  const title = {
    open: say('reviews.left', left),
    overdue: say('reviews.left.late', left),
    closed: say('reviews.done'),
  }
  const types = { open: 'info', overdue: 'error', closed: 'success' } as const
  return <Alert type={types[state]} showIcon style={{ marginBottom: 12 }} title={title[state]} />
}

function useColumns(choose: (act: ReviewAct) => void, unusedDays: number): TableColumnsType<ReviewedPerson> {
  const say = useWords(reviewWords)
  const me = useUser().username
  return [
    {
      title: say('review.person'),
      width: 200,
      render: (_, person) => <Person person={person} />,
    },
    { title: say('review.roles'), render: (_, person) => <ReviewedRoles person={person} /> },
    {
      title: say('review.latest'),
      width: 170,
      render: (_, { latestLogInAt, isUnused }) => (
        <>
          {latestLogInAt ? instant(latestLogInAt) : say('review.never')}
          {isUnused && (
            <div>
              <Pill tone="warn">{say('review.unused', { days: unusedDays })}</Pill>
            </div>
          )}
        </>
      ),
    },
    {
      title: '',
      width: 150,
      render: (_, person) => {
        if (person.username === me) return <span className={lists.note}>{say('review.self')}</span>
        const left = person.roles.filter(({ decision }) => decision === null)
        if (!person.mayDecide || left.length === 0) return null
        return (
          <Space wrap size={6}>
            <Button size="small" type="primary" onClick={() => choose({ person, decision: 'kept' })}>
              {say('review.keep')}
            </Button>
            <Button size="small" danger onClick={() => choose({ person, decision: 'taken' })}>
              {say('review.take')}
            </Button>
          </Space>
        )
      },
    },
  ]
}

function Person({ person: { name, username, isDisabled, conflict, loans } }: { person: ReviewedPerson }) {
  const say = useWords(reviewWords)
  const [language] = useLanguage()
  return (
    <>
      <b>{name}</b> {isDisabled && <Pill tone="bad">{say('review.disabled')}</Pill>}
      <div className={lists.note}>{username}</div>
      {conflict && <Pill tone="bad">{say('review.conflict', { pair: conflict })}</Pill>}
      {loans.map((loan) => (
        <div key={`${loan.with}-${loan.role}-${loan.through}`} className={lists.note}>
          {say(loan.isLent ? 'review.lent' : 'review.borrowed', {
            name: loan.with,
            day: loan.through,
            role: roleNames[loan.role][language === 'zh' ? 0 : 1],
          })}
        </div>
      ))}
    </>
  )
}
