import { setTimeout as sleep } from 'node:timers/promises'
import {
  type BillDetail,
  findBill,
  findPriceVersion,
  publishPriceVersion,
  settleAccount,
  withdrawPriceVersion,
} from '../../billing/index.ts'
import { type Ctx, systemCtx } from '../../db/context.ts'
import { openAccount } from '../../db/customers/open.ts'
import type { Db } from '../../db/pool.ts'
import { addDays, civilDay } from '../../db/time.ts'
import { findUsage, listUsages, summariseReadings } from '../../metering/index.ts'
import type { Moment } from './measured.ts'
import { layReplayNetwork } from './network.ts'

export type MeterWire = {
  /** Asset number of the terminal that the meter hangs on. */
  terminal: { protocol: 'modbus-tcp'; host: string; port: number } | { protocol: 'mqtt' }
  /** Brings the moments in over the wire, in order, moving the clock with them; resolves when they are stored. */
  play(moments: Moment[]): Promise<void>
}

export type ReplayResult = {
  account: string
  importWh: number
  gaps: number
  rejected: number
  bill: BillDetail
}

type Parts = { db: Db; clock: { standAt(at: Date): void; read(): Date }; wire: MeterWire }

const PRICE = 'SH-RES-TIER'
const QUARTER_MS = 900_000

/**
 * One measured meter, from its first to its last reading that counts, through the product: an account on Shanghai's
 * residential price, readings over the wire, a final settlement, a bill.
 */
export async function replay({ db, clock, wire }: Parts, measured: Moment[]): Promise<ReplayResult> {
  const { first, final } = findEnds(measured)
  const [from, to] = [new Date(first.atMs), new Date(final.atMs)]
  const ctx = (): Ctx => systemCtx(db, clock.read(), 'replay')
  await applyPrice(systemCtx(db, new Date(), 'replay'), civilDay(from), addDays(civilDay(to), 1))
  clock.standAt(from)
  const account = await openReplayAccount(ctx(), first, wire)
  const span = { pointId: account.pointId, from, to }
  await wire.play(pickMoments(measured, first, final))
  clock.standAt(new Date(final.atMs + 60_000))
  const usage = await waitForEnd(ctx, span)
  const settled = await settleAccount(ctx(), { accountId: account.accountId, at: to }, listUsages)
  return {
    account: account.accountNo,
    importWh: usage.energyWh.importTotal ?? 0,
    ...(await summariseReadings(ctx(), span)),
    bill: await findBill(ctx(), settled.billId),
  }
}

function findEnds(measured: Moment[]): { first: Moment; final: Moment } {
  const counting = measured.filter(({ importWh }) => importWh !== undefined)
  // A file of power has a register that starts at zero; one of registers has zeros that are false.
  const isPower =
    counting[0]?.importWh === 0 && (counting[1]?.importWh ?? 0) > 0 && (counting[1]?.importWh ?? 0) < 2_000
  const true_ = isPower ? counting : counting.filter(({ importWh }) => importWh !== 0)
  const [first, final] = [true_[0], true_.at(-1)]
  if (!first || !final || first === final) throw new Error('the file holds no two readings of a register')
  return { first, final }
}

/** The moments at which the meter is read: each that tells a register; of a minute's power, the quarter hours. */
function pickMoments(measured: Moment[], first: Moment, final: Moment): Moment[] {
  const inside = measured.filter(({ atMs, importWh, importByPeriodWh }) => {
    return atMs >= first.atMs && atMs <= final.atMs && (importWh !== undefined || importByPeriodWh !== undefined)
  })
  const everyMinute = inside.length > 2 && (final.atMs - first.atMs) / inside.length < 90_000
  if (!everyMinute) return inside
  return inside.filter((moment) => moment === first || moment === final || moment.atMs % QUARTER_MS === 0)
}

/** The published figures, applied to the days of the file, whatever year it is of. */
async function applyPrice(ctx: Ctx, from: string, to: string): Promise<void> {
  const published = await findPriceVersion(ctx, { priceCode: PRICE, day: '2026-01-01' })
  if (!published) throw new Error(`the price book has no ${PRICE}`)
  await withdrawPriceVersion(ctx, published.version)
  const { id: _, knownFrom: __, tariffSystem: ___, timeOfUse: ____, ...figures } = published
  await publishPriceVersion(ctx, {
    ...figures,
    version: `${PRICE}@replay-${from}`,
    validFrom: from,
    validTo: to,
    legalBasis: `${published.legalBasis}(回放:按所列价格结算 ${from} 起的实测电量)`,
  })
}

async function openReplayAccount(ctx: Ctx, first: Moment, wire: MeterWire) {
  const { organisationId, districtId, terminalAssetNo } = await layReplayNetwork(ctx, wire.terminal)
  const periods = first.importByPeriodWh ?? {}
  const start = (role: 'importTotal' | 'importPeak' | 'importFlat' | 'importValley', value: number | undefined) =>
    value === undefined ? [] : [{ role, digits: 6, startValue: Math.floor(value) }]
  return openAccount(ctx, {
    caseRef: 'replay',
    reason: '实测数据回放',
    customer: { kind: 'person', name: '实测用户' },
    organisationId,
    address: '实测用户住宅',
    class: 'residential',
    contractCapacityKva: '12',
    energisedAt: new Date(first.atMs),
    point: { districtId, mode: 'low-low', phase: 'single', priceCode: PRICE },
    meter: {
      assetNo: 'REPLAY-METER',
      profile: 'eastron-sdm630',
      phase: 'single',
      ratedCurrentA: 10,
      maximumCurrentA: 100,
      registers: [
        ...start('importTotal', first.importWh),
        ...start('importPeak', periods.peak),
        ...start('importFlat', periods.flat),
        ...start('importValley', periods.valley),
      ],
      link: { terminalAssetNo, unitId: wire.terminal.protocol === 'modbus-tcp' ? 1 : undefined },
    },
    contract: { contractNo: 'REPLAY', signedOn: civilDay(new Date(first.atMs)) },
  })
}

async function waitForEnd(ctx: () => Ctx, span: { pointId: number; from: Date; to: Date }) {
  for (let tries = 0; tries < 200; tries++) {
    const usage = await findUsage(ctx(), span)
    if (!usage.missing && usage.segments.every(({ to }) => to.getTime() === span.to.getTime())) return usage
    await sleep(50)
  }
  throw new Error('the last reading did not arrive, or was not believed')
}
