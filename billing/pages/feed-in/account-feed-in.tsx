import { Button } from 'antd'
import type { z } from 'zod'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { quantity, yuan } from '../../../app/web/kit/format.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { statementList } from '../../feed-in/contract.ts'
import clerk from '../clerk.module.css'
import css from '../office.module.css'
import { StatementDrawer, StatePill } from './statement-drawer.tsx'
import { feedInWords } from './words.ts'

/** What an account is paid for energy fed in; nothing where it feeds none in. */
export function AccountFeedIn({ accountNo }: { accountNo: string }) {
  const say = useWords(feedInWords)
  const [chosen, choose] = useChoices(['statement'])
  const found = useResource<z.infer<typeof statementList>>(`/api/billing/accounts/${accountNo}/feed-in`)
  const items = found.data?.items ?? []
  if (items.length === 0) return null
  return (
    <Panel title={say('mine.title')}>
      <p className={css.note}>{say('mine.note')}</p>
      <ul className={clerk.todo}>
        {items.map((item) => (
          <li key={item.id}>
            <div>
              <Button
                type="link"
                size="small"
                style={{ padding: 0 }}
                onClick={() => choose({ statement: String(item.id) })}
              >
                {item.month}
              </Button>
              <div className={css.note}>{quantity(item.exportedKwh)} kWh</div>
            </div>
            <div>
              <b>{yuan(item.totalYuan)}</b>
              <div>
                <StatePill statement={item} />
              </div>
            </div>
          </li>
        ))}
      </ul>
      <StatementDrawer id={chosen.statement} show={(id) => choose({ statement: id })} />
    </Panel>
  )
}
