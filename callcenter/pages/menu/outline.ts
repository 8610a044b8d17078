import { type FlowVersion, targetsOf } from '../../menu/contract.ts'

export type Flow = FlowVersion['flow']
export type FlowNode = Flow['nodes'][string]

/** A line of the outline: a step where it stands first, or that a key leads to one that stands elsewhere. */
export type Line = { depth: number; by: string | null; name: string; isFirst: boolean }

/** The steps in the order in which a caller comes to them; those that nobody reaches are left out. */
export function outlineOf(flow: Flow): Line[] {
  const seen = new Set<string>()
  const lines: Line[] = []
  const visit = (name: string, by: string | null, depth: number) => {
    const node = flow.nodes[name]
    const isFirst = !seen.has(name)
    lines.push({ depth, by, name, isFirst })
    if (!node || !isFirst) return
    seen.add(name)
    for (const { by: way, to } of targetsOf(node)) visit(to, way, depth + 1)
  }
  visit(flow.start, null, 0)
  return lines
}

export function listLost(flow: Flow): string[] {
  const reached = new Set(outlineOf(flow).map(({ name }) => name))
  return Object.keys(flow.nodes).filter((name) => !reached.has(name))
}

export const clockOf = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
