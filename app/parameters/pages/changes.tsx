import { Segmented } from 'antd'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { Page } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Empty, Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { ChangeList } from '../contract.ts'
import { ChangeCard } from './change-card.tsx'
import css from './parameters.module.css'
import { parameterWords } from './words.ts'

/** 参数修改记录: what waits to be released, or all of late. */
export default function ParameterChangesPage() {
  const say = useWords(parameterWords)
  const [{ which }, choose] = useChoices(['which'])
  const found = useResource<ChangeList>(withQuery('/api/parameters/changes', { which }), { keep: true })
  return (
    <Page
      title={say('changes')}
      back={{ to: '/office/parameters', text: say('title') }}
      refreshing={found.refreshing}
      actions={
        <Segmented
          value={which}
          onChange={(next) => choose({ which: next })}
          options={[
            { value: '', label: say('changes.waiting') },
            { value: 'all', label: say('changes.all') },
          ]}
        />
      }
    >
      <Shown
        of={found}
        rows={8}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title={say('changes.none')} next={say('changes.none.next')} />}
      >
        {({ items }) => (
          <div className={css.sets}>
            {items.map((change) => (
              <ChangeCard key={change.id} change={change} done={found.reload} isLinked />
            ))}
          </div>
        )}
      </Shown>
    </Page>
  )
}
