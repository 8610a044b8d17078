import { Link } from 'react-router'
import { accountNumber, instant, kilowattHours, kilowatts, quantity } from '../../app/web/kit/format.ts'
import { Facts } from '../../app/web/kit/parts.tsx'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { MeterRow } from '../contract.ts'
import { DistrictLink } from './district-link.tsx'
import { meteringWords } from './words.ts'

/** What it shows now, and where in the file and on the network it hangs. */
export function MeterNow({ point }: { point: MeterRow }) {
  const say = useWords(meteringWords)
  const dash = '—'
  const terminal = point.terminalId && <Link to={`/grid/terminals/${point.terminalId}`}>{point.terminalName}</Link>
  return (
    <Facts
      width={130}
      items={[
        { label: say('col.power'), value: kilowatts(point.powerW) },
        { label: say('col.total'), value: kilowattHours(point.registers.importTotal) },
        { label: say('meter.voltage'), value: phases(point.uV, 'V') },
        { label: say('meter.current'), value: phases(point.iA, 'A') },
        { label: say('meter.powerFactor'), value: quantity(point.powerFactor) },
        { label: say('col.latest'), value: instant(point.latestAt) },
        { label: say('meter.multiplier'), value: quantity(point.multiplier) },
        { label: say('col.asset'), value: point.assetNo ?? dash },
        { label: say('col.model'), value: point.model ?? dash },
        { label: say('col.kind'), value: say(`kind.${point.kind}`) },
        { label: say('col.point'), value: point.pointNo },
        { label: say('home.account'), value: point.accountNo ? <Account accountNo={point.accountNo} /> : dash },
        { label: say('col.terminal'), value: terminal ?? dash },
        { label: say('col.district'), value: <DistrictLink of={point} />, wide: true },
        { label: say('meter.address'), value: point.address ?? dash, wide: true },
      ]}
    />
  )
}

/** Who may see bills is led to the account's. */
function Account({ accountNo }: { accountNo: string }) {
  const mayLook = hasRole(useUser(), ['billing', 'accountant', 'district-manager', 'manager', 'auditor'])
  if (!mayLook) return accountNumber(accountNo)
  return <Link to={`/office/bills?account=${accountNo}`}>{accountNumber(accountNo)}</Link>
}

function phases(values: (number | null)[] | null, unit: string): string {
  const known = values?.filter((value) => value !== null) ?? []
  return known.length === 0 ? '—' : `${known.map((value) => quantity(value, 1)).join(' / ')} ${unit}`
}
