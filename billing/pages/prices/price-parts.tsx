import type { TableColumnsType } from 'antd'
import { DataTable } from '../../../app/web/kit/data-table.tsx'
import { yuan } from '../../../app/web/kit/format.ts'
import { Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Difference, PriceDocument, VersionDetail, VersionState } from '../../price-book/contract.ts'
import css from './prices.module.css'
import { priceWords } from './words.ts'

const tones: Record<VersionState, Tone> = {
  draft: 'calm',
  reviewed: 'brand',
  published: 'good',
  superseded: 'calm',
  withdrawn: 'bad',
}

export function StatePill({ state }: { state: VersionState }) {
  const say = useWords(priceWords)
  return <Pill tone={tones[state]}>{say(`state.${state}`)}</Pill>
}

/** Says half-open days: the day `to` is not one of them. */
export function useDays(): (days: { from: string; to: string | null }) => string {
  const say = useWords(priceWords)
  return ({ from, to }) => (to === null ? say('days.open', { from }) : say('days.closed', { from, to }))
}

type Prices = Partial<Record<string, string>>

export function PeriodPrices({ prices }: { prices: Prices }) {
  const say = useWords(priceWords)
  const order = ['total', 'sharp', 'peak', 'flat', 'valley', 'deepValley']
  return (
    <div className={css.prices}>
      {order.map((period) =>
        prices[period] === undefined ? null : (
          <span key={period}>
            {period !== 'total' && <small>{say.code('period', period)}</small>}
            {prices[period]}
          </span>
        ),
      )}
    </div>
  )
}

type Part = { code: string; prices: Prices; floated: boolean; inPowerFactorBase: boolean; agency: string | null }

export function ComponentTable({ document, timeOfUse }: { document: PriceDocument; timeOfUse: boolean }) {
  const say = useWords(priceWords)
  const { agency } = document
  const bought: Part[] = (agency ? ['energy', 'line-loss', 'system-operation'] : []).map((code) => ({
    ...{ code, prices: {}, floated: timeOfUse && code !== 'system-operation', inPowerFactorBase: true },
    agency: `${say('fromAgency', { region: say.code('region', agency?.region ?? '') })}${code === 'energy' && agency?.multiplier !== '1' ? ` ${say('times', { multiplier: agency?.multiplier })}` : ''}`,
  }))
  const own: Part[] = document.components.map(({ component, pricesYuanPerKwh, floated, inPowerFactorBase }) => ({
    ...{ code: component, prices: pricesYuanPerKwh, floated, inPowerFactorBase, agency: null },
  }))
  const columns: TableColumnsType<Part> = [
    { title: say('col.component'), width: 200, render: (_, part) => say.code('component', part.code) },
    {
      title: say('col.prices'),
      render: (_, part) =>
        part.agency ? <span className={css.note}>{part.agency}</span> : <PeriodPrices prices={part.prices} />,
    },
    { title: say('col.floated'), width: 100, render: (_, part) => say(part.floated ? 'yes' : 'no') },
    { title: say('col.powerFactor'), width: 120, render: (_, part) => say(part.inPowerFactorBase ? 'yes' : 'no') },
  ]
  return <DataTable rowKey="code" columns={columns} items={[...bought, ...own]} width={600} head={0} />
}

export function TierTable({ tiers }: { tiers: PriceDocument['tiers'] }) {
  const say = useWords(priceWords)
  const items = tiers.map((tier, position) => ({ ...tier, index: position + 1 }))
  const columns: TableColumnsType<(typeof items)[number]> = [
    { title: say('col.tier'), width: 120, render: (_, { index }) => say('tier', { index }) },
    { title: say('col.limit'), width: 120, align: 'right', render: (_, tier) => tier.upToKwh ?? say('openTier') },
    { title: say('col.prices'), render: (_, tier) => <PeriodPrices prices={tier.pricesYuanPerKwh} /> },
  ]
  return <DataTable rowKey={(tier) => String(tier.index)} columns={columns} items={items} width={480} head={0} />
}

export function FundTable({ surcharges }: { surcharges: PriceDocument['surcharges'] }) {
  const say = useWords(priceWords)
  const columns: TableColumnsType<PriceDocument['surcharges'][number]> = [
    { title: say('col.fund'), dataIndex: 'name' },
    { title: say('col.prices'), width: 160, align: 'right', dataIndex: 'priceYuanPerKwh' },
  ]
  return <DataTable rowKey="code" columns={columns} items={surcharges} width={320} head={0} />
}

/** Issued bills that a version dated in the past concerns. */
export function TouchedTable({ touched }: { touched: VersionDetail['touched'] }) {
  const say = useWords(priceWords)
  if (touched.length === 0) return <p className={css.note}>{say('touched.none')}</p>
  const columns: TableColumnsType<VersionDetail['touched'][number]> = [
    { title: say('col.month'), dataIndex: 'billMonth' },
    { title: say('col.accounts'), width: 80, align: 'right', dataIndex: 'accounts' },
    { title: say('col.bills'), width: 80, align: 'right', dataIndex: 'bills' },
    { title: say('col.total'), width: 140, align: 'right', render: (_, row) => yuan(row.totalYuan) },
  ]
  return <DataTable rowKey="billMonth" columns={columns} items={touched} width={360} pageSize={12} head={0} />
}

/** Old → new → difference, dearer in red. */
export function DifferenceTable({ differences }: { differences: Difference[] }) {
  const say = useWords(priceWords)
  const fieldOf = useFieldName()
  const columns: TableColumnsType<Difference> = [
    { title: say('col.field'), render: (_, row) => fieldOf(row.field) },
    { title: say('col.old'), width: 170, align: 'right', render: (_, row) => row.old ?? '—' },
    { title: say('col.new'), width: 170, align: 'right', render: (_, row) => row.new ?? '—' },
    {
      title: say('col.difference'),
      width: 110,
      align: 'right',
      render: (_, { difference }) => {
        if (difference === null) return '—'
        return (
          <span className={Number(difference) > 0 ? css.up : css.down}>
            {Number(difference) > 0 ? `+${difference}` : difference}
          </span>
        )
      },
    },
  ]
  return <DataTable rowKey="field" columns={columns} items={differences} width={560} head={0} />
}

function useFieldName(): (field: string) => string {
  const say = useWords(priceWords)
  const single: Record<string, string> = {
    legalBasis: say('basis'),
    official: say('official'),
    capacityYuanPerKvaMonth: say('capacity'),
    demandYuanPerKwMonth: say('demand'),
    accumulation: say('accumulation'),
    region: say('region'),
    'agency.region': say('edit.agency'),
    'agency.multiplier': say('edit.multiplier'),
    'household.thresholdPersons': say('edit.persons'),
    'household.bumpKwhPerMonth': say('edit.bump'),
    'minimum.yuanPerMonth': say('edit.minimumYuan'),
    'minimum.kwhPerMonth': say('edit.minimumKwh'),
    'minimum.priceYuanPerKwh': say('edit.minimumPrice'),
    'highLoad.kwhPerKva': say('edit.loadKwh'),
    'highLoad.demandFactor': say('edit.loadFactor'),
  }
  return (field) => {
    const [group, name = '', part = ''] = field.split('.')
    if (group === 'components') return `${say.code('component', name)} ${partName(part)}`
    if (group === 'tiers')
      return `${say('tier', { index: name })} ${part === 'upToKwh' ? say('col.limit') : partName(part)}`
    if (group === 'surcharges') return field.slice('surcharges.'.length)
    if (group === 'applicability') return say('applies')
    return single[field] ?? field
  }
  function partName(part: string): string {
    if (part === 'floated') return say('col.floated')
    if (part === 'inPowerFactorBase') return say('col.powerFactor')
    return part === 'total' ? '' : say.code('period', part)
  }
}
