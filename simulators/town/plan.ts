import type { Load, LoadKind } from './loads.ts'
import { givenNames, shopKinds, surnames } from './names.ts'
import { draw, drawNormal, mix, pick } from './random.ts'
import { type Special, specials, type TownTwoPart } from './specials.ts'

export type TownDistrict = {
  name: string
  kind: 'public' | 'dedicated'
  capacityKva: number
  feeder: string
  station: string
  street: string
  homes: number
  shops: number
  protocol: 'mqtt' | 'modbus-tcp' | 'dlt645-tcp'
  /** Share of what the assessment meter counts that no customer's meter does; negative where one hangs elsewhere. */
  loss: number
}

export type TownMeter = {
  assetNo: string
  profile: string
  phase: 'single' | 'three'
  ratedCurrentA: number
  maximumCurrentA: number
  /** Primary over secondary current; what the meter shows is secondary. */
  ct: number
  terminal: string
  /** Only on a Modbus gateway. */
  unitId?: number | undefined
  /** Only on a gateway of DL/T 645 meters. */
  meterAddress?: string | undefined
  hasPeriods: boolean
  /** Its terminal kept the curve of the latest months, not of weeks. */
  hasLongCurve?: boolean | undefined
  /** kvarh with each kWh; left out: as most take. */
  reactiveShare?: number | undefined
}

export type TownAccount = {
  customer: { kind: 'person' | 'organisation'; name: string; idNumber: string; phone: string }
  station: string
  address: string
  class: 'residential' | 'agricultural' | 'commercial'
  contractCapacityKva: string
  householdPersons?: number | undefined
  importantGrade?: string | undefined
  district: string
  mode: 'high-high' | 'high-low' | 'low-low'
  priceCode: string | null
  meter: TownMeter
  load: Load
  twoPart?: TownTwoPart | undefined
  powerFactorExempt?: string | undefined
  /** What holds since the first of the month before the latest. */
  since?: Special['since']
  allowance?: Special['allowance']
  needsDemand?: boolean | undefined
}

export const county = { code: '330281', name: '青溪县供电公司', path: '33.3302.330281.' }
export const stations = [
  { code: 'CG', name: '城关供电所' },
  { code: 'QX', name: '青溪供电所' },
]
export const substation = { name: '110kV城东变', voltageKv: 110 }
export const feeders = ['10kV城东112线', '10kV开发区115线', '10kV青溪118线']

const [east = '', park = '', creek = ''] = feeders
export const districts: TownDistrict[] = [
  district('幸福小区1号公变', east, 'CG', '幸福小区', 70, 4, 'mqtt', 0.025, 400),
  district('幸福小区2号公变', east, 'CG', '幸福小区二期', 68, 4, 'modbus-tcp', 0.031, 400),
  district('东门街公变', east, 'CG', '东门街', 48, 14, 'mqtt', 0.042, 315),
  district('老城区3号公变', east, 'CG', '后河巷', 72, 5, 'modbus-tcp', 0.12, 400),
  district('学府路公变', park, 'CG', '学府路', 60, 6, 'mqtt', 0.018, 500),
  district('商贸城公变', park, 'CG', '商贸城', 10, 34, 'modbus-tcp', 0.021, 630),
  district('开发区2号公变', park, 'CG', '创业路', 34, 12, 'modbus-tcp', 0.022, 630),
  district('青溪村1号公变', creek, 'QX', '青溪村', 58, 2, 'mqtt', 0.047, 200),
  district('青溪村2号公变', creek, 'QX', '青溪村', 54, 2, 'modbus-tcp', -0.02, 200),
  district('杨家坝公变', creek, 'QX', '杨家坝村', 48, 1, 'dlt645-tcp', 0.038, 160),
  { ...district('县人民医院专变', park, 'CG', '健康路1号', 0, 0, 'mqtt', 0.012, 1250), kind: 'dedicated' },
  { ...district('恒达机械厂专变', park, 'CG', '创业路66号', 0, 0, 'modbus-tcp', 0.015, 800), kind: 'dedicated' },
  { ...district('永兴铸造厂专变', park, 'CG', '创业路88号', 0, 0, 'mqtt', 0.014, 400), kind: 'dedicated' },
  { ...district('华新纺织厂专变', park, 'CG', '创业路90号', 0, 0, 'mqtt', 0.013, 400), kind: 'dedicated' },
  { ...district('宏图物流园专变', park, 'CG', '创业路92号', 0, 0, 'mqtt', 0.016, 400), kind: 'dedicated' },
]

function district(
  name: string,
  feeder: string,
  station: string,
  street: string,
  homes: number,
  shops: number,
  protocol: TownDistrict['protocol'],
  loss: number,
  capacityKva: number,
): TownDistrict {
  return { name, kind: 'public', capacityKva, feeder, station, street, homes, shops, protocol, loss }
}

/** Concentrators speak MQTT; gateways speak Modbus, with 247 addresses at most, or pass DL/T 645 through. */
export function terminalOf(name: string): string {
  const index = districts.findIndex((each) => each.name === name) + 1
  const { protocol } = districts[index - 1] as TownDistrict
  return `${protocol === 'mqtt' ? 'JZQ' : 'GW'}33028100${String(index).padStart(2, '0')}`
}

/** The assessment meter of a district (考核总表), always on the concentrator or gateway of its district. */
export function assessmentMeter(name: string): TownMeter {
  const index = districts.findIndex((each) => each.name === name) + 1
  const { protocol, capacityKva } = districts[index - 1] as TownDistrict
  const assetNo = `33028190${String(index).padStart(4, '0')}`
  return {
    assetNo,
    profile: protocol === 'dlt645-tcp' ? 'dlt645-2007-three-phase' : 'acrel-adl400',
    phase: 'three',
    ratedCurrentA: 1.5,
    maximumCurrentA: 6,
    ct: currentRatio(capacityKva),
    terminal: terminalOf(name),
    unitId: protocol === 'modbus-tcp' ? 247 : undefined,
    meterAddress: protocol === 'dlt645-tcp' ? assetNo : undefined,
    hasPeriods: false,
  }
}

/** The 5 A transformer that carries a capacity at 400 V with a fifth to spare. */
function currentRatio(capacityKva: number): number {
  return Math.ceil((capacityKva * 1.2) / (Math.sqrt(3) * 0.4) / 50) * 10
}

/** Every account of the town, the same each time. */
export function planAccounts(): TownAccount[] {
  return [...districts.flatMap((each) => [...planHomes(each), ...planShops(each)]), ...planSpecials()].map(
    placeOnTerminal,
  )
}

function planHomes(each: TownDistrict): TownAccount[] {
  return Array.from({ length: each.homes }, (_, index) => {
    const seed = `${each.name}/home/${index}`
    const isEmpty = draw(seed, 'empty') < 0.04
    const withPeriods = each.protocol !== 'modbus-tcp' && draw(seed, 'periods') < 0.4
    const building = Math.floor(index / 12) + 1
    const room = `${Math.floor((index % 12) / 2) + 1}0${(index % 2) + 1}`
    const isVillage = each.station === 'QX'
    return account(each, seed, {
      customer: person(seed),
      address: isVillage ? `${each.street}${index + 1}号` : `${each.street}${building}幢${room}室`,
      class: 'residential',
      contractCapacityKva: isVillage ? '6' : '8',
      householdPersons: draw(seed, 'five') < 0.06 ? 5 : undefined,
      priceCode: withPeriods ? 'SH-RES-TIER-TOU' : 'SH-RES-TIER',
      load: loadOf(isEmpty ? 'empty' : 'home', seed, isEmpty ? 150 : 6_800 * Math.exp(0.5 * drawNormal(seed, 'size'))),
      hasPeriods: withPeriods,
    })
  })
}

function planShops(each: TownDistrict): TownAccount[] {
  return Array.from({ length: each.shops }, (_, index) => {
    const seed = `${each.name}/shop/${index}`
    const owner = person(seed)
    return account(each, seed, {
      customer: {
        ...owner,
        kind: 'organisation',
        name: `青溪县${owner.name.slice(0, 2)}${pick(shopKinds, seed, 'kind')}`,
      },
      address: `${each.street}${index * 2 + 101}号商铺`,
      class: 'commercial',
      contractCapacityKva: '20',
      priceCode: 'DEMO-COM-SINGLE',
      load: loadOf('shop', seed, 32_000 * Math.exp(0.6 * drawNormal(seed, 'size'))),
      hasPeriods: false,
    })
  })
}

function planSpecials(): TownAccount[] {
  return specials.map(({ district: name, name: customerName, kind, dailyWh, seed = kind, isPerson, ...rest }) =>
    account(districts.find((each) => each.name === name) as TownDistrict, seed, {
      ...rest,
      customer: { ...person(customerName), kind: isPerson ? 'person' : 'organisation', name: customerName },
      load: loadOf(kind, seed, dailyWh),
      hasPeriods: false,
    }),
  )
}

type Particulars = Pick<
  TownAccount,
  | 'twoPart'
  | 'customer'
  | 'address'
  | 'class'
  | 'contractCapacityKva'
  | 'householdPersons'
  | 'importantGrade'
  | 'priceCode'
  | 'load'
  | 'since'
  | 'allowance'
  | 'needsDemand'
> & { hasPeriods: boolean; powerFactorExempt?: string | undefined } & Pick<TownMeter, 'hasLongCurve' | 'reactiveShare'>

function account(
  each: TownDistrict,
  seed: string,
  { hasPeriods, hasLongCurve, reactiveShare, ...rest }: Particulars,
): TownAccount {
  const isHome = rest.class === 'residential' && rest.load.kind !== 'school'
  const isLarge = Number(rest.contractCapacityKva) >= 50
  const profile = {
    mqtt: 'acrel-adl400',
    'modbus-tcp': pick(['eastron-sdm630', 'chint-dtsu666-2016', 'chint-dtsu666-2019'], seed, 'model'),
    'dlt645-tcp': isHome ? 'dlt645-2007-single-phase' : 'dlt645-2007-three-phase',
  }[each.protocol]
  const meter: TownMeter = {
    assetNo: '',
    profile,
    phase: isHome ? 'single' : 'three',
    ratedCurrentA: isHome ? 5 : isLarge ? 1.5 : 20,
    maximumCurrentA: isHome ? 60 : isLarge ? 6 : 100,
    ct: isLarge ? currentRatio(Number(rest.contractCapacityKva)) : 1,
    terminal: terminalOf(each.name),
    hasPeriods,
    hasLongCurve,
    reactiveShare,
  }
  return {
    ...rest,
    station: each.station,
    district: each.name,
    mode: each.kind === 'dedicated' ? 'high-low' : 'low-low',
    meter,
  }
}

function placeOnTerminal(each: TownAccount, index: number, all: TownAccount[]): TownAccount {
  const unitId = all.slice(0, index).filter((other) => other.meter.terminal === each.meter.terminal).length + 1
  const isDlt645 = each.meter.profile.startsWith('dlt645')
  const onGateway = each.meter.terminal.startsWith('GW') && !isDlt645
  const assetNo = `3302810${String(index + 1).padStart(5, '0')}`
  return {
    ...each,
    meter: {
      ...each.meter,
      assetNo,
      unitId: onGateway ? unitId : undefined,
      meterAddress: isDlt645 ? assetNo : undefined,
    },
  }
}

export function loadOf(kind: LoadKind, seed: string, dailyWh: number): Load {
  return { kind, seed: mix([seed]), dailyWh }
}

function person(seed: string): TownAccount['customer'] {
  const name = `${pick(surnames, seed, 'surname')}${pick(givenNames, seed, 'given')}`
  const birthday =
    19_500_000 + Math.floor(draw(seed, 'year') * 50) * 10_000 + Math.floor(draw(seed, 'month') * 12 + 1) * 100 + 15
  const serial = String(Math.floor(draw(seed, 'serial') * 1000)).padStart(3, '0')
  const phone = `139${String(Math.floor(draw(seed, 'phone') * 100_000_000)).padStart(8, '0')}`
  return { kind: 'person', name, idNumber: withCheckCharacter(`330281${birthday}${serial}`), phone }
}

/** GB 11643: the last place of an identity number. */
export function withCheckCharacter(body: string): string {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, place) => total + weight * Number(body[place]), 0)
  return `${body}${'10X98765432'[sum % 11]}`
}
