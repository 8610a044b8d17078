import type { ApplicationKind } from '../forms.ts'
import type { Flow } from '../rules/flow/shape.ts'
import { changeFlows } from './changes.ts'
import { newSupplyFlows } from './new-supply.ts'
import { severalFlows } from './several.ts'
import { supplyChangeFlows } from './supply-changes.ts'

export const flows: Flow[] = [...newSupplyFlows, ...changeFlows, ...supplyChangeFlows, ...severalFlows]

/** The flow under which new applications of a kind begin. */
export function latestFlow(kind: ApplicationKind): Flow {
  return pick(
    flows.filter((flow) => flow.kind === kind).sort((one, other) => one.version - other.version),
    kind,
  )
}

/** The flow under which a running application was begun: it outlives later versions. */
export function flowOf({ kind, flowVersion }: { kind: ApplicationKind; flowVersion: number }): Flow {
  return pick(
    flows.filter((flow) => flow.kind === kind && flow.version === flowVersion),
    `${kind} version ${flowVersion}`,
  )
}

function pick(found: Flow[], name: string): Flow {
  const flow = found.at(-1)
  if (!flow) throw new Error(`no flow ${name}`)
  return flow
}
