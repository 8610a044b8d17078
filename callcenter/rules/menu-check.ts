/** Decides whether a flow of the voice menu may be released: every caller gets somewhere, and hears it in his language. */
import { type Flow, languages, type MenuNode, type Spoken } from './menu.ts'

export const flowFaults = [
  'no-such-target',
  'unreachable',
  'no-way-out',
  'circle-without-question',
  'text-missing',
  'no-keys',
] as const
/** Of a node; `start` and `again` of the flow itself. */
export type FlowFault = { node: string; fault: (typeof flowFaults)[number]; detail?: string }

/** Where a node leads, by what leads there. */
export function targetsOf(node: MenuNode): { by: string; to: string }[] {
  switch (node.kind) {
    case 'say':
    case 'language':
      return [{ by: 'next', to: node.next }]
    case 'choose':
      return [...Object.entries(node.keys).map(([by, to]) => ({ by, to })), { by: 'otherwise', to: node.otherwise }]
    case 'ask-account':
      return [
        { by: 'matched', to: node.matched },
        { by: 'otherwise', to: node.otherwise },
      ]
    case 'tell':
    case 'report-fault':
    case 'record-outage':
    case 'branch':
      return [
        { by: 'next', to: node.next },
        { by: 'otherwise', to: node.otherwise },
      ]
    default:
      return []
  }
}

export function checkFlow(flow: Flow): FlowFault[] {
  const names = Object.keys(flow.nodes)
  if (!flow.nodes[flow.start]) return [{ node: 'start', fault: 'no-such-target', detail: flow.start }]
  const faults = [...textFaults('again', flow.again), ...names.flatMap((name) => nodeFaults(flow, name))]
  const seen = reach(flow, [flow.start])
  for (const name of names) {
    if (!seen.has(name)) faults.push({ node: name, fault: 'unreachable' })
    else if (![...reach(flow, [name])].some((each) => isEnd(flow.nodes[each])))
      faults.push({ node: name, fault: 'no-way-out' })
    if (isInSilentCircle(flow, name)) faults.push({ node: name, fault: 'circle-without-question' })
  }
  return faults
}

function nodeFaults(flow: Flow, name: string): FlowFault[] {
  const node = flow.nodes[name] as MenuNode
  const missing = targetsOf(node).filter(({ to }) => !flow.nodes[to])
  return [
    ...missing.map(({ to }) => ({ node: name, fault: 'no-such-target' as const, detail: to })),
    ...('text' in node ? textFaults(name, node.text) : []),
    ...(node.kind === 'choose' && Object.keys(node.keys).length === 0
      ? [{ node: name, fault: 'no-keys' as const }]
      : []),
  ]
}

function textFaults(node: string, text: Spoken): FlowFault[] {
  return languages
    .filter((language) => !text[language]?.trim())
    .map((language) => ({ node, fault: 'text-missing', detail: language }))
}

function reach({ nodes }: Flow, from: string[], passes: (node: MenuNode) => boolean = () => true): Set<string> {
  const seen = new Set(from)
  const left = [...from]
  for (let name = left.pop(); name !== undefined; name = left.pop()) {
    const node = nodes[name]
    if (!node || !passes(node)) continue
    for (const { to } of targetsOf(node)) {
      if (seen.has(to)) continue
      seen.add(to)
      left.push(to)
    }
  }
  return seen
}

const asks = (node: MenuNode) => node.kind === 'choose' || node.kind === 'ask-account'

function isEnd(node: MenuNode | undefined): boolean {
  return node?.kind === 'queue' || node?.kind === 'call-back' || node?.kind === 'end'
}

/** It comes back to itself without anybody being asked anything: it would never end. */
function isInSilentCircle(flow: Flow, name: string): boolean {
  const node = flow.nodes[name]
  if (!node || asks(node)) return false
  const after = targetsOf(node).map(({ to }) => to)
  return reach(flow, after, (each) => !asks(each)).has(name)
}
