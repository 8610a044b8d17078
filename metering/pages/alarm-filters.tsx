import { Button, Segmented, Select } from 'antd'
import { quantity } from '../../app/web/kit/format.ts'
import { useResource } from '../../app/web/kit/resource.ts'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { AlarmList } from '../alarm-contract.ts'
import type { DistrictList } from '../contract.ts'
import { alarmWords } from './alarm-words.ts'
import css from './grid.module.css'
import { meteringWords } from './words.ts'

const statuses = ['open', 'unacknowledged', 'suppressed', 'all'] as const
const severities = ['critical', 'warning', 'info'] as const
export const alarmFilters = ['status', 'severity', 'kind', 'feederId', 'districtId', 'terminalId', 'pointId'] as const

export type AlarmChoices = Record<(typeof alarmFilters)[number], string>
type Filters = { page: AlarmList | undefined; wanted: AlarmChoices; choose: (change: Partial<AlarmChoices>) => void }

/** Whether less than every alarm of a state is asked for. */
export function isNarrowed({ status: _, ...others }: AlarmChoices): boolean {
  return Object.values(others).some((value) => value !== '')
}

export function AlarmFilters({ page, wanted, choose }: Filters) {
  const say = useWords(meteringWords)
  const alarmSay = useWords(alarmWords)
  const counted = (severity: (typeof severities)[number]) => (page ? ` ${quantity(page.severities[severity])}` : '')
  return (
    <>
      <div className={css.strip}>
        <Segmented
          aria-label={say('col.state')}
          value={wanted.status || 'open'}
          onChange={(value) => choose({ status: value })}
          options={statuses.map((value) => {
            const count = value === 'suppressed' && page && page.suppressed > 0 ? ` ${quantity(page.suppressed)}` : ''
            return { value, label: `${say(`alarms.${value}`)}${count}` }
          })}
        />
      </div>
      <div className={css.strip}>
        <Segmented
          aria-label={say('col.severity')}
          value={wanted.severity}
          onChange={(severity) => choose({ severity })}
          options={[
            { value: '', label: alarmSay('severity.any') },
            ...severities.map((value) => ({ value, label: `${say(`severity.${value}`)}${counted(value)}` })),
          ]}
        />
      </div>
      <PlaceChoice wanted={wanted} choose={choose} />
      <KindChoice kinds={page?.kinds} kind={wanted.kind} choose={(kind) => choose({ kind })} />
      {isNarrowed(wanted) && (
        <Button
          onClick={() => choose({ severity: '', kind: '', feederId: '', districtId: '', terminalId: '', pointId: '' })}
        >
          {say('meters.clear')}
        </Button>
      )}
    </>
  )
}

/** A feeder or a district, whichever is meant: one box to look for either. */
function PlaceChoice({ wanted, choose }: Pick<Filters, 'wanted' | 'choose'>) {
  const say = useWords(alarmWords)
  const { data } = useResource<DistrictList>('/api/metering/districts')
  const districts = data?.districts ?? []
  const feeders = new Map(districts.map(({ feederId, feederName }) => [feederId, feederName]))
  const value = wanted.feederId
    ? `feeder ${wanted.feederId}`
    : wanted.districtId
      ? `district ${wanted.districtId}`
      : undefined
  return (
    <Select
      aria-label={say('place')}
      className={css.choice ?? ''}
      style={{ minWidth: 190 }}
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      placeholder={say('place')}
      value={value}
      onChange={(chosen = '') => {
        const [level = '', id = ''] = chosen.split(' ')
        choose({ feederId: level === 'feeder' ? id : '', districtId: level === 'district' ? id : '' })
      }}
      options={[
        {
          label: say('place.feeder'),
          options: [...feeders].flatMap(([id, name]) =>
            id === null ? [] : [{ value: `feeder ${id}`, label: name ?? String(id) }],
          ),
        },
        {
          label: say('place.district'),
          options: districts.map(({ districtId, name }) => ({ value: `district ${districtId}`, label: name })),
        },
      ]}
    />
  )
}

type KindsOf = { kinds: AlarmList['kinds'] | undefined; kind: string; choose: (kind: string) => void }

function KindChoice({ kinds, kind, choose }: KindsOf) {
  const say = useWords(meteringWords)
  const [language] = useLanguage()
  const known = kinds?.some((each) => each.kind === kind) ?? false
  return (
    <Select
      aria-label={say('alarms.kind')}
      className={css.choice ?? ''}
      style={{ minWidth: 190 }}
      allowClear
      placeholder={say('alarms.kind')}
      value={kind || undefined}
      onChange={(value = '') => choose(value)}
      options={[
        ...(kind && !known ? [{ value: kind, label: kind }] : []),
        ...(kinds ?? []).map((each) => ({ value: each.kind, label: `${each.title[language]} ${quantity(each.open)}` })),
      ]}
    />
  )
}
