import { Select } from 'antd'
import type { z } from 'zod'
import { useResource } from '../../../app/web/kit/resource.ts'
import { useWords } from '../../../app/web/kit/words.ts'
import type { unitList } from '../../hands/contract.ts'
import { handWords } from './words.ts'

/** A unit with those below it; nothing to choose where the reader sees one alone. */
export function UnitFilter({ value, choose }: { value: string | null; choose: (unit: string | null) => void }) {
  const say = useWords(handWords)
  const units = useResource<z.infer<typeof unitList>>('/api/intake/units')
  const items = units.data?.items ?? []
  if (items.length < 2 && !value) return null
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ minWidth: 180 }}
      aria-label={say('unit.label')}
      placeholder={say('unit.any')}
      loading={units.loading}
      value={value || null}
      onChange={(unit) => choose(unit ?? null)}
      options={items.map(({ id, name }) => ({ value: String(id), label: name }))}
    />
  )
}
