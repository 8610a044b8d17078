import { App, Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { withQuery, write } from '../../app/web/kit/api.ts'
import { civilDay, quantity } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { useUser } from '../../app/web/kit/session.tsx'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { BillRun } from '../contract.ts'
import type { ParkedGroup } from '../office/contract.ts'
import css from './clerk.module.css'
import { officeWords } from './office-words.ts'
import { parkedWords } from './parked-words.ts'
import { billingWords } from './words.ts'

type Props = { groups: ParkedGroup[]; chosen: { billMonth: string; reason: string }; done: () => void }

/** One reason at one stage, over the months that are shown. */
type Reason = Omit<ParkedGroup, 'billMonth'> & { months: string[] }

/** What is parked by reason, with who acts; a reason is opened, or run again as a whole, month by month. */
export function ParkedGroups({ groups, chosen, done }: Props) {
  const reasons = [...Map.groupBy(groups, ({ reason, stage }) => `${reason}:${stage}`)].map(([key, ofReason]) => ({
    key,
    group: sumUp(ofReason),
  }))
  return (
    <div className={css.groups}>
      {reasons.map(({ key, group }) => (
        <Group key={key} group={group} chosen={chosen} done={done} />
      ))}
    </div>
  )
}

function sumUp(groups: ParkedGroup[]): Reason | undefined {
  const [first] = groups
  return (
    first && {
      ...first,
      months: groups.map(({ billMonth }) => billMonth).sort(),
      accounts: groups.reduce((sum, { accounts }) => sum + accounts, 0),
      oldestAt: groups.map(({ oldestAt }) => oldestAt).sort()[0] ?? first.oldestAt,
    }
  )
}

function Group({ group, chosen, done }: { group: Reason | undefined; chosen: Props['chosen']; done: () => void }) {
  const say = useWords(parkedWords)
  const name = useWords(billingWords)
  const tell = useWords(officeWords)
  const mayRun = useUser().roles.includes('billing')
  if (!group) return null
  const { months, reason, stage, owner, accounts, oldestAt } = group
  const isChosen = reason === chosen.reason
  return (
    <div className={`${css.group} ${isChosen ? css.chosen : ''}`}>
      <Pill tone={reason === 'FAULT' ? 'bad' : 'warn'}>{name(`reason.${reason}`)}</Pill>
      <Link
        className={css.count}
        to={withQuery('/office/parked', { billMonth: chosen.billMonth, reason: isChosen ? '' : reason })}
      >
        {say(months.length > 1 ? 'group.months' : 'group.accounts', { count: quantity(accounts) })}
      </Link>
      <div>
        {monthsOf(months)} · {say('group.owner', { owner: name.code('owner', owner) })}
      </div>
      <div className={css.note}>
        {say('group.at', { stage: tell(`stage.${stage}`) })} · {say('group.since', { at: civilDay(oldestAt) })}
      </div>
      {mayRun && <RerunGroup group={group} done={done} />}
    </div>
  )
}

function monthsOf(months: string[]): string {
  const [from, through] = [months[0] ?? '', months.at(-1) ?? '']
  return from === through ? from : `${from} ~ ${through}`
}

function RerunGroup({ group, done }: { group: Reason; done: () => void }) {
  const say = useWords(parkedWords)
  const name = useWords(billingWords)
  const { modal } = App.useApp()
  const { months, reason, accounts } = group
  const navigate = useNavigate()
  const [billMonth, throughMonth] = [months[0], months.at(-1)]
  const rerun = useSubmit((_: null, key) => {
    const which = { billMonth, throughMonth, reason }
    return write<BillRun>('POST', '/api/billing/parked/reruns', { ...which, background: true }, key)
  })
  const again = async () => {
    const begun = await rerun.submit(null)
    if (!begun) return done()
    navigate(billMonth === throughMonth ? `/office/runs/${begun.value.id}` : '/office/runs?kind=accounts')
  }
  const ask = () =>
    modal.confirm({
      title: say('group.ask', { count: quantity(accounts) }),
      content: say('group.ask.text', { month: monthsOf(months), reason: name(`reason.${reason}`) }),
      okText: name('parked.rerun'),
      onOk: () => void again(),
    })
  return (
    <>
      <Button size="small" loading={rerun.busy} onClick={ask}>
        {say('group.rerun')}
      </Button>
      <Trouble error={rerun.error} />
    </>
  )
}
