import { Button, Space, type TableColumnsType } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { clock, instant } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { type Say, useWords } from '../../../app/web/kit/words.ts'
import type { PromisedCall } from '../../promises/contract.ts'
import css from '../desk.module.css'
import type { Change } from './change-dialogs.tsx'
import { FormerWindows } from './former-windows.tsx'
import { sayWindow } from './window.ts'
import { promiseWords } from './words.ts'

/** Signs that are shown at once. */
const SHORT = 60

const tones: Record<PromisedCall['state'], Tone> = {
  ...{ waiting: 'calm', due: 'brand', kept: 'good' },
  ...{ 'not-reached': 'bad', withdrawn: 'calm', 'taken-over': 'good' },
}

type Act = (on: { on: PromisedCall; how: Change }) => void

/** What the reader may do with one, which the server decides again. */
function changesOf({ inHandOf, isLate, isMine }: PromisedCall, isLead: boolean): Change[] {
  if (inHandOf !== null) return []
  const own: Change[] = isLate ? [] : ['reschedule']
  if (isLead) return [...own, 'reassign', 'withdraw']
  return isMine && !isLate ? [...own, 'withdraw'] : []
}

export function PromiseTable({ items, isEnded, act }: { items: PromisedCall[]; isEnded: boolean; act: Act }) {
  const say = useWords(promiseWords)
  const isLead = hasRole(useUser(), ['lead'])
  const isChangeable = !isEnded && items.some((item) => changesOf(item, isLead).length > 0)
  const columns: TableColumnsType<PromisedCall> = [
    { title: say('col.state'), width: 120, render: (_, item) => <Standing of={item} /> },
    { title: say('col.window'), width: 190, render: (_, item) => <WindowOf item={item} /> },
    { title: say('col.customer'), width: 110, render: (_, item) => <Customer of={item} /> },
    { title: say('col.about'), className: css.about ?? '', render: (_, { about }) => <About text={about} /> },
    { title: say('col.phone'), width: 110, dataIndex: 'phone' },
    {
      title: say('col.by'),
      width: 150,
      render: (_, { by, at, contactNo }) => (
        <>
          {by}
          <div className={css.note}>{[instant(at), contactNo].filter(Boolean).join(' ')}</div>
        </>
      ),
    },
    {
      title: say('col.agent'),
      width: 110,
      render: (_, { agent, skill }) => agent ?? say('anybody', { skill: say(`skill.${skill}`) }),
    },
    { title: say('col.tries'), width: 70, align: 'right', render: (_, { tries }) => say('tries', { count: tries }) },
    ...(isEnded ? [ended(say)] : []),
    ...(isChangeable ? [acts(say, act, isLead)] : []),
  ]
  return (
    <DataTable rowKey={({ id }) => String(id)} columns={columns} items={items} width={1180} pageSize={20} head={3} />
  )
}

type PromiseSay = Say<keyof typeof promiseWords.pairs & string>

function ended(say: PromiseSay): TableColumnsType<PromisedCall>[number] {
  return {
    title: say('col.ended'),
    width: 170,
    render: (_, { endedAt, endedBy, endReason }) => (
      <>
        {[instant(endedAt), endedBy].filter(Boolean).join(' ')}
        {endReason && <div className={css.note}>{endReason}</div>}
      </>
    ),
  }
}

function acts(say: PromiseSay, act: Act, isLead: boolean): TableColumnsType<PromisedCall>[number] {
  return {
    key: 'acts',
    width: isLead ? 190 : 140,
    render: (_, on: PromisedCall) => (
      <Space size={6} wrap>
        {changesOf(on, isLead).map((how) => (
          <Button key={how} size="small" onClick={() => act({ on, how })}>
            {say(how)}
          </Button>
        ))}
      </Space>
    ),
  }
}

function WindowOf({ item }: { item: PromisedCall }) {
  return (
    <>
      <div className={css.whole}>{sayWindow(item)}</div>
      <FormerWindows former={item.former} />
    </>
  )
}

function Standing({ of }: { of: PromisedCall }) {
  const say = useWords(promiseWords)
  const { state, isLate, inHandOf, nextAt, tries } = of
  return (
    <>
      <Pill tone={isLate ? 'bad' : tones[state]}>{say(isLate ? 'late' : `state.${state}`)}</Pill>
      {state === 'due' && inHandOf !== null && <div className={css.note}>{say('inHand', { who: inHandOf })}</div>}
      {of.endedAt === null && inHandOf === null && tries > 0 && (
        <div className={css.note}>{say('again', { at: clock(nextAt) })}</div>
      )}
    </>
  )
}

/** A long one is opened by who wants all of it. */
function About({ text }: { text: string }) {
  const say = useWords(promiseWords)
  const [isOpen, open] = useState(false)
  if (text.length <= SHORT) return <div className={css.words}>{text}</div>
  return (
    <div>
      <div className={isOpen ? css.words : css.clamp}>{text}</div>
      <Button type="link" size="small" className={css.inline} onClick={() => open(!isOpen)}>
        {say(isOpen ? 'about.less' : 'about.more')}
      </Button>
    </div>
  )
}

/** To the file, where the reader works at the desk. */
function Customer({ of: { accountNo, customerName } }: { of: PromisedCall }) {
  const say = useWords(promiseWords)
  const answers = hasRole(useUser(), ['agent', 'lead'])
  if (accountNo === null) return say('unknown')
  const name = customerName ?? accountNo
  return answers ? <Link to={withQuery('/desk', { account: accountNo })}>{name}</Link> : name
}
