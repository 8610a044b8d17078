import type { Ctx } from '../../../db/context.ts'
import { listKnownMeters, sumMeters } from '../../../db/customers/bulk/known.ts'
import { bringMeters } from '../../../db/customers/bulk/meters.ts'
import type { Known } from '../facts.ts'
import { startRoles } from '../rules/meter-shape.ts'
import type { Fault, Values } from '../rules/shape.ts'
import { listTakenLinks, listTerminalProtocols } from '../sql.ts'
import { numberOf, numberOrNull, type Ready, type Subject, textOf, textOrNull } from './subject.ts'

export const meterSubject: Subject = {
  rehearses: false,
  async listKnown(ctx, keys) {
    const meters = await listKnownMeters(ctx, keys)
    return new Map(meters.map(({ assetNo, values }) => [assetNo, { isOurs: values !== null, values }]))
  },
  inspect: async (ctx, { fresh }, known) => [...inspectPoints(fresh, known), ...(await inspectLinks(ctx, fresh))],
  add: (ctx, rows, known, about) =>
    bringMeters(
      ctx,
      rows.map(({ values }) => {
        const account = known.accounts.get(textOf(values, 'accountNo'))
        const terminalId = numberOrNull(values, 'terminal')
        return {
          pointId: account?.pointId ?? 0,
          organisationId: account?.organisationId ?? 0,
          assetNo: textOf(values, 'assetNo'),
          profile: textOf(values, 'profile'),
          phase: textOf(values, 'phase'),
          ratedCurrentA: numberOf(values, 'ratedCurrentA'),
          maximumCurrentA: numberOf(values, 'maximumCurrentA'),
          ct: numberOf(values, 'ct'),
          pt: numberOf(values, 'pt'),
          installedOn: textOf(values, 'installedOn'),
          registers: registersOf(values),
          link: terminalId === null ? null : { terminalId, ...addressOf(values) },
        }
      }),
      about,
    ),
  // A meter is moved, exchanged or read anew by its own steps: nothing of it may be changed by a sheet.
  change: async () => {},
  sum: sumMeters,
}

function registersOf(values: Values) {
  return Object.entries(startRoles).flatMap(([key, role]) => {
    const shown = numberOrNull(values, key)
    return shown === null ? [] : [{ role, digits: numberOf(values, 'digits'), startValue: Math.round(shown * 1000) }]
  })
}

function addressOf(values: Values) {
  return {
    unitId: numberOrNull(values, 'unitId'),
    meterAddress: textOrNull(values, 'meterAddress'),
    measuringPointNo: numberOrNull(values, 'measuringPointNo'),
  }
}

function inspectPoints(rows: Ready[], known: Known): Fault[] {
  return rows.flatMap(({ checked: { row }, values }): Fault[] => {
    const account = known.accounts.get(textOf(values, 'accountNo'))
    if (!account) return []
    if (account.meterAssetNo !== null) {
      const message = `该户已装有电能表 ${account.meterAssetNo}`
      return [{ row, column: '户号', message, advice: '请核对户号;更换电能表请办理换表' }]
    }
    const openedOn = String(account.values.openedOn)
    if (textOf(values, 'installedOn') >= openedOn) return []
    return [{ row, column: '装表日期', message: `早于开户日期 ${openedOn}`, advice: '请更正装表日期或开户日期' }]
  })
}

async function inspectLinks(ctx: Ctx, rows: Ready[]): Promise<Fault[]> {
  const ids = [...new Set(rows.flatMap(({ values }) => numberOrNull(values, 'terminal') ?? []))]
  const protocols = new Map((await listTerminalProtocols(ctx, ids)).map(({ id, protocol }) => [id, protocol]))
  const taken = new Map<string, string>()
  for (const { terminalId, unitId, meterAddress, assetNo } of await listTakenLinks(ctx, ids)) {
    if (unitId !== null) taken.set(`${terminalId} unitId ${unitId}`, assetNo)
    if (meterAddress !== null) taken.set(`${terminalId} meterAddress ${meterAddress}`, assetNo)
  }
  return rows.flatMap(({ checked: { row }, values }): Fault[] => {
    const terminal = numberOrNull(values, 'terminal')
    if (terminal === null) return []
    const protocol = protocols.get(terminal) ?? ''
    const { unitId, meterAddress } = addressOf(values)
    const advice = '请补填,或更正采集终端'
    if (protocol.startsWith('modbus') && unitId === null)
      return [{ row, column: '站号', message: 'Modbus 终端下的电能表须有站号', advice }]
    if (protocol.startsWith('dlt645') && meterAddress === null)
      return [{ row, column: '表地址', message: 'DL/T 645 终端下的电能表须有表地址', advice }]
    return [
      ...tellTaken(taken.get(`${terminal} unitId ${unitId}`), { row, column: '站号' }),
      ...tellTaken(taken.get(`${terminal} meterAddress ${meterAddress}`), { row, column: '表地址' }),
    ]
  })
}

function tellTaken(assetNo: string | undefined, at: { row: number; column: string }): Fault[] {
  if (assetNo === undefined) return []
  return [{ ...at, message: `该终端下已由电能表 ${assetNo} 占用`, advice: '请核对通信地址' }]
}
