import type { TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { accountNumber, civilDay, clock, kilowattHours, kilowatts } from '../../app/web/kit/format.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { MeterRow } from '../contract.ts'
import css from './grid.module.css'
import { StatePill } from './point-state.tsx'
import { ReadNow } from './read-now.tsx'
import { meteringWords } from './words.ts'

export function useMeterColumns(reload: () => void): TableColumnsType<MeterRow> {
  const say = useWords(meteringWords)
  const today = civilDay(new Date())
  return [
    { title: say('col.state'), width: 100, render: (_, row) => <StatePill state={row.state} /> },
    { title: say('col.account'), render: (_, row) => <Who row={row} /> },
    { title: say('col.asset'), render: (_, row) => <span className={css.mono}>{row.assetNo ?? '—'}</span> },
    { title: say('col.district'), render: (_, row) => row.districtName ?? '—' },
    { title: say('col.terminal'), render: (_, row) => <span className={css.mono}>{row.terminalName ?? '—'}</span> },
    { title: say('col.latest'), width: 110, render: (_, row) => clock(row.latestAt, today) },
    { title: say('col.power'), width: 110, align: 'right', render: (_, row) => kilowatts(row.powerW) },
    {
      title: say('col.total'),
      width: 140,
      align: 'right',
      render: (_, row) => kilowattHours(row.registers.importTotal),
    },
    {
      title: '',
      width: 80,
      align: 'right',
      render: (_, row) => <ReadNow pointId={row.pointId} done={reload} />,
    },
  ]
}

function Who({ row }: { row: MeterRow }) {
  const say = useWords(meteringWords)
  const name = row.accountName ?? say(`kind.${row.kind}`)
  return (
    <>
      <Link to={`/grid/meters/${row.pointId}`} className={css.ellipsis} title={name}>
        {name}
      </Link>
      <span className={`${css.note} ${css.ellipsis}`} title={row.address ?? ''}>
        {row.accountNo ? accountNumber(row.accountNo) : row.pointNo} {row.address}
      </span>
    </>
  )
}
