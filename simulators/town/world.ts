import { dayNumber, LoadMeter } from './loads.ts'
import { assessmentMeter, districts, planAccounts, type TownDistrict, type TownMeter } from './plan.ts'
import { draw, mix } from './random.ts'

/** What a meter shows, secondary values, in the names of the MQTT contract. Registers in Wh. */
export type Shown = {
  importWh: number
  exportWh: number
  importByPeriodWh?: { peak: number; valley: number }
  q1Varh: number
  uV: number[]
  iA: number[]
  pW: number
  qVar: number
  pf: number
  fHz: number
}

export type WorldMeter = { meter: TownMeter; district: string; show(at: Date): Shown }

/** All meters of the town; what each shows is a function of the instant alone, so nothing need be remembered. */
export function buildWorld(originDay: number): WorldMeter[] {
  const accounts = planAccounts().map(
    (account): Member => ({
      meter: account.meter,
      district: account.district,
      totals: new LoadMeter(account.load, originDay),
      baseWh: account.load.kind === 'empty' ? 120_000 : Math.round(2e6 + 3e7 * draw(account.meter.assetNo, 'base')),
    }),
  )
  const customers = accounts.map((member) => ({
    meter: member.meter,
    district: member.district,
    show: (at: Date) => showCustomer(member, at),
  }))
  const assessments = districts.map((district) => {
    const members = accounts.filter((account) => account.district === district.name)
    const meter = assessmentMeter(district.name)
    return { meter, district: district.name, show: (at: Date) => showAssessment(meter, district, members, at) }
  })
  return [...customers, ...assessments]
}

type Member = { meter: TownMeter; district: string; totals: LoadMeter; baseWh: number }

function showCustomer({ meter, totals, baseWh }: Member, at: Date): Shown {
  const { totalWh, peakWh, powerW } = totals.at(at)
  const importWh = Math.floor((baseWh + totalWh) / meter.ct)
  const peak = Math.floor((baseWh * 0.62 + peakWh) / meter.ct)
  const shown = showElectrics(meter, at, importWh, powerW)
  return meter.hasPeriods ? { ...shown, importByPeriodWh: { peak, valley: importWh - peak } } : shown
}

/** The district's head meter counts what its customers use and what is lost on the way or taken. */
function showAssessment(meter: TownMeter, district: TownDistrict, members: Member[], at: Date): Shown {
  let totalWh = 0
  let powerW = 0
  for (const member of members) {
    const now = member.totals.at(at)
    totalWh += now.totalWh
    powerW += now.powerW
  }
  const share = 1 - district.loss
  return showElectrics(meter, at, Math.floor(totalWh / share / meter.ct), powerW / share)
}

/** A meter that is read for the first time today: it counts from the instant given. */
export function showSpare(meter: TownMeter, totals: LoadMeter, since: Date, at: Date): Shown {
  const start = totals.at(since).totalWh
  const { totalWh, powerW } = totals.at(at)
  return showElectrics(meter, at, Math.floor(totalWh - start), powerW)
}

function showElectrics(meter: TownMeter, at: Date, importWh: number, primaryW: number): Shown {
  const pf = 0.95 + 0.04 * draw(mix([meter.assetNo]), dayNumber(at))
  const minute = Math.floor(at.getTime() / 60_000)
  const place = mix([meter.terminal])
  const volts = (phase: number) => round(228 + 5 * Math.sin(minute / 97 + phase) + 3 * draw(place, minute, phase), 1)
  const uV = meter.phase === 'single' ? [volts(0)] : [volts(0), volts(1), volts(2)]
  const pW = round(primaryW / meter.ct, 1)
  const iA = uV.map((u) => round(pW / uV.length / u / pf, 3))
  const qVar = round(pW * Math.tan(Math.acos(pf)), 1)
  const fHz = round(50 + 0.04 * (draw('hz', minute) - 0.5), 2)
  return { importWh, exportWh: 0, q1Varh: Math.floor(importWh * 0.28), uV, iA, pW, qVar, pf: round(pf, 3), fHz }
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places))
}
