import { Alert, Button, Select } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { Page, Panel, Pill } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { SearchBox } from '../../web/kit/search-box.tsx'
import { Empty, Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import { type ParameterList, parameterKinds, parameterStates } from '../contract.ts'
import css from './parameters.module.css'
import { RuleTable } from './rule-table.tsx'
import { pathOf, useSaid } from './said.ts'
import { parameterWords } from './words.ts'

const names = ['q', 'department', 'kind', 'state'] as const

/** 参数: every dated rule, searched and grouped by what it decides. */
export default function ParametersPage() {
  const say = useWords(parameterWords)
  const [chosen, choose] = useChoices(names)
  const found = useResource<ParameterList>(withQuery('/api/parameters', chosen), { keep: true })
  const sheet = (format: 'csv' | 'xlsx') => withQuery('/api/parameters/export', { ...chosen, format })
  const waiting = found.data?.waiting ?? 0
  const none = (
    <Empty
      title={say('none')}
      next={say('none.next')}
      action={
        <Button onClick={() => choose({ q: null, department: null, kind: null, state: null })}>{say('clear')}</Button>
      }
    />
  )
  return (
    <Page
      title={say('title')}
      lead={say('lead')}
      refreshing={found.refreshing}
      actions={
        <>
          <Button href={sheet('csv')}>{say('export')}</Button>
          <Button href={sheet('xlsx')}>{say('book')}</Button>
          <Link to="/office/parameters/changes">
            <Button type={waiting > 0 ? 'primary' : 'default'}>
              {waiting > 0 ? say('waiting.count', { count: waiting }) : say('waiting')}
            </Button>
          </Link>
        </>
      }
    >
      {found.data?.sets.some(({ obstacle }) => obstacle === 'unit') && (
        <Alert type="info" showIcon title={say('obstacle.unit.all')} className={css.why ?? ''} />
      )}
      <Filters of={found.data} chosen={chosen} choose={choose} />
      <Shown of={found} rows={14} isEmpty={({ sets }) => sets.length === 0} empty={none}>
        {({ sets }) => (
          <div className={css.sets}>
            {sets.map((set) => (
              <OneSet key={set.name} set={set} />
            ))}
          </div>
        )}
      </Shown>
    </Page>
  )
}

type Chosen = Record<(typeof names)[number], string>
type Filtering = {
  of: ParameterList | undefined
  chosen: Chosen
  choose: (change: Partial<Record<keyof Chosen, string | null>>) => void
}

function Filters({ of, chosen, choose }: Filtering) {
  const say = useWords(parameterWords)
  const departments = (of?.departments ?? []).map(({ department, count }) => ({
    value: department as string,
    label: `${say(`department.${department}`)} ${count}`,
  }))
  return (
    <div className={css.bar}>
      <SearchBox value={chosen.q} label={say('search')} search={(q) => choose({ q })} isLive />
      <Select
        className={css.choice ?? ''}
        aria-label={say('department.label')}
        value={chosen.department}
        onChange={(department) => choose({ department })}
        options={[{ value: '', label: say('department.any') }, ...departments]}
      />
      <Select
        className={css.choice ?? ''}
        aria-label={say('kind.label')}
        value={chosen.kind}
        onChange={(kind) => choose({ kind })}
        options={[
          { value: '', label: say('kind.any') },
          ...parameterKinds.map((kind) => ({ value: kind as string, label: say(`kind.${kind}`) })),
        ]}
      />
      <Select
        className={css.choice ?? ''}
        aria-label={say('state.label')}
        value={chosen.state}
        onChange={(state) => choose({ state })}
        options={[
          { value: '', label: say('state.any') },
          ...parameterStates.map((state) => ({ value: state as string, label: say(`state.${state}`) })),
        ]}
      />
    </div>
  )
}

function OneSet({ set }: { set: ParameterList['sets'][number] }) {
  const say = useWords(parameterWords)
  const said = useSaid()
  const { name, department, kind, how, path, items, mayAdd } = set
  const extra = (
    <>
      {mayAdd && (
        <Link to={`${pathOf(name, '')}?new=1`}>
          <Button size="small">{say('add')}</Button>
        </Link>
      )}
      <Pill tone="calm">{say(`department.${department}`)}</Pill>
      <Pill tone="calm">{say(`kind.${kind}`)}</Pill>
      {how !== 'elsewhere' && <Pill tone={how === 'two' ? 'brand' : 'calm'}>{say(`how.${how}`)}</Pill>}
    </>
  )
  return (
    <Panel flush title={said(set.title)} extra={extra} label={said(set.title)}>
      <p className={css.about}>{said(set.about)}</p>
      {path ? (
        <div className={css.elsewhere}>
          <Link to={path}>{say('elsewhere')} ›</Link>
        </div>
      ) : (
        <RuleTable set={name} items={items} />
      )}
    </Panel>
  )
}
