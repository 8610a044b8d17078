// Decides which supply and metering fits a list of loads, and says why (供电营业规则; DL/T 448 for metering).
import type { Bilingual } from './flow/shape.ts'

export type Load = { name: string; ratedKw: number; count: number; demandFactor: number; isThreePhase: boolean }

/** Limits by which a voltage is chosen, dated data; kW of what is installed, kVA of what is agreed. */
export type SchemeLimits = {
  singlePhaseUpToKw: number
  lowVoltageUpToKw: number
  /** Up to here a 10 kV customer may be metered on the low side. */
  lowSideUpToKva: number
  tenKvUpToKva: number
  directMeterUpToA: number
  powerFactorFromKva: number
  industryPowerFactorOverKva: number
  twoPartFromKva: number
  designPowerFactor: number
}

export type SchemeFacts = {
  loads: Load[]
  accountClass: 'residential' | 'agricultural' | 'commercial'
  isIndustry: boolean
  /** Asked for by the applicant, in kVA; null: what the loads need. */
  requestedKva: number | null
  limits: SchemeLimits
}

export type Reason = {
  about: 'demand' | 'voltage' | 'metering' | 'ct' | 'pt' | 'power-factor' | 'parts'
  text: Bilingual
}
export type Scheme = {
  installedKw: number
  demandKw: number
  capacityKva: number
  voltageKv: 0.22 | 0.38 | 10 | 35
  phase: 'single' | 'three'
  mode: 'low-low' | 'high-low' | 'high-high'
  /** Current of the whole capacity where it is metered, in A. */
  currentA: number
  /** Primary over 5 A; null: the meter is connected directly. */
  ctPrimaryA: number | null
  /** Primary over 100 V; null: none. */
  ptPrimaryV: number | null
  powerFactorStandard: '0.90' | '0.85' | '0.80' | null
  parts: 'single' | 'two'
  reasons: Reason[]
}

/** Rated primary currents, A (GB/T 20840.2). */
const ctSteps = [
  5, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 250, 300, 400, 500, 600, 750, 800, 1000, 1250, 1500, 2000,
]
const SQRT3 = Math.sqrt(3)

export function proposeScheme(facts: SchemeFacts): Scheme {
  const { loads, limits } = facts
  const installedKw = round(loads.reduce((sum, { ratedKw, count }) => sum + ratedKw * count, 0))
  const demandKw = round(loads.reduce((sum, each) => sum + each.ratedKw * each.count * each.demandFactor, 0))
  const neededKva = round(demandKw / limits.designPowerFactor)
  const capacityKva = Math.max(facts.requestedKva ?? 0, Math.ceil(neededKva))
  const voltage = chooseVoltage(facts, capacityKva, installedKw)
  const metering = chooseMetering(voltage.voltageKv, capacityKva, limits)
  const powerFactor = choosePowerFactor(facts, voltage.voltageKv, capacityKva)
  const isTwoPart = facts.isIndustry && voltage.voltageKv >= 10 && capacityKva >= limits.twoPartFromKva
  return {
    ...{ installedKw, demandKw, capacityKva },
    voltageKv: voltage.voltageKv,
    phase: voltage.voltageKv === 0.22 ? 'single' : 'three',
    ...metering.scheme,
    powerFactorStandard: powerFactor.standard,
    parts: isTwoPart ? 'two' : 'single',
    reasons: [
      {
        about: 'demand',
        text: {
          zh: `设备容量 ${installedKw} 千瓦,按需用系数计算负荷 ${demandKw} 千瓦,功率因数 ${limits.designPowerFactor} 折合 ${neededKva} 千伏安`,
          en: `${installedKw} kW installed, ${demandKw} kW by demand factors, ${neededKva} kVA at power factor ${limits.designPowerFactor}`,
        },
      },
      voltage.reason,
      ...metering.reasons,
      powerFactor.reason,
      {
        about: 'parts',
        text: isTwoPart
          ? {
              zh: `工业用电 ${limits.twoPartFromKva} 千伏安及以上,执行两部制`,
              en: `Industry from ${limits.twoPartFromKva} kVA on: two-part`,
            }
          : { zh: '执行单一制', en: 'Single-rate' },
      },
    ],
  }
}

function chooseVoltage(
  { loads, accountClass, limits }: SchemeFacts,
  capacityKva: number,
  installedKw: number,
): { voltageKv: Scheme['voltageKv']; reason: Reason } {
  const because = (voltageKv: Scheme['voltageKv'], zh: string, en: string) => {
    return { voltageKv, reason: { about: 'voltage' as const, text: { zh, en } } }
  }
  const hasThreePhase = loads.some(({ isThreePhase }) => isThreePhase)
  if (!hasThreePhase && installedKw <= limits.singlePhaseUpToKw) {
    return because(
      0.22,
      `单相设备且不超过 ${limits.singlePhaseUpToKw} 千瓦,采用 220 伏`,
      `Single-phase loads up to ${limits.singlePhaseUpToKw} kW: 220 V`,
    )
  }
  if (installedKw <= limits.lowVoltageUpToKw || accountClass === 'residential') {
    return because(
      0.38,
      `${hasThreePhase ? '有三相设备' : `超过 ${limits.singlePhaseUpToKw} 千瓦`},且适用低压供电,采用 380 伏三相`,
      `${hasThreePhase ? 'Three-phase loads' : `Over ${limits.singlePhaseUpToKw} kW`}, within low voltage: 380 V`,
    )
  }
  if (capacityKva <= limits.tenKvUpToKva) {
    return because(
      10,
      `超过低压供电的 ${limits.lowVoltageUpToKw} 千瓦,采用 10 千伏`,
      `Over the ${limits.lowVoltageUpToKw} kW of low voltage: 10 kV`,
    )
  }
  return because(
    35,
    `超过 10 千伏供电的 ${limits.tenKvUpToKva} 千伏安,采用 35 千伏`,
    `Over ${limits.tenKvUpToKva} kVA: 35 kV`,
  )
}

type Metering = Pick<Scheme, 'mode' | 'currentA' | 'ctPrimaryA' | 'ptPrimaryV'>

function chooseMetering(
  voltageKv: Scheme['voltageKv'],
  capacityKva: number,
  limits: SchemeLimits,
): { scheme: Metering; reasons: Reason[] } {
  const isHigh = voltageKv >= 10
  const isHighSide = isHigh && capacityKva > limits.lowSideUpToKva
  const meteredKv = isHigh && !isHighSide ? 0.38 : voltageKv
  const currentA = round(meteredKv === 0.22 ? capacityKva / 0.22 : capacityKva / (SQRT3 * meteredKv))
  const isDirect = !isHigh && currentA <= limits.directMeterUpToA
  const ctPrimaryA = isDirect ? null : (ctSteps.find((step) => step >= currentA) ?? Math.ceil(currentA / 500) * 500)
  const ptPrimaryV = isHighSide ? voltageKv * 1000 : null
  const mode = isHighSide ? ('high-high' as const) : isHigh ? ('high-low' as const) : ('low-low' as const)
  const modeReason: Reason = {
    about: 'metering',
    text: {
      'high-high': {
        zh: `高压供电且超过 ${limits.lowSideUpToKva} 千伏安,高供高计`,
        en: `High voltage over ${limits.lowSideUpToKva} kVA: metered on the high side`,
      },
      'high-low': {
        zh: `高压供电但不超过 ${limits.lowSideUpToKva} 千伏安,可高供低计,变压器损耗由用户承担`,
        en: `High voltage up to ${limits.lowSideUpToKva} kVA: metered on the low side, transformer loss is the customer's`,
      },
      'low-low': { zh: '低压供电,低供低计', en: 'Low voltage: metered there' },
    }[mode],
  }
  const ctReason: Reason = {
    about: 'ct',
    text: isDirect
      ? { zh: `计算电流 ${currentA} 安,直接接入`, en: `${currentA} A: connected directly` }
      : { zh: `计算电流 ${currentA} 安,选用 ${ctPrimaryA}/5 电流互感器`, en: `${currentA} A: CT ${ctPrimaryA}/5` },
  }
  const ptReason: Reason[] = ptPrimaryV
    ? [{ about: 'pt', text: { zh: `选用 ${ptPrimaryV}/100 电压互感器`, en: `PT ${ptPrimaryV}/100` } }]
    : []
  return { scheme: { mode, currentA, ctPrimaryA, ptPrimaryV }, reasons: [modeReason, ctReason, ...ptReason] }
}

/** (83)水电财字第215号: 0.90, 0.85 and 0.80 by what is driven and how large it is. */
function choosePowerFactor(
  { accountClass, isIndustry, limits }: SchemeFacts,
  voltageKv: number,
  capacityKva: number,
): { standard: Scheme['powerFactorStandard']; reason: Reason } {
  const because = (standard: Scheme['powerFactorStandard'], zh: string, en: string) => {
    return { standard, reason: { about: 'power-factor' as const, text: { zh, en } } }
  }
  if (accountClass === 'residential' || capacityKva < limits.powerFactorFromKva) {
    return because(
      null,
      `居民或不足 ${limits.powerFactorFromKva} 千伏安,不执行功率因数调整`,
      `Residential, or under ${limits.powerFactorFromKva} kVA: not adjusted`,
    )
  }
  if (accountClass === 'agricultural') return because('0.80', '农业用电,标准 0.80', 'Agriculture: 0.80')
  if (isIndustry && voltageKv >= 10 && capacityKva > limits.industryPowerFactorOverKva) {
    return because(
      '0.90',
      `高压工业用电且超过 ${limits.industryPowerFactorOverKva} 千伏安,标准 0.90`,
      `High-voltage industry over ${limits.industryPowerFactorOverKva} kVA: 0.90`,
    )
  }
  return because(
    '0.85',
    `${limits.powerFactorFromKva} 千伏安及以上的其他用电,标准 0.85`,
    `Other use from ${limits.powerFactorFromKva} kVA on: 0.85`,
  )
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
