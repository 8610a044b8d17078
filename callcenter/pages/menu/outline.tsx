import { Button } from 'antd'
import { Pill } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { FlowVersion } from '../../menu/contract.ts'
import { flowWords } from './flow-words.ts'
import css from './menu.module.css'
import { clockOf, type Flow, type FlowNode, type Line, listLost, outlineOf } from './outline.ts'

type Faults = FlowVersion['faults']
type Edit = ((name: string) => void) | null

/** The flow as a caller goes through it, each step where he comes to it first. */
export function Outline({ flow, faults, edit }: { flow: Flow; faults: Faults; edit: Edit }) {
  const say = useWords(flowWords)
  const lost = listLost(flow)
  const step = (line: Line, key: string) => <Step key={key} line={line} flow={flow} faults={faults} edit={edit} />
  return (
    <div>
      <ul className={css.outline}>{outlineOf(flow).map((line, place) => step(line, `${place} ${line.name}`))}</ul>
      {lost.length > 0 && <h3>{say('lost')}</h3>}
      <ul className={css.outline}>{lost.map((name) => step({ depth: 0, by: null, name, isFirst: true }, name))}</ul>
    </div>
  )
}

function Step({ line, flow, faults, edit }: { line: Line; flow: Flow; faults: Faults; edit: Edit }) {
  const say = useWords(flowWords)
  const { depth, by, name, isFirst } = line
  const node = flow.nodes[name]
  const way = by === null ? null : /^\d$/.test(by) ? say('key', { key: by }) : say(`by.${by as 'next'}`)
  return (
    <li style={{ paddingInlineStart: `${Math.min(depth, 8) * 18}px` }}>
      {way && <span className={css.way}>{way}</span>}
      {!node || !isFirst ? (
        <span className={css.note}>{say('goesTo', { title: node?.title ?? name })}</span>
      ) : (
        <>
          <b>{node.title}</b> <Pill tone="calm">{say(`kind.${node.kind}`)}</Pill> <Told node={node} />
          {edit && (
            <Button type="link" size="small" aria-label={`${say('edit')} ${node.title}`} onClick={() => edit(name)}>
              {say('edit')}
            </Button>
          )}
          {'text' in node && <p className={css.text}>{node.text.zh}</p>}
          {'text' in node && node.text.en !== node.text.zh && <p className={css.text}>{node.text.en}</p>}
          {faults
            .filter((each) => each.node === name)
            .map(({ fault, detail = '' }) => (
              <Pill key={`${fault} ${detail}`} tone="bad">
                {say(`fault.${fault}`, {
                  detail: fault === 'text-missing' ? say(`language.${detail as 'zh'}`) : detail,
                })}
              </Pill>
            ))}
        </>
      )}
    </li>
  )
}

/** What a step does beside speaking. */
function Told({ node }: { node: FlowNode }) {
  const say = useWords(flowWords)
  if (node.kind === 'queue' || node.kind === 'call-back') return <span>{say(`skill.${node.skill}`)}</span>
  if (node.kind === 'tell') return <span>{say(`topic.${node.what}`)}</span>
  if (node.kind === 'language') return <span>{say(`language.${node.language}`)}</span>
  if (node.kind !== 'branch') return null
  const { on } = node
  if (on.is !== 'open') return <span>{say(`is.${on.is}`)}</span>
  const { days, fromMinute, toMinute } = on
  return <span>{say('hours', { days: say(`days.${days}`), from: clockOf(fromMinute), to: clockOf(toMinute) })}</span>
}
