// Decides whether a meter suits the supply that was planned: phases, and the current of the capacity (DL/T 448: Imax no less than the load current).

type Phase = 'single' | 'three'
type Issue = { path: string; message: string }
export type FittedMeter = { profile: string; maximumCurrentA: number; ct?: number | undefined }
export type PlannedSupply = {
  phase: Phase
  mode: 'low-low' | 'high-low' | 'high-high'
  capacityKva: number | undefined
  ct: number | undefined
}
/** What the store knows of the meter, and metering of its model. */
export type KnownMeter = {
  modelPhase: Phase | undefined
  device: { phase: Phase; maximumCurrentA: number } | undefined
}

const names = { single: '单相', three: '三相' } as const
const PHASE_KV = 0.22
const LINE_KV = 0.38

/** Paths are within the meter. */
export function checkMeterFits(
  meter: FittedMeter,
  planned: PlannedSupply,
  { modelPhase, device }: KnownMeter,
): Issue[] {
  const issues: Issue[] = []
  if (device && device.phase !== planned.phase) {
    issues.push({ path: 'assetNo', message: unlike('该表', device.phase, planned.phase) })
  }
  if (modelPhase !== undefined && modelPhase !== planned.phase) {
    issues.push({ path: 'profile', message: unlike('该型号', modelPhase, planned.phase) })
  }
  if (device && meter.maximumCurrentA > device.maximumCurrentA) {
    const message = `资产档案中该表最大电流为 ${device.maximumCurrentA} 安,请核对`
    issues.push({ path: 'maximumCurrentA', message })
  }
  return [...issues, ...checkCurrent(meter, planned)]
}

const unlike = (what: string, is: Phase, wanted: Phase) =>
  `${what}为${names[is]}电能表,方案为${names[wanted]}供电,请换${names[wanted]}电能表`

/** Behind a customer's transformer the current is that of the ratios, which the plan decides. */
function checkCurrent({ maximumCurrentA, ct }: FittedMeter, planned: PlannedSupply): Issue[] {
  const { mode, capacityKva } = planned
  if (mode !== 'low-low' || capacityKva === undefined) return []
  const ratio = ct ?? planned.ct ?? 1
  const neededA = currentOf(capacityKva, planned.phase)
  if (neededA <= maximumCurrentA * ratio) return []
  const behind = ratio === 1 ? '直接接入' : `经 ${ratio} 倍电流互感器`
  const message = `方案容量 ${capacityKva} 千伏安,${names[planned.phase]}电流约 ${Math.ceil(neededA)} 安,大于${behind}的最大电流 ${maximumCurrentA * ratio} 安`
  return [{ path: 'maximumCurrentA', message }]
}

/** In A, at low voltage. */
export function currentOf(capacityKva: number, phase: Phase): number {
  return phase === 'single' ? capacityKva / PHASE_KV : capacityKva / (Math.sqrt(3) * LINE_KV)
}
