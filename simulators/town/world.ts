import { dayNumber, LoadMeter } from './loads.ts'
import { assessmentMeter, districts, planAccounts, type TownDistrict, type TownMeter } from './plan.ts'
import { draw } from './random.ts'
import { distortionOf, voltsOf } from './volts.ts'

/** What a meter shows, secondary values, in the names of the MQTT contract. Energy in Wh and varh. */
export type Registers = {
  importWh: number
  exportWh: number
  importByPeriodWh?: { peak: number; valley: number }
  q1Varh: number
}
export type Electrics = {
  uV: number[]
  iA: number[]
  pW: number
  pPhaseW: number[]
  qVar: number
  pf: number
  fHz: number
  thdUPercent?: number[]
  thdIPercent?: number[]
}

export type WorldMeter = {
  meter: TownMeter
  district: string
  registers(at: Date): Registers
  electrics(at: Date): Electrics
}

type Member = { meter: TownMeter; district: string; load: LoadMeter; baseWh: number }

/** All meters of the town; what each shows is a function of the instant alone, so nothing need be remembered. */
export function buildWorld(originDay: number): WorldMeter[] {
  const members = planAccounts().map(
    (account): Member => ({
      meter: account.meter,
      district: account.district,
      load: new LoadMeter(account.load, originDay),
      baseWh: ['empty', 'vacant'].includes(account.load.kind)
        ? 120_000
        : Math.round(2e6 + 3e7 * draw(account.meter.assetNo, 'base')),
    }),
  )
  return [...members.map(customerMeter), ...districts.map((district) => assessmentOf(district, members))]
}

function customerMeter({ meter, district, load, baseWh }: Member): WorldMeter {
  return {
    meter,
    district,
    registers(at) {
      const { totalWh, peakWh, valleyWh } = load.totalsAt(at)
      if (!meter.hasPeriods) return showRegisters(cut(meter, (baseWh + totalWh) / meter.ct), meter.reactiveShare)
      // Each register counts on by itself; the total is what they add up to, as on a real meter.
      const peak = cut(meter, (baseWh * 0.62 + peakWh) / meter.ct)
      const valley = cut(meter, (baseWh * 0.38 + valleyWh) / meter.ct)
      return { ...showRegisters(peak + valley), importByPeriodWh: { peak, valley } }
    },
    electrics: (at) => showElectrics(meter, at, load.powerAt(at)),
  }
}

/** The district's head meter counts what its customers use and what is lost on the way or taken. */
function assessmentOf(district: TownDistrict, all: Member[]): WorldMeter {
  const members = all.filter((member) => member.district === district.name)
  const meter = assessmentMeter(district.name)
  const share = 1 - district.loss
  const sum = (of: (load: LoadMeter) => number) => members.reduce((total, { load }) => total + of(load), 0) / share
  return {
    meter,
    district: district.name,
    registers: (at) => showRegisters(cut(meter, sum((load) => load.totalsAt(at).totalWh) / meter.ct)),
    electrics: (at) =>
      showElectrics(
        meter,
        at,
        sum((load) => load.powerAt(at)),
      ),
  }
}

/** A meter from stock, hung up and read for the first time at `since`: it counts from there. */
export function spareMeter(meter: TownMeter, district: string, load: LoadMeter, since: Date): WorldMeter {
  const start = load.totalsAt(since).totalWh
  return {
    meter,
    district,
    registers: (at) => showRegisters(load.totalsAt(at).totalWh - start),
    electrics: (at) => showElectrics(meter, at, load.powerAt(at)),
  }
}

/** A DL/T 645 meter shows hundredths of a kWh, others here whole Wh; what is not full is not shown. */
function cut(meter: TownMeter, wh: number): number {
  const stepWh = meter.meterAddress === undefined ? 1 : 10
  return Math.floor(wh / stepWh) * stepWh
}

/** kvarh that most take with each kWh. */
const REACTIVE_SHARE = 0.28

function showRegisters(secondaryWh: number, share = REACTIVE_SHARE): Registers {
  const importWh = Math.max(0, Math.floor(secondaryWh))
  return { importWh, exportWh: 0, q1Varh: Math.floor((importWh * share) / 10) * 10 }
}

function showElectrics(meter: TownMeter, at: Date, primaryW: number): Electrics {
  const usual = 0.95 + 0.04 * draw(meter.assetNo, dayNumber(at))
  const pf = meter.reactiveShare === undefined ? usual : Math.cos(Math.atan(meter.reactiveShare))
  const minute = Math.floor(at.getTime() / 60_000)
  const volts = (phase: number) => round(voltsOf(meter, at, phase), 1)
  const pW = round(primaryW / meter.ct, 1)
  const isSingle = meter.phase === 'single'
  // A three-phase meter in a home has its voltage terminals bridged, and its current on the first alone.
  const bridged = meter.unitId === undefined ? [volts(0)] : [volts(0), volts(0), volts(0)]
  const uV = isSingle ? bridged : [volts(0), volts(1), volts(2)]
  const iA = uV.map((u, phase) => (isSingle ? (phase === 0 ? round(pW / u / pf, 3) : 0) : round(pW / 3 / u / pf, 3)))
  const qVar = round(pW * Math.tan(Math.acos(pf)), 1)
  const fHz = round(50 + 0.04 * (draw('hz', minute) - 0.5), 2)
  const pPhaseW = iA.map((i, phase) => round(i * (uV[phase] ?? 0) * pf, 1))
  return { uV, iA, pW, pPhaseW, qVar, pf: round(pf, 3), fHz, ...distortionOf(meter, at) }
}

function round(value: number, places: number): number {
  return Number(value.toFixed(places))
}
