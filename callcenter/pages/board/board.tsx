import { Alert, Button, Space, type TableColumnsType } from 'antd'
import { useEffect, useState } from 'react'
import { Link } from 'react-router'
import { write } from '../../../app/web/kit/api.ts'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { clock, fixed } from '../../../app/web/kit/format.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { Figure, Page, Panel, Pill } from '../../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty, Shown, Trouble } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Board } from '../../board/contract.ts'
import { agentTones } from '../agent-tones.ts'
import { MarkList } from '../marks/mark-list.tsx'
import { StormPanel } from '../menu/storms.tsx'
import { deskWords } from '../words.ts'
import css from './board.module.css'
import { Listening } from './listen.tsx'
import { listenWords } from './listen-words.ts'
import { useSeconds } from './seconds.ts'
import { SkillsDialog } from './skills-dialog.tsx'
import { boardWords } from './words.ts'
import { Written } from './written.tsx'

type Queue = Board['queues'][number]
export type Agent = Board['agents'][number]

const POLL_MS = 5_000

/** 现场监控: what a lead watches. */
export default function BoardPage() {
  const say = useWords(boardWords)
  const isLead = hasRole(useUser(), ['lead'])
  const resource = useResource<Board>('/api/callcenter/board')
  const { reload } = resource
  useLiveReload(
    ['contact.offered', 'contact.changed', 'contact.closed', 'work-order.alerted', 'promised-call.changed'],
    reload,
    1_000,
  )
  useEffect(() => {
    const timer = setInterval(reload, POLL_MS)
    return () => clearInterval(timer)
  }, [reload])
  return (
    <Page title={say('title')} lead={say('lead')}>
      <Shown of={resource} rows={8}>
        {(board) => (
          <div className={css.stack}>
            <LateTaking board={board} />
            <LateOrders of={board.lateOrders} />
            <LatePromises count={board.latePromises} />
            <Now board={board} />
            <Written chats={board.chats} isLead={isLead} reload={reload} />
            <StormPanel />
            {isLead && <MarkList />}
            <Queues board={board} />
            <Agents agents={board.agents} reload={reload} />
          </div>
        )}
      </Shown>
    </Page>
  )
}

function LateTaking({ board: { lateTaking } }: { board: Board }) {
  const say = useWords(boardWords)
  if (!lateTaking) return null
  const { shift, since } = lateTaking
  return (
    <Alert
      type="warning"
      showIcon
      title={say('late', { shift: say(`shift.${shift}`), at: clock(since) })}
      action={<Link to="/desk/shifts">{say('late.open')}</Link>}
    />
  )
}

function LateOrders({ of }: { of: Board['lateOrders'] }) {
  const say = useWords(boardWords)
  if (of.overdue === 0) return null
  const level = of.escalated > 0 ? 'escalated' : 'overdue'
  return (
    <Alert
      type={level === 'escalated' ? 'error' : 'warning'}
      showIcon
      title={say(`lateOrders.${level}`, of)}
      action={<Link to={`/desk/orders?${level}=true`}>{say('lateOrders.open')}</Link>}
    />
  )
}

function LatePromises({ count }: { count: number }) {
  const say = useWords(boardWords)
  if (count === 0) return null
  return (
    <Alert
      type="warning"
      showIcon
      title={say('latePromises', { count })}
      action={<Link to="/desk/promises?of=unit">{say('latePromises.open')}</Link>}
    />
  )
}

const percent = (share: number | null) => (share === null ? '—' : `${fixed(share * 100, 1)}%`)

function Now({ board: { queues, keys, withinSeconds } }: { board: Board }) {
  const say = useWords(boardWords)
  const sayWait = useSeconds()
  const all = queues.find(({ skill }) => skill === null)
  if (!all) return null
  const asked = all.answered + all.abandoned
  return (
    <Panel label={say('title')}>
      <div className={css.figures}>
        <Figure label={say('waiting')} value={all.waiting} tone={all.waiting > all.readyAgents ? 'warn' : 'calm'} />
        <Figure
          label={say('longest')}
          value={sayWait(all.longestWaitSeconds)}
          tone={(all.longestWaitSeconds ?? 0) > withinSeconds ? 'bad' : 'calm'}
        />
        <Figure
          label={say('estimate')}
          value={all.estimateSeconds === null ? say('nobody') : sayWait(all.estimateSeconds)}
          tone={all.estimateSeconds === null ? 'bad' : 'calm'}
        />
        <Figure label={say('ready')} value={all.readyAgents} note={say('atWork', { count: all.agentsAtWork })} />
        <Figure
          label={say('level', { seconds: withinSeconds })}
          value={percent(all.levels['of-all'])}
          note={say('formula.of-all')}
        />
        <Figure
          label={say('abandoned')}
          value={percent(all.abandonedShare)}
          note={say('ofCalls', { part: all.abandoned, all: asked })}
        />
        <Figure
          label={say('keys')}
          value={keys.satisfaction === null ? '—' : fixed(keys.satisfaction, 2)}
          note={say('keys.answered', { asked: keys.asked, answered: keys.answered })}
        />
      </div>
    </Panel>
  )
}

function Queues({ board: { queues, withinSeconds } }: { board: Board }) {
  const say = useWords(boardWords)
  const sayWait = useSeconds()
  const columns: TableColumnsType<Queue> = [
    { title: say('col.skill'), render: (_, { skill }) => <b>{skill ? say(`skill.${skill}`) : say('all')}</b> },
    { title: say('col.waiting'), width: 70, align: 'right', dataIndex: 'waiting' },
    {
      title: say('col.longest'),
      width: 110,
      align: 'right',
      render: (_, { longestWaitSeconds }) => sayWait(longestWaitSeconds),
    },
    {
      title: say('col.agents'),
      width: 110,
      render: (_, { readyAgents, agentsAtWork }) => `${readyAgents} / ${agentsAtWork}`,
    },
    { title: say('col.answered'), width: 70, align: 'right', dataIndex: 'answered' },
    { title: say('col.abandoned'), width: 70, align: 'right', dataIndex: 'abandoned' },
    {
      title: say('col.answer'),
      width: 110,
      align: 'right',
      render: (_, { meanAnswerSeconds }) => sayWait(meanAnswerSeconds),
    },
    {
      title: say('col.handle'),
      width: 110,
      align: 'right',
      render: (_, { meanHandleSeconds }) => sayWait(meanHandleSeconds),
    },
    ...(['of-all', 'without-short', 'of-answered'] as const).map((formula) => ({
      title: say(`formula.${formula}`),
      width: 120,
      align: 'right' as const,
      render: (_: unknown, { levels }: Queue) => percent(levels[formula]),
    })),
  ]
  return (
    <Panel flush title={say('queues')}>
      <DataTable rowKey={({ skill }) => skill ?? 'all'} columns={columns} items={queues} width={1080} />
      <p className={css.note}>{say('formulas', { seconds: withinSeconds })}</p>
    </Panel>
  )
}

function Agents({ agents, reload }: { agents: Agent[]; reload: () => void }) {
  const say = useWords(boardWords)
  const [chosen, choose] = useState<Agent>()
  const isLead = hasRole(useUser(), ['lead'])
  const force = useSubmit(async ({ userId, state }: { userId: number; state: 'away' | 'ready' }, key) => {
    await write('PUT', `/api/callcenter/agents/${userId}/state`, { state }, key)
    reload()
  })
  const columns = useAgentColumns(
    isLead ? { choose, force: (userId, state) => void force.submit({ userId, state }) } : null,
    reload,
  )
  return (
    <Panel flush title={say('agents')}>
      <Trouble error={force.error} />
      {agents.length === 0 ? (
        <Empty title={say('agents.none')} next={say('agents.none.next')} />
      ) : (
        <DataTable
          rowKey={({ userId }) => String(userId)}
          columns={columns}
          items={agents}
          width={1080}
          pageSize={50}
        />
      )}
      {chosen && (
        <SkillsDialog
          agent={chosen}
          close={(isDone) => {
            choose(undefined)
            if (isDone) reload()
          }}
        />
      )}
    </Panel>
  )
}

type Acts = { choose: (agent: Agent) => void; force: (userId: number, state: 'away' | 'ready') => void }

function useAgentColumns(acts: Acts | null, reload: () => void): TableColumnsType<Agent> {
  const say = useWords(boardWords)
  const sayDesk = useWords(deskWords)
  const sayListening = useWords(listenWords)
  const columns: TableColumnsType<Agent> = [
    { title: say('col.agent'), width: 160, render: (_, { name }) => <b>{name}</b> },
    {
      title: say('col.state'),
      width: 210,
      render: (_, { state, since, reason }) => (
        <span className={css.state}>
          <Pill tone={agentTones[state]}>{sayDesk(`agent.${state}`)}</Pill>
          <span className={css.small}>
            {since && sayDesk('agent.since', { at: clock(since) })}
            {reason && ` · ${sayDesk(`agent.why.${reason}`)}`}
          </span>
        </span>
      ),
    },
    {
      title: say('col.skills'),
      render: (_, { skills }) => {
        const own = Object.entries(skills) as [keyof typeof skills, number][]
        if (own.length === 0) return <span className={css.small}>{say('everything')}</span>
        return own.map(([skill, level]) => `${say(`skill.${skill}`)} ${level}`).join('、')
      },
    },
    {
      title: sayListening('column'),
      width: 200,
      render: (_, agent) => <Listening agent={agent} mayListen={acts !== null} reload={reload} />,
    },
    { title: say('col.today'), width: 90, align: 'right', dataIndex: 'answeredToday' },
    { title: say('col.unwritten'), width: 90, align: 'right', dataIndex: 'unwritten' },
  ]
  if (!acts) return columns
  return [
    ...columns,
    {
      key: 'acts',
      width: 190,
      render: (_, agent) => (
        <Space>
          <Button size="small" onClick={() => acts.choose(agent)}>
            {say('setSkills')}
          </Button>
          {(agent.state === 'ready' || agent.state === 'wrap-up') && (
            <Button size="small" onClick={() => acts.force(agent.userId, 'away')}>
              {say('forceAway')}
            </Button>
          )}
          {agent.state === 'away' && agent.since !== null && (
            <Button size="small" onClick={() => acts.force(agent.userId, 'ready')}>
              {say('forceReady')}
            </Button>
          )}
        </Space>
      ),
    },
  ]
}
