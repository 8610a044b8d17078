import { Button, type TableColumnsType } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { instant, quantity } from '../../app/web/kit/format.ts'
import { Page, Panel, Pill } from '../../app/web/kit/parts.tsx'
import { useResource } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Shown } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { CheckRuleItem, checkRuleList } from '../held/contract.ts'
import { CheckRuleDialog } from './check-rule-dialog.tsx'
import { checkRuleWords } from './check-rule-words.ts'
import css from './clerk.module.css'
import { officeWords } from './office-words.ts'

type Judged = Extract<Parameters<ReturnType<typeof useWords<keyof typeof checkRuleWords.pairs>>>[0], `is.${string}`>

/** 审核规则: each with its figures and how often it was right. */
export default function CheckRules() {
  const say = useWords(checkRuleWords)
  const tell = useWords(officeWords)
  const mayChange = hasRole(useUser(), ['billing', 'manager'])
  const rules = useResource<z.infer<typeof checkRuleList>>('/api/billing/check-rules', { keep: true })
  const [editing, setEditing] = useState<CheckRuleItem>()
  const columns = useColumns(mayChange ? setEditing : null)
  const close = (isDone: boolean) => {
    setEditing(undefined)
    if (isDone) rules.reload()
  }
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={rules.refreshing}
      back={{ to: '/office/held', text: tell('held.title') }}
    >
      <Panel flush label={say('title')}>
        <Shown of={rules} rows={12}>
          {({ items }) => <DataTable rowKey="code" columns={columns} items={items} width={1050} head={0} />}
        </Shown>
      </Panel>
      {editing && <CheckRuleDialog rule={editing} close={close} />}
    </Page>
  )
}

function useColumns(edit: ((rule: CheckRuleItem) => void) | null): TableColumnsType<CheckRuleItem> {
  const say = useWords(checkRuleWords)
  const tell = useWords(officeWords)
  const count = (title: string, value: (rule: CheckRuleItem) => number) => ({
    title,
    width: 80,
    align: 'right' as const,
    render: (_: unknown, rule: CheckRuleItem) => quantity(value(rule)),
  })
  return [
    {
      title: tell('col.rule'),
      width: 190,
      render: (_, rule) => (
        <>
          <b>{tell(`rule.${rule.code}`)}</b>
          <div className={css.note}>{say(`stage.${rule.stage}`)}</div>
        </>
      ),
    },
    {
      title: say('figures'),
      render: (_, rule) => <Figures rule={rule} />,
    },
    {
      title: say('effect'),
      width: 120,
      render: (_, { holds, enabled }) => {
        if (!enabled) return <Pill tone="calm">{say('off')}</Pill>
        return <Pill tone={holds ? 'warn' : 'brand'}>{say(holds ? 'holds' : 'tells')}</Pill>
      },
    },
    count(say('hits'), ({ hits }) => hits),
    count(say('open'), ({ open }) => open),
    count(say('confirmed'), ({ confirmed }) => confirmed),
    count(say('falseAlarms'), ({ falseAlarms }) => falseAlarms),
    {
      title: say('precision'),
      width: 90,
      align: 'right',
      render: (_, { precision }) => (precision === null ? '—' : `${quantity(precision * 100, 1)} %`),
    },
    {
      title: say('changed'),
      width: 160,
      render: (_, { changedAt, changedBy }) => (
        <>
          {instant(changedAt)}
          <div className={css.note}>{changedBy === 'system' ? say('system') : changedBy}</div>
        </>
      ),
    },
    {
      title: '',
      width: 90,
      render: (_, rule) =>
        edit && (
          <Button size="small" aria-label={`${say('edit')} ${tell(`rule.${rule.code}`)}`} onClick={() => edit(rule)}>
            {say('edit')}
          </Button>
        ),
    },
  ]
}

function Figures({ rule: { code, parameters, basis } }: { rule: CheckRuleItem }) {
  const say = useWords(checkRuleWords)
  return (
    <>
      {Object.entries(parameters).map(([name, value]) => (
        <div key={name}>{say(`is.${code}.${name}` as Judged, { value: quantity(value, 4) })}</div>
      ))}
      <div className={css.note}>{basis}</div>
    </>
  )
}
