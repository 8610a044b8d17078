import { beginBilling, listBilledUntil } from '../../../billing/index.ts'
import type { Ctx } from '../../../db/context.ts'
import { listKnownMeters } from '../../../db/customers/bulk/known.ts'
import { addDays, civilMinute } from '../../../db/time.ts'
import { type BroughtReading, bringReadings, inspectBroughtReadings, listRegistersAt } from '../../../metering/index.ts'
import type { Known } from '../facts.ts'
import { readings as shapeOfReadings, shownRoles } from '../rules/reading-shape.ts'
import type { Fault, Values } from '../rules/shape.ts'
import { numberOf, numberOrNull, type Ready, type Standing, type Subject, textOf, textOrNull } from './subject.ts'

type BroughtFault = Awaited<ReturnType<typeof inspectBroughtReadings>>[number]

export const readingSubject: Subject = {
  rehearses: false,
  async listKnown(ctx, keys) {
    const asked = keys.map(toMoment)
    const registers = await listRegistersAt(ctx, asked)
    const meters = await listKnownMeters(ctx, [...new Set(asked.map(({ meter }) => meter))])
    const accounts = new Map(meters.map(({ assetNo, accountId }) => [assetNo, accountId ?? 0]))
    const openings = new Map((await listBilledUntil(ctx, [...accounts.values()])).map((each) => [each.accountId, each]))
    return new Map(
      keys.flatMap((key, n): [string, Standing][] => {
        const known = registers[n]
        if (!known) return []
        const meter = asked[n]?.meter ?? ''
        const opening = openings.get(accounts.get(meter) ?? 0)
        const isOpening = opening !== undefined && key === `${meter} ${opening.openedOn} 00:00`
        const shown = Object.entries(shownRoles).map(([column, role]) => {
          const wh = known[role]
          return [column, wh === undefined ? null : wh / 1000]
        })
        const begun = isOpening
          ? { isOpening: 'yes', tierKwh: (opening.tierEnergyWh ?? 0) / 1000 }
          : { isOpening: null }
        return [[key, { isOurs: true, values: { ...Object.fromEntries(shown), ...begun } }]]
      }),
    )
  },
  inspect: async (ctx, { fresh, changing }, known) => [
    ...(await inspectShown(ctx, fresh)),
    ...(await inspectOpenings(ctx, [...fresh, ...changing], known)),
  ],
  async add(ctx, rows, known, { caseRef }) {
    await bringReadings(ctx, rows.map(toReading), caseRef)
    await begin(ctx, rows, known, caseRef)
  },
  // What was read stands; a reading of the past may become the one that bills go on from.
  change: (ctx, rows, known, _changed, { caseRef }) => begin(ctx, rows, known, caseRef),
  async sum(ctx, keys) {
    const known = (await listRegistersAt(ctx, keys.map(toMoment))).filter((each) => each !== undefined)
    return { rows: known.length, thousandths: [known.reduce((sum, { importTotal = 0 }) => sum + importTotal, 0)] }
  },
}

function toMoment(key: string): { meter: string; at: Date } {
  const [, meter = '', day = '', minute = ''] = /^(.*) (\S+) (\S+)$/.exec(key) ?? []
  return { meter, at: new Date(`${day}T${minute}:00+08:00`) }
}

function toReading({ values }: Ready): BroughtReading {
  const registers = Object.fromEntries(
    Object.entries(shownRoles).flatMap(([column, role]) => {
      const shown = numberOrNull(values, column)
      return shown === null ? [] : [[role, Math.round(shown * 1000)]]
    }),
  )
  return { ...toMoment(`${textOf(values, 'assetNo')} ${textOf(values, 'readAt')}`), registers }
}

async function begin(ctx: Ctx, rows: Ready[], known: Known, caseRef: string): Promise<void> {
  const openings = rows.filter(({ values }) => values.isOpening === 'yes')
  if (openings.length === 0) return
  await beginBilling(
    ctx,
    openings.map(({ values }) => ({
      accountId: known.meters.get(textOf(values, 'assetNo'))?.accountId ?? 0,
      billedUntil: textOf(values, 'readAt').slice(0, 10),
      tierEnergyWh: Math.round(numberOf(values, 'tierKwh') * 1000),
    })),
    caseRef,
  )
}

async function inspectShown(ctx: Ctx, rows: Ready[]): Promise<Fault[]> {
  const faults = await inspectBroughtReadings(ctx, rows.map(toReading))
  return faults.flatMap((fault): Fault[] => {
    const row = rows[fault.index]
    return row ? [{ row: row.checked.row, ...tell(fault, row.values) }] : []
  })
}

const titleOf = (role: string | null) =>
  shapeOfReadings.columns.find(({ key }) => key in shownRoles && shownRoles[key as keyof typeof shownRoles] === role)
    ?.title

function tell(fault: BroughtFault, values: Values): Omit<Fault, 'row'> {
  const column = titleOf(fault.role) ?? '抄表时间'
  const before = 'before' in fault && fault.before
  const known = before ? `${civilMinute(new Date(before.atMs))} 的 ${before.wh / 1000}` : ''
  const told: Record<BroughtFault['because'], [message: string, advice: string]> = {
    UNKNOWN_METER: ['没有装拆记录', '请先导入电能表'],
    NOT_INSTALLED_THEN: ['当时这只表未装在该处', '不能早于装表日期,请核对抄表时间'],
    IN_THE_FUTURE: ['抄表时间晚于现在', '请核对抄表时间'],
    NO_SUCH_REGISTER: ['装表登记中没有这一示数', '请清空,或核对电能表'],
    TOO_MANY_DIGITS: ['示数超出表计位数', '请核对示数与小数点'],
    BELOW_BEFORE: [`小于此前 ${known}`, '请核对示数与抄表时间;换表的请先办理换表'],
    ABOVE_POSSIBLE: [`比此前 ${known} 增加过多,超过电能表所能通过的电量`, '请核对示数、小数点与抄表时间'],
    DOES_NOT_FIT: ['与已有的前后示数不符', '请核对示数与抄表时间'],
  }
  const [message, advice] = told[fault.because]
  return { column, message: `${message}${fault.role === null ? `(${textOf(values, 'assetNo')})` : ''}`, advice }
}

/** Bills go on from one reading of an account that nothing has been billed of. */
async function inspectOpenings(ctx: Ctx, rows: Ready[], known: Known): Promise<Fault[]> {
  const openings = rows.flatMap(({ checked: { row }, values }) => {
    const { accountId, registers = [] } = known.meters.get(textOf(values, 'assetNo')) ?? {}
    const isOpening = textOrNull(values, 'isOpening') !== null
    return isOpening && accountId ? [{ row, accountId, missing: listMissing(values, registers) }] : []
  })
  const billed = new Map(
    (
      await listBilledUntil(
        ctx,
        openings.map(({ accountId }) => accountId),
      )
    ).map((each) => [each.accountId, each]),
  )
  const seen = new Map<number, number>()
  return openings.flatMap(({ row, accountId, missing }): Fault[] => {
    const told = (message: string, advice: string) => [{ row, column: '期初', message, advice }]
    const { billedUntil = null, heldMonth = null } = billed.get(accountId) ?? {}
    if (billedUntil !== null) return told(`该户已计费至 ${addDays(billedUntil, -1)}`, '请清空期初,作为历史示数导入')
    if (heldMonth !== null) return told(`该户有 ${heldMonth} 的待审核账单`, '请先退回该账单,再导入期初示数')
    const before = seen.get(accountId)
    if (before === undefined) seen.set(accountId, row)
    if (before !== undefined) return told(`与第 ${before} 行是同一户的期初`, '每户只有一条期初示数')
    return missing.map((column) => {
      return { row, column, message: '期初示数须填写', advice: '装表登记中有这一示数,计费自它起算;请补填' }
    })
  })
}

/** Columns of registers of a meter that its row leaves empty: no bill could begin without them. */
function listMissing(values: Values, registers: string[]): string[] {
  return shapeOfReadings.columns.flatMap(({ key, title }) =>
    key in shownRoles && registers.includes(shownRoles[key as keyof typeof shownRoles]) && values[key] == null
      ? [title]
      : [],
  )
}
