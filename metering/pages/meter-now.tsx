import { accountNumber, instant, kilowattHours, kilowatts, quantity } from '../../app/web/kit/format.ts'
import { Facts } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { MeterRow } from '../contract.ts'
import { meteringWords } from './words.ts'

export function MeterNow({ point }: { point: MeterRow }) {
  const say = useWords(meteringWords)
  const dash = '—'
  return (
    <Facts
      width={130}
      items={[
        { label: say('col.power'), value: kilowatts(point.powerW) },
        { label: say('col.total'), value: kilowattHours(point.registers.importTotal) },
        { label: say('meter.voltage'), value: phases(point.uV, 'V') },
        { label: say('meter.current'), value: phases(point.iA, 'A') },
        { label: say('col.latest'), value: instant(point.latestAt) },
        { label: say('meter.multiplier'), value: quantity(point.multiplier) },
        { label: say('col.asset'), value: point.assetNo ?? dash },
        { label: say('col.model'), value: point.model ?? dash },
        { label: say('col.kind'), value: say(`kind.${point.kind}`) },
        { label: say('col.point'), value: point.pointNo },
        { label: say('home.account'), value: point.accountNo ? accountNumber(point.accountNo) : dash },
        { label: say('col.terminal'), value: point.terminalName ?? dash },
        { label: say('col.district'), value: point.districtName ?? dash, wide: true },
        { label: say('meter.address'), value: point.address ?? dash, wide: true },
      ]}
    />
  )
}

function phases(values: (number | null)[] | null, unit: string): string {
  const known = values?.filter((value) => value !== null) ?? []
  return known.length === 0 ? '—' : `${known.map((value) => quantity(value, 1)).join(' / ')} ${unit}`
}
