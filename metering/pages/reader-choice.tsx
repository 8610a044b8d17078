import { Select } from 'antd'
import { useResource } from '../../app/web/kit/resource.ts'
import { useWords } from '../../app/web/kit/words.ts'
import type { ReaderList } from '../sections/shapes.ts'
import { readingWords } from './reading-words.ts'

type Props = { value: string | undefined; choose: (username: string | undefined) => void; width?: number }

/** Who goes and reads, by name. */
export function ReaderChoice({ value, choose, width }: Props) {
  const say = useWords(readingWords)
  const readers = useResource<ReaderList>('/api/metering/readers')
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: width ?? '100%' }}
      aria-label={say('plan.send.to')}
      placeholder={say('plan.send.to')}
      loading={readers.loading}
      value={readers.data && value ? value : undefined}
      onChange={choose}
      options={(readers.data?.readers ?? []).map(({ username, name, organisation }) => ({
        value: username,
        label: `${name} · ${organisation}`,
      }))}
    />
  )
}
