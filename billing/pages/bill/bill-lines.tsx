import { Button } from 'antd'
import { useState } from 'react'
import { addDays, fixed, quantity, yuan } from '../../../app/web/kit/format.ts'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { BillDetail, BillLine } from '../../bill-contract.ts'
import css from '../bill.module.css'
import { billingWords } from '../words.ts'
import { billWords } from './words.ts'

/** In the order in which a bill shows them; the record misses none. */
const shownGroups: Record<BillLine['group'], true> = {
  ...{ energy: true, market: true, base: true, adjustment: true },
  ...{ fund: true, allowance: true, minimum: true, other: true },
}
const groups = Object.keys(shownGroups) as BillLine['group'][]

/** Every line of a bill under its kind of charge; each opens to its readings, part, arithmetic and clause. */
export function BillLines({ bill }: { bill: BillDetail }) {
  const say = useWords(billingWords)
  const shown = groups.filter((group) => bill.lines.some((line) => line.group === group))
  return (
    <>
      {shown.map((group) => (
        <Group
          key={group}
          bill={bill}
          group={group}
          lines={bill.lines.filter((line) => line.group === group)}
          isOnly={shown.length === 1}
        />
      ))}
      <div className={css.sum}>
        <span>{say('bill.lines.sum')}</span>
        <span data-amount="total">{yuan(bill.totalYuan)}</span>
      </div>
    </>
  )
}

/** A factory's bill has a line for each part, period and component. */
const MANY_LINES = 30
const FIRST_LINES = 12

type GroupOf = { bill: BillDetail; group: BillLine['group']; lines: BillLine[]; isOnly: boolean }

function Group({ bill, group, lines, isOnly }: GroupOf) {
  const say = useWords(billWords)
  const [isLong, showAll] = useState(lines.length > MANY_LINES)
  const shown = isLong ? lines.slice(0, FIRST_LINES) : lines
  const fen = lines.reduce((sum, line) => sum + Math.round(Number(line.amountYuan) * 100), 0)
  return (
    <section>
      {!isOnly && (
        <header className={css.group}>
          <div className={css.lineTop}>
            <h3>{say(`group.${group}`)}</h3>
            <span className={css.amount}>{yuan(fen / 100)}</span>
          </div>
          {group !== 'other' && <p className={css.note}>{say(`about.${group}`)}</p>}
        </header>
      )}
      {shown.map((line) => (
        <Line key={line.position} bill={bill} line={line} />
      ))}
      {isLong && (
        <Button type="link" onClick={() => showAll(false)}>
          {say('lines.all', { count: lines.length })}
        </Button>
      )}
    </section>
  )
}

function Line({ bill, line }: { bill: BillDetail; line: BillLine }) {
  const say = useWords(billWords)
  const [language] = useLanguage()
  const segment = bill.segments.find(({ position }) => position === line.segment)
  const unit = say.code('unit', line.unit)
  const amount = `${quantity(line.quantity, 6)} ${unit}`
  return (
    <details className={css.line}>
      <summary>
        <span className={css.lineTop}>
          <span className={css.lineTitle}>
            {line.title[language]}
            {segment && bill.segments.length > 1 && (
              <span className={css.note}> · {say('segment.name', { no: segment.position })}</span>
            )}
          </span>
          <span className={css.amount} data-amount="line">
            {yuan(line.amountYuan)}
          </span>
        </span>
        <span className={css.formula}>{line.price === null ? amount : `${amount} × ${line.price}`}</span>
      </summary>
      <Behind bill={bill} line={line} />
    </details>
  )
}

/** What a line rests on. */
function Behind({ bill, line }: { bill: BillDetail; line: BillLine }) {
  const say = useWords(billWords)
  const segments = segmentsBehind(bill, line)
  const facts = [
    {
      label: say('line.quantity'),
      value: line.formula.replace(` ${line.unit} ×`, ` ${say.code('unit', line.unit)} ×`),
    },
    { label: say('line.exact'), value: `${line.unroundedYuan} ${say('unit.yuan')}` },
    {
      label: say('line.segment'),
      value:
        line.segment === null
          ? say('segment.whole')
          : segments.map((segment) => <SegmentName key={segment.position} segment={segment} />),
    },
    { label: say('line.demand'), value: line.item.startsWith('demand-') && <Demands bill={bill} /> },
    { label: say('line.readings'), value: <Readings bill={bill} line={line} /> },
    { label: say('line.clause'), value: line.clause },
    { label: say('line.version'), value: line.priceVersion },
  ]
  const hasReadings = registersBehind(bill, line).length > 0
  return (
    <dl className={css.behind}>
      {facts
        .filter(({ value, label }) => value && (hasReadings || label !== say('line.readings')))
        .map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function SegmentName({ segment }: { segment: BillDetail['segments'][number] }) {
  const say = useWords(billWords)
  const { position, pointNo, from, to, days } = segment
  return (
    <span>
      {say('segment.name', { no: position })} · {say('segment.days', { from, to: addDays(to, -1), days })} ·{' '}
      {say('segment.point', { no: pointNo })}
    </span>
  )
}

function Demands({ bill: { demands } }: { bill: BillDetail }) {
  const say = useWords(billWords)
  return demands.map(({ pointNo, demandKw, occurredOn, contractKw, leastKw, toleratedKw }) => (
    <div key={pointNo}>
      {say('line.demand.of', {
        no: pointNo,
        demand: quantity(demandKw),
        day: occurredOn ?? say('line.demand.unknown'),
      })}
      {contractKw !== null &&
        say('line.demand.bounds', {
          contract: quantity(contractKw),
          least: quantity(leastKw ?? 0),
          tolerated: quantity(toleratedKw ?? 0),
        })}
    </div>
  ))
}

function Readings({ bill, line }: { bill: BillDetail; line: BillLine }) {
  const say = useWords(billWords)
  const words = useWords(billingWords)
  return registersBehind(bill, line).map((register) => (
    <span key={`${register.segment}-${register.deviceAssetNo}-${register.role}-${register.startKwh}`}>
      {say('line.reading', {
        role: words.code('role', register.role),
        meter: register.deviceAssetNo,
        start: fixed(register.startKwh, 2),
        end: fixed(register.endKwh, 2),
        multiplier: quantity(register.multiplier),
        energy: `${fixed(register.energyKwh, 2)} ${isReactive(register) ? 'kvarh' : 'kWh'}`,
      })}
    </span>
  ))
}

function segmentsBehind({ segments }: BillDetail, line: BillLine) {
  if (line.segment !== null) return segments.filter(({ position }) => position === line.segment)
  const isTier = /^(allowance-)?tier-/.test(line.item)
  return segments.filter(({ tariffSystem }) => !isTier || tariffSystem === 'residential-tier')
}

/** Registers of the line's parts, of its period where it has one. A charge by capacity rests on none. */
function registersBehind(bill: BillDetail, line: BillLine) {
  if (line.group === 'base' || line.group === 'other') return []
  const positions = new Set(segmentsBehind(bill, line).map(({ position }) => position))
  const own = bill.registers.filter(
    (register) =>
      (register.segment === null || positions.has(register.segment)) &&
      (line.group === 'adjustment' || !isReactive(register)),
  )
  const period = /-(sharp|peak|flat|valley|deepValley)$/.exec(line.item)?.[1]?.toLowerCase()
  const ofPeriod = own.filter(({ role }) => period && role.toLowerCase() === `import${period}`)
  return ofPeriod.length > 0 ? ofPeriod : own
}

function isReactive({ role }: BillDetail['registers'][number]): boolean {
  return /^q[1-4]$/.test(role)
}
