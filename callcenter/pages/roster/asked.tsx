import { App, Button, Space } from 'antd'
import { write } from '../../../app/web/kit/api.ts'
import { Panel } from '../../../app/web/kit/parts.tsx'
import { useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Exchange, RosterWeek } from '../../roster/contract.ts'
import { lastDay } from './grid.tsx'
import css from './roster.module.css'
import { rosterWords } from './words.ts'

type Verdict = { to: string; verdict: 'granted' | 'refused' }

export function useExchangeText(): (exchange: Exchange) => string {
  const say = useWords(rosterWords)
  return ({ asker, askerOn, askerShift, other, otherOn, otherShift }) =>
    say('exchange.text', {
      ...{ asker: asker.name, askerOn: askerOn.slice(5), askerShift: say.code('shift', askerShift ?? '') },
      ...{ other: other.name, otherOn: otherOn.slice(5), otherShift: say.code('shift', otherShift ?? '') },
    })
}

/** What agents ask for, for the lead to decide. */
export function Asked({ found, reload }: { found: RosterWeek; reload: () => void }) {
  const say = useWords(rosterWords)
  const describe = useExchangeText()
  const { message } = App.useApp()
  const isLead = hasRole(useUser(), ['lead'])
  const act = useSubmit(({ to, verdict }: Verdict, key) => write('POST', `${to}/decision`, { verdict }, key))
  const decide = async (verdict: Verdict) => {
    if (!(await act.submit(verdict))) return
    message.success(say('decided'))
    reload()
  }
  const acts = (to: string, isOpen: boolean) =>
    isLead &&
    isOpen && (
      <Space>
        <Button size="small" type="primary" onClick={() => decide({ to, verdict: 'granted' })}>
          {say('grant')}
        </Button>
        <Button size="small" onClick={() => decide({ to, verdict: 'refused' })}>
          {say('refuse')}
        </Button>
      </Space>
    )
  return (
    <>
      <Panel flush title={say('absences')}>
        <Trouble error={act.error} />
        <ul className={css.days}>
          {found.absences.map(({ id, name, kind, fromOn, toOn, reason, state }) => (
            <li key={id}>
              <span>
                <b>{name}</b> {say(`absence.${kind}`)} {say('absence.days', { from: fromOn, to: lastDay(toOn) })}
                <div className={css.small}>
                  {say(`asked.${state}`)} · {reason}
                </div>
              </span>
              {acts(`/api/callcenter/absences/${id}`, state === 'asked')}
            </li>
          ))}
          {found.absences.length === 0 && <li className={css.small}>{say('absences.none')}</li>}
        </ul>
      </Panel>
      <Panel flush title={say('exchanges')}>
        <ul className={css.days}>
          {found.exchanges.map((exchange) => (
            <li key={exchange.id}>
              <span>
                {describe(exchange)}
                <div className={css.small}>
                  {exchange.state === 'asked'
                    ? say('exchange.waits', { name: exchange.other.name })
                    : say(`asked.${exchange.state}`)}
                </div>
              </span>
              {acts(`/api/callcenter/shift-exchanges/${exchange.id}`, exchange.state === 'agreed')}
            </li>
          ))}
          {found.exchanges.length === 0 && <li className={css.small}>{say('exchanges.none')}</li>}
        </ul>
      </Panel>
    </>
  )
}
