import { App, Button } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { accountNumber, yuan } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { FeedInCorrection, FeedInMonth } from '../../feed-in/contract.ts'
import clerk from '../clerk.module.css'
import css from '../office.module.css'
import { feedInWords } from './words.ts'

/** What waits for somebody: accounts that could not be settled, and statements under which registers have changed. */
export function FeedInTodo({ month: { parked, tasks }, done }: { month: FeedInMonth; done: () => void }) {
  const say = useWords(feedInWords)
  const [language] = useLanguage()
  return (
    <>
      {parked.length > 0 && (
        <Panel title={`${say('parked.title')} ${parked.length}`}>
          <ul className={clerk.todo}>
            {parked.map((each) => (
              <li key={each.id}>
                <div>
                  {accountNumber(each.accountNo)} {each.customerName}
                  <div>{each.message[language]}</div>
                  <div className={css.note}>
                    {say('parked.by', { owner: say.code('owner', each.owner), attempts: each.attempts })}
                  </div>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
      {tasks.length > 0 && (
        <Panel title={`${say('task.title')} ${tasks.length}`}>
          <ul className={clerk.todo}>
            {tasks.map((task) => (
              <Task key={task.id} task={task} done={done} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  )
}

function Task({ task, done }: { task: FeedInMonth['tasks'][number]; done: () => void }) {
  const say = useWords(feedInWords)
  const { modal, message } = App.useApp()
  const mayCorrect = useUser().roles.includes('billing')
  const { accountNo, month } = task
  const correct = useSubmit((_: null, key) =>
    write<FeedInCorrection>(
      'POST',
      '/api/billing/feed-in/corrections',
      { accountNo, fromMonth: month, reason: say('task.reason') },
      key,
    ),
  )
  const start = async () => {
    const made = await correct.submit(null)
    if (!made) return
    const { months, differenceYuan } = made.value
    message.success(
      months.length === 0 ? say('task.same') : say('task.done', { count: months.length, amount: yuan(differenceYuan) }),
      6,
    )
    done()
  }
  const ask = () =>
    modal.confirm({
      title: say('task.ask', { month }),
      content: say('task.ask.text'),
      okText: say('task.correct'),
      onOk: () => void start(),
    })
  return (
    <li>
      <div>
        {accountNumber(accountNo)} {task.customerName}
        <div className={css.note}>{say('task.line', { month, day: task.day ?? '—' })}</div>
        <Trouble error={correct.error} />
      </div>
      {mayCorrect && (
        <Button size="small" loading={correct.busy} onClick={ask}>
          {say('task.correct')}
        </Button>
      )}
    </li>
  )
}
