import type { z } from 'zod'
import { DataTable } from '../../app/web/kit/data-table.tsx'
import { fixed, instant } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { PointDetail, RegisterReading, RegisterRole } from '../contract.ts'
import css from './grid.module.css'
import { meteringWords } from './words.ts'

type Reading = z.infer<typeof RegisterReading>
type Detail = z.infer<typeof PointDetail>
const order: RegisterRole[] = [
  'importTotal',
  'importSharp',
  'importPeak',
  'importFlat',
  'importValley',
  'importDeepValley',
  'exportTotal',
  'q1',
  'q2',
  'q3',
  'q4',
]

export function RegisterTable({ readings }: { readings: Reading[] }) {
  const say = useWords(meteringWords)
  const roles = order.filter((role) => readings.some((reading) => reading.registers[role] !== undefined))
  return (
    <DataTable
      rowKey={(reading) => `${reading.at}-${reading.assetNo}-${reading.freeze}`}
      width={640}
      items={readings}
      pageSize={12}
      head={0}
      columns={[
        { title: say('col.at'), width: 150, render: (_, reading) => instant(reading.at) },
        { title: say('col.freeze'), width: 100, render: (_, reading) => say(`freeze.${reading.freeze ?? 'reading'}`) },
        { title: say('col.asset'), render: (_, reading) => <span className={css.mono}>{reading.assetNo}</span> },
        ...roles.map((role) => ({
          title: `${say(`role.${role}`)} ${role.startsWith('q') ? 'kvarh' : 'kWh'}`,
          align: 'right' as const,
          render: (_: unknown, reading: Reading) => registerText(reading.registers[role]),
        })),
      ]}
    />
  )
}

export function Installations({ installations }: { installations: Detail['installations'] }) {
  const say = useWords(meteringWords)
  if (installations.length === 0) return <p className={css.note}>{say('meter.installations.none')}</p>
  return installations.map((installation) => (
    <div key={installation.installationId} className={css.alarm}>
      <span className={css.mono}>{installation.assetNo}</span>
      <span className={css.note}>
        {installation.model} · {say('meter.ratio')} {installation.ct} / {installation.pt}
      </span>
      <Pill tone={installation.removedAt ? 'calm' : 'good'}>
        {say(installation.removedAt ? 'meter.removed' : 'meter.inUse')}
      </Pill>
      <span className={css.note}>
        {say('meter.installed')} {instant(installation.installedAt)}
        {installation.removedAt && ` · ${say('meter.removed')} ${instant(installation.removedAt)}`}
      </span>
    </div>
  ))
}

function registerText(wh: number | undefined): string {
  return wh === undefined ? '—' : fixed(wh / 1000, 2)
}
