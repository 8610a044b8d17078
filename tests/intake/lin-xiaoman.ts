import type { Ctx } from '../../db/context.ts'
import type { SubmitInput } from '../../intake/contract.ts'
import type { Ports } from '../../intake/ports.ts'
import { type Completion, completeStep } from '../../intake/steps.ts'
import type { Network } from '../support/cast.ts'

/** 林小满, who moves into a new flat with a family of five. */
export const linXiaoman: Extract<SubmitInput, { address: string }> = {
  kind: 'low-voltage-residential',
  applicant: { name: '林小满', identityNumber: '11010519491231002X', phone: '13900001234' },
  address: '幸福小区5幢301室',
  requestedCapacityKw: 8,
  householdPersons: 5,
  form: {},
  papers: [{ kind: 'identity' }, { kind: 'property', number: '不动产0001' }],
}

export const findPrice = async (_ctx: Ctx, priceCode: string) =>
  priceCode.startsWith('SH-') ? { timeOfUse: priceCode.endsWith('-TOU') } : undefined

export const ports: Ports = {
  findPrice,
  listArrears: async () => new Map(),
  listProfiles: () => ['eastron-sdm630'],
}

/** As it is sent: fields that have a default may be left out. */
export type Sent = { step: Step; version: number; opinion?: string; data: Record<string, unknown> }
type Step = Completion['step']
type Walked = 'accept' | 'survey' | 'plan' | 'contract' | 'meter-installation' | 'archive'
type Inputs = Record<Walked, Sent>

/** What each office enters for her, from Monday 16 to Thursday 19 November 2026. */
export function inputsFor({ districtId, terminalAssetNo }: Network): Inputs {
  return {
    accept: { step: 'accept', version: 1, data: { papersSeen: true } },
    survey: {
      step: 'survey',
      version: 2,
      opinion: '电源点距用户30米',
      data: { surveyedOn: '2026-11-17', feasible: true, districtId, capacityKw: 8 },
    },
    plan: {
      step: 'plan',
      version: 3,
      data: {
        supplyPlan: '由幸福小区1号公变低压供电,单相8千瓦',
        districtId,
        priceCode: 'SH-RES-TIER-TOU',
        phase: 'single',
      },
    },
    contract: { step: 'contract', version: 4, data: { contractNo: 'HT-LIN', signedOn: '2026-11-18' } },
    'meter-installation': {
      step: 'meter-installation',
      version: 5,
      data: {
        assetNo: 'M-LIN-1',
        profile: 'chint-dtsu666-2019',
        ratedCurrentA: 5,
        maximumCurrentA: 60,
        digits: 6,
        startRegistersWh: { importTotal: 1200, importPeak: 700, importValley: 500 },
        link: { terminalAssetNo, unitId: 7 },
        energisedAt: '2026-11-19T10:30:00+08:00',
      },
    },
    archive: { step: 'archive', version: 6, data: {} },
  }
}

const days: Partial<Record<Step, string>> = {
  accept: '16',
  survey: '17',
  plan: '18',
  contract: '18',
  'meter-installation': '19',
  archive: '19',
}

/** Completes the steps given, each on its day, by a clerk at the counter. */
export async function walk(at: (now: string) => Ctx, id: number, inputs: Sent[]): Promise<void> {
  for (const input of inputs) {
    await completeStep(at(`2026-11-${days[input.step]}T17:00:00+08:00`), id, input, ports)
  }
}

/** The same walk for another flat: its own contract and meter. */
export function inputsForFlat(network: Network, flat: string, unitId: number | undefined): Sent[] {
  const inputs = inputsFor(network)
  const meter = inputs['meter-installation']
  const link =
    unitId === undefined ? { terminalAssetNo: 'T-MQTT-1' } : { terminalAssetNo: network.terminalAssetNo, unitId }
  return [
    inputs.accept,
    inputs.survey,
    inputs.plan,
    { ...inputs.contract, data: { ...inputs.contract.data, contractNo: `HT-${flat}` } },
    { ...meter, data: { ...meter.data, assetNo: `M-${flat}`, link } },
    inputs.archive,
  ]
}
