import type { Ctx } from '../../../db/context.ts'
import { bringNetwork, type Network } from '../../../db/customers/network.ts'
import { startOfDay } from '../../../db/time.ts'
import type { Known } from '../facts.ts'
import type { Fault, Values } from '../rules/shape.ts'
import { listKnownThings, type NetworkKind } from '../sql.ts'
import { numberOf, numberOrNull, type Ready, type Subject, textOf } from './subject.ts'

/** Of what is brought at the beginning nobody asks since when it stands. */
const SINCE = startOfDay('2000-01-01')

export function networkSubject(kind: NetworkKind): Subject {
  const write = async (ctx: Ctx, rows: Ready[], known: Known) => {
    if (rows.length > 0) await bringNetwork(ctx, toNetwork(kind, rows, known), SINCE)
  }
  return {
    rehearses: true,
    async listKnown(ctx, keys) {
      return new Map((await listKnownThings(ctx, kind, keys)).map((each) => [each.key, each]))
    },
    ...(kind === 'organisations' && { inspect: async (_ctx, { fresh }, known) => findOrphans(fresh, known) }),
    add: write,
    change: write,
    async sum(ctx, keys) {
      const things = await listKnownThings(ctx, kind, keys)
      const kva = things.reduce((sum, { values }) => sum + Math.round(Number(values.capacityKva ?? 0) * 1000), 0)
      return { rows: things.length, thousandths: [kva] }
    },
  }
}

function toNetwork(kind: NetworkKind, rows: Ready[], known: Known): Network {
  return { [kind]: rows.map((row) => items[kind](row, known)) } as Network
}

const unit = (values: Values, { pathOf }: Known) => pathOf.get(numberOf(values, 'organisation')) ?? ''

const items: Record<NetworkKind, (row: Ready, known: Known) => object> = {
  organisations: ({ values }) => values,
  substations: ({ values }, known) => ({ ...values, organisation: unit(values, known) }),
  feeders: ({ values, checked }) => ({
    ...{ name: values.name, voltageKv: values.voltageKv, substation: checked.values.substation },
    ...(values.bar !== null && { bar: values.bar }),
  }),
  districts: ({ values, checked }, known) => ({
    ...values,
    ...{ feeder: checked.values.feeder, organisation: unit(values, known) },
  }),
  terminals: ({ values, checked }) => ({
    ...{ assetNo: values.assetNo, protocol: values.protocol, district: checked.values.district },
    ...(values.host !== null && { host: values.host, port: numberOrNull(values, 'port') }),
  }),
  sections: ({ values }, known) => ({
    ...{ sectionNo: values.sectionNo, manager: values.manager, readingDay: values.readingDay },
    ...{ months: values.months === 'monthly' ? 1 : 2, oddMonths: values.months === 'odd' },
    organisation: unit(values, known),
  }),
}

/** Each has its parent above it, in the sheet or in the file. */
function findOrphans(rows: Ready[], { names }: Known): Fault[] {
  const paths = new Set(names.organisation?.keys())
  return rows.flatMap(({ checked: { row }, values }): Fault[] => {
    const path = textOf(values, 'path')
    const parent = path.replace(/[^.]+\.$/, '')
    paths.add(path)
    if (parent === '' || paths.has(parent)) return []
    return [{ row, column: '编码路径', message: `上级 ${parent} 不存在`, advice: '请把上级写在前面的行,或先导入上级' }]
  })
}
