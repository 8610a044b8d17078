import { Segmented, Select, type TableColumnsType } from 'antd'
import { Link } from 'react-router'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useChoices } from '../../../app/web/kit/choices.ts'
import { instant } from '../../../app/web/kit/format.ts'
import { PagedTable } from '../../../app/web/kit/paged-table.tsx'
import { usePages } from '../../../app/web/kit/pages.ts'
import { Page, Panel, Pill, type Tone } from '../../../app/web/kit/parts.tsx'
import { SearchBox } from '../../../app/web/kit/search-box.tsx'
import { hasRole, useUser } from '../../../app/web/kit/session.tsx'
import { Empty } from '../../../app/web/kit/states.tsx'
import { useWords } from '../../../app/web/kit/words.ts'
import type { Device, DeviceList } from '../../store/shapes.ts'
import collection from '../collection.module.css'
import grid from '../grid.module.css'
import { StoreActions } from './store-actions.tsx'
import { storeWords } from './store-words.ts'

const kinds = ['meter', 'ct', 'pt', 'terminal', 'seal'] as const
const places = ['store', 'laboratory', 'person', 'point', 'scrapped'] as const
const filters = ['kind', 'place', 'check', 'batch', 'q'] as const
const checks = ['none', 'failed', 'over', 'due'] as const
export const placeTones: Record<Device['place'], Tone> = {
  store: 'brand',
  person: 'warn',
  point: 'good',
  laboratory: 'calm',
  scrapped: 'bad',
}
const itemsOf = (page: DeviceList) => page.devices

export default function Store() {
  const say = useWords(storeWords)
  const user = useUser()
  const [chosen, choose] = useChoices(filters)
  const pages = usePages<DeviceList, Device>(withQuery('/api/metering/devices', chosen), itemsOf)
  const mayKeep = hasRole(user, ['acquisition', 'district-manager'])
  return (
    <Page title={say('title')} actions={mayKeep && <StoreActions done={pages.first.reload} />}>
      <Panel flush label={say('title')}>
        <Filters chosen={chosen} choose={choose} />
        <PagedTable
          of={pages}
          rowKey="deviceId"
          columns={useColumns()}
          width={1060}
          head={0}
          empty={<Empty title={say('none')} next={say('none.next')} />}
        />
      </Panel>
    </Page>
  )
}

type Chosen = Record<(typeof filters)[number], string>

function Filters({ chosen, choose }: { chosen: Chosen; choose: (change: Partial<Chosen>) => void }) {
  const say = useWords(storeWords)
  return (
    <div className={grid.filters}>
      <div className={collection.wide}>
        <Segmented
          aria-label={say('col.place')}
          value={chosen.place}
          onChange={(value) => choose({ place: value })}
          options={[
            { value: '', label: say('all') },
            ...places.map((value) => ({ value, label: say(`place.${value}`) })),
          ]}
        />
      </div>
      <Select
        aria-label={say('col.kind')}
        value={chosen.kind}
        style={{ width: 130 }}
        onChange={(value) => choose({ kind: value })}
        options={[
          { value: '', label: say('kind.any') },
          ...kinds.map((value) => ({ value, label: say(`kind.${value}`) })),
        ]}
      />
      <Select
        aria-label={say('col.check')}
        value={chosen.check}
        style={{ width: 150 }}
        onChange={(value) => choose({ check: value })}
        options={[
          { value: '', label: say('check.any') },
          ...checks.map((value) => ({ value, label: say(`check.${value}`) })),
        ]}
      />
      <SearchBox value={chosen.q} label={say('search')} search={(q) => choose({ q })} />
    </div>
  )
}

function useColumns(): TableColumnsType<Device> {
  const say = useWords(storeWords)
  return [
    {
      title: say('col.asset'),
      width: 190,
      render: (_, device) => (
        <Link className={grid.mono} to={`/grid/store/${device.deviceId}`}>
          {device.assetNo}
        </Link>
      ),
    },
    { title: say('col.kind'), width: 100, render: (_, device) => say(`kind.${device.kind}`) },
    {
      title: say('col.model'),
      render: (_, device) => (
        <span className={grid.ellipsis} title={device.model}>
          {device.model}
        </span>
      ),
    },
    {
      title: say('col.place'),
      width: 110,
      render: (_, device) => <Pill tone={placeTones[device.place]}>{say(`place.${device.place}`)}</Pill>,
    },
    {
      title: say('col.where'),
      render: (_, device) => (
        <span className={grid.ellipsis} title={whereOf(device)}>
          {whereOf(device)}
        </span>
      ),
    },
    { title: say('col.check'), width: 170, render: (_, device) => <CheckOf device={device} /> },
    { title: say('col.since'), width: 150, render: (_, device) => instant(device.since) },
  ]
}

function whereOf({ personName, accountName, pointNo, organisation }: Device): string {
  return personName ?? accountName ?? pointNo ?? organisation
}

export function CheckOf({ device }: { device: Device }) {
  const say = useWords(storeWords)
  if (device.kind === 'seal') return '—'
  if (device.checkPassed === null) return say('check.none')
  if (!device.checkPassed) return <span className={grid.badText}>{say('check.failed')}</span>
  const day = device.checkValidUntil
  return day ? say('check.ok', { day }) : say('check.passed')
}
