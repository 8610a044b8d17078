// Decides of which alarm an event record of Q/GDW 1376.1 (ERC) tells, and whether it tells of its beginning or its end.
import { groupKinds } from './alarm-groups/causes.ts'
import { alarmKinds } from './alarm-kinds/all.ts'

/** Of records that stand for several things, which one `what` names; the first where it names none. */
const parts: Readonly<Record<number, Readonly<Record<string, string>>>> = {
  9: { open: 'current-loss', short: 'ct-fault', reverse: 'reverse-flow' },
  10: { 'voltage-loss': 'voltage-loss', 'phase-loss': 'phase-loss' },
  11: { voltage: 'voltage-sequence', current: 'current-sequence' },
  17: { voltage: 'voltage-unbalance', current: 'current-unbalance' },
  24: { over: 'voltage-high-recorded', under: 'voltage-low-recorded' },
}

/** Every record of which the catalogue knows, with the alarms that it may be. */
export const ercKinds: ReadonlyMap<number, readonly string[]> = new Map(
  [...new Set(Object.values(alarmKinds).flatMap(({ erc = [] }) => erc))]
    .toSorted((a, b) => a - b)
    .map((erc) => [
      erc,
      Object.values(parts[erc] ?? {}).concat(
        parts[erc] ? [] : Object.keys(alarmKinds).filter((kind) => alarmKinds[kind]?.erc?.includes(erc)),
      ),
    ]),
)

/**
 * The code under which an event is kept: of `erc-24` with `what: 'under'` that of an undervoltage, and with `began: false` (bit 15 of the
 * record's point is 0: 恢复) that of its end. Any other code stays as it is.
 */
export function nameEvent({ code, detail }: { code: string; detail: Record<string, unknown> }): string {
  const erc = /^erc-?(\d{1,3})$/i.exec(code)?.[1]
  const kinds = erc === undefined ? undefined : ercKinds.get(Number(erc))
  if (!kinds) return code
  const kind = parts[Number(erc)]?.[String(detail.what)] ?? kinds[0] ?? code
  if (detail.began !== false) return kind
  return kind === 'power-off' ? 'power-on' : `${kind}-end`
}

/** Under the code of the catalogue, with what it was told as where that differs. */
export function nameToldEvent({ code, detail }: { code: string; detail: Record<string, unknown> }) {
  const meant = nameEvent({ code, detail })
  // That a place of the network is out is found from many alarms; one device has no say in it.
  const named = groupKinds.has(meant) ? `told-${meant}` : meant
  return named === code ? { code, detail } : { code: named, detail: { ...detail, toldAs: code } }
}
