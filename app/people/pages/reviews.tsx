import { Alert, Button, Progress, Space, type TableColumnsType } from 'antd'
import { Link, useNavigate } from 'react-router'
import { write } from '../../web/kit/api.ts'
import { DataTable } from '../../web/kit/data-table.tsx'
import lists from '../../web/kit/lists.module.css'
import { Page, Panel, Pill, type Tone } from '../../web/kit/parts.tsx'
import { useResource, useSubmit } from '../../web/kit/resource.ts'
import { hasRole, useUser } from '../../web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { AccessReview, AccessReviews } from '../review-contract.ts'
import { reviewWords } from './review-words.ts'

type Item = AccessReviews['items'][number]
export const stateTones: Record<Item['state'], Tone> = { open: 'brand', overdue: 'bad', closed: 'good' }

/** 权限复核: of each unit and quarter, how far it is. */
export default function AccessReviewsPage() {
  const say = useWords(reviewWords)
  const navigate = useNavigate()
  const found = useResource<AccessReviews>('/api/people/access-reviews', { keep: true })
  const isReviewer = hasRole(useUser(), ['manager', 'admin'])
  const open = useSubmit((organisationId: number, key) =>
    write<AccessReview>('POST', '/api/people/access-reviews', { organisationId }, key),
  )
  const start = async (id: number) => {
    const opened = await open.submit(id)
    if (opened) navigate(`/office/access-reviews/${opened.value.id}`)
  }
  const columns = useColumns(isReviewer)
  const overdue = found.data?.overdue ?? 0
  const unopened = isReviewer ? (found.data?.unopened ?? []) : []
  return (
    <Page title={say('reviews.title')} lead={say('reviews.lead')} refreshing={found.refreshing}>
      {overdue > 0 && (
        <Alert type="error" showIcon style={{ marginBottom: 12 }} title={say('reviews.late', { count: overdue })} />
      )}
      <Trouble error={open.error} />
      {unopened.length > 0 && (
        <Alert
          type="info"
          showIcon
          style={{ marginBottom: 12 }}
          title={say('reviews.unopened')}
          description={
            <Space wrap>
              {unopened.map(({ id, name }) => (
                <Button key={id} loading={open.busy} onClick={() => start(id)}>
                  {say('reviews.start', { name })}
                </Button>
              ))}
            </Space>
          }
        />
      )}
      <Panel flush label={say('reviews.title')}>
        <Shown
          of={found}
          rows={6}
          isEmpty={({ items }) => items.length === 0}
          empty={<Empty title={say('reviews.none')} next={say('reviews.none.next')} />}
        >
          {({ items }) => <DataTable rowKey="id" columns={columns} items={items} width={860} pageSize={50} head={0} />}
        </Shown>
      </Panel>
    </Page>
  )
}

function useColumns(isReviewer: boolean): TableColumnsType<Item> {
  const say = useWords(reviewWords)
  return [
    {
      title: say('reviews.unit'),
      render: (_, { unit, from, through }) => (
        <>
          <b>{unit}</b>
          <div className={lists.note}>{say('reviews.range', { from, through })}</div>
        </>
      ),
    },
    {
      title: say('reviews.state'),
      width: 110,
      render: (_, { state }) => <Pill tone={stateTones[state]}>{say(`reviews.state.${state}`)}</Pill>,
    },
    {
      title: say('reviews.progress'),
      width: 240,
      render: (_, { decided, total, taken }) => (
        <>
          <Progress
            percent={total === 0 ? 100 : Math.floor((100 * decided) / total)}
            size="small"
            format={() => say('reviews.progress.of', { decided, total })}
          />
          {taken > 0 && <div className={lists.note}>{say('reviews.taken', { count: taken })}</div>}
        </>
      ),
    },
    { title: say('reviews.due'), width: 120, dataIndex: 'dueOn' },
    {
      title: '',
      width: 90,
      render: (_, { id, state }) => (
        <Link to={`/office/access-reviews/${id}`}>
          {say(isReviewer && state !== 'closed' ? 'reviews.go' : 'reviews.see')}
        </Link>
      ),
    },
  ]
}
