// Decides whether the registers of a settlement can be true: each meter that is taken off or handed over, read whole.
import type { ApplicationKind, SettlementData } from '../../contract.ts'
import type { AccountSnapshot, SnapshotPoint } from './facts.ts'

type Issue = { path: string; message: string }

export function checkSettlement(
  kind: ApplicationKind,
  accounts: Pick<AccountSnapshot, 'points' | 'assessmentPoints'>[],
  { meters }: SettlementData,
): Issue[] {
  const pointsOf = (list: typeof accounts) =>
    list.flatMap(({ points, assessmentPoints }) => [...points, ...assessmentPoints])
  const known = pointsOf(accounts)
  const issues = meters.flatMap(({ pointNo, endRegisters }, n) => {
    const path = `data.meters.${n}`
    const point = known.find((each) => each.pointNo === pointNo)
    if (!point?.meter) {
      return [{ path: `${path}.pointNo`, message: `计量点 ${pointNo} 不属于该户,或没有在装电能表,请重新选择` }]
    }
    if (meters.findIndex((each) => each.pointNo === pointNo) < n) {
      return [{ path: `${path}.pointNo`, message: `计量点 ${pointNo} 填写了两次,请删去一行` }]
    }
    return checkRegisters(point.meter, endRegisters, path)
  })
  // Of a merger the first account keeps its meter.
  const read = pointsOf(kind === 'merge' ? accounts.slice(1) : accounts)
  const unread = read.filter(({ pointNo, meter }) => meter && !meters.some((each) => each.pointNo === pointNo))
  if (unread.length === 0) return issues
  const which = unread.map(({ pointNo }) => pointNo).join('、')
  return [...issues, { path: 'data.meters', message: `计量点 ${which} 的电能表尚未抄录示数,请补填` }]
}

function checkRegisters(
  { roles, digits }: NonNullable<SnapshotPoint['meter']>,
  endRegisters: SettlementData['meters'][number]['endRegisters'],
  path: string,
): Issue[] {
  const shown = endRegisters as Record<string, number | undefined>
  return [
    ...roles
      .filter((role) => shown[role] === undefined)
      .map((role) => ({ path: `${path}.endRegisters.${role}`, message: '止码不全,请填写此示数' })),
    ...Object.entries(shown)
      .filter(([, value]) => value !== undefined && value >= 10 ** digits * 1000)
      .map(([role]) => ({ path: `${path}.endRegisters.${role}`, message: `止码超出表计位数(${digits} 位),请核对` })),
  ]
}
