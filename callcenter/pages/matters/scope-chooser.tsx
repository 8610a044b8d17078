import { Select } from 'antd'
import { useEffect, useState } from 'react'
import { withQuery } from '../../../app/web/kit/api.ts'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { MatterPlaces, MatterVersion } from '../../matters/contract.ts'
import { matterWords } from './words.ts'

/** A place as the chooser holds it: what it is and its id, or the number of an account. */
export type Place = { value: string; label: string }
type Is = 'unit' | 'district' | 'account'

const PAUSE_MS = 300

export function toPlaces({ units, districts, accounts }: MatterVersion['scope'], name: (is: Is) => string): Place[] {
  const of = (is: Is, id: number | string, label: string) => ({ value: `${is}~${id}`, label: `${name(is)} ${label}` })
  return [
    ...units.map((unit) => of('unit', unit.id, unit.name)),
    ...districts.map((district) => of('district', district.id, district.name)),
    ...accounts.map((account) => of('account', account, account)),
  ]
}

export function toScope(places: Place[]): { units: number[]; districts: number[]; accounts: string[] } {
  const of = (is: Is) => places.flatMap(({ value }) => (value.startsWith(`${is}~`) ? [value.slice(is.length + 1)] : []))
  return { units: of('unit').map(Number), districts: of('district').map(Number), accounts: of('account') }
}

type Choosing = { unitId: number | undefined; value?: Place[]; onChange?: (places: Place[]) => void; id?: string }

/** Searches the units, districts and accounts of a unit; without words it offers its units. */
export function ScopeChooser({ unitId, value, onChange, id }: Choosing) {
  const say = useWords(matterWords)
  const [typed, type] = useState('')
  const [q, search] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => search(typed.trim()), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const found = useResource<MatterPlaces>(
    unitId === undefined ? null : withQuery('/api/callcenter/matter-places', { unitId, q: q || undefined }),
    { keep: true },
  )
  const options = found.data ? toPlaces(found.data, (is) => say(`scope.${is}`)) : []
  return (
    <Select
      {...(id ? { id } : {})}
      mode="multiple"
      labelInValue
      showSearch={{ filterOption: false, onSearch: type }}
      value={value ?? []}
      onChange={(places: Place[]) => onChange?.(places.map(({ value: is, label }) => ({ value: is, label })))}
      loading={found.refreshing}
      placeholder={say('scope.search')}
      notFoundContent={say('scope.none')}
      options={options}
    />
  )
}
