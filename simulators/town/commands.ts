import type { Obeyed, TerminalCommand } from '../terminals.ts'
import { correctClock, driftMs, isDead } from './troubles.ts'
import type { WorldMeter } from './world.ts'

const QUARTER_MS = 900_000
const READINGS_LIMIT = 200

/** A concentrator of the town, which keeps what its meters showed and obeys what the contract's commands ask. */
export function concentratorObeys(meters: WorldMeter[]): (command: TerminalCommand) => Obeyed {
  return (command) => {
    if (command.do === 'tell-parameters') return { answer: { ok: true, meters: meters.map(parameterOf) } }
    if (command.do === 'set-parameters') return { answer: { ok: true } }
    const each = meters.find(({ meter }) => meter.assetNo === command.meter)
    if (!each) return refuse('NO_SUCH_METER')
    const { assetNo } = each.meter
    if (isDead(assetNo)) return refuse('METER_SILENT')
    if (command.do === 'reread') return reread(each, command)
    const now = new Date()
    const clock = (ms: number) => new Date(now.getTime() + ms).toISOString()
    const clockBefore = clock(driftMs(assetNo))
    if (command.do === 'set-time') {
      correctClock(assetNo)
      return { answer: { ok: true, clockBefore, clockAfter: clock(0) } }
    }
    if (command.do !== 'read') return refuse('NOT_SUPPORTED')
    const shown = { ...each.registers(now), ...each.electrics(now), clock: clockBefore }
    return { readings: [{ meter: assetNo, at: now.toISOString(), ...shown }], answer: { ok: true, readings: 1 } }
  }
}

function reread(each: WorldMeter, command: TerminalCommand): Obeyed {
  const [from, to] = [Date.parse(String(command.from)), Date.parse(String(command.to))]
  const readings = []
  for (let atMs = from; atMs <= to && readings.length < READINGS_LIMIT; atMs += QUARTER_MS) {
    const at = new Date(atMs)
    const freeze = command.what === 'curve' ? 'curve' : 'day'
    readings.push({
      meter: each.meter.assetNo,
      at: at.toISOString(),
      ...each.registers(at),
      ...each.electrics(at),
      freeze,
    })
  }
  return { readings, answer: { ok: true, readings: readings.length } }
}

function parameterOf({ meter }: WorldMeter, index: number): object {
  return { meter: meter.assetNo, measuringPointNo: index + 1 }
}

function refuse(because: string): Obeyed {
  return { answer: { ok: false, because } }
}
