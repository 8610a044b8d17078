import { Alert, Button } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { withQuery } from '../../web/kit/api.ts'
import { useChoices } from '../../web/kit/choices.ts'
import { Facts, Page, Panel, Pill, type Tone } from '../../web/kit/parts.tsx'
import { useResource } from '../../web/kit/resource.ts'
import { Shown } from '../../web/kit/states.tsx'
import { useWords } from '../../web/kit/words.ts'
import type { OneParameter, ParameterItem, ParameterPast } from '../contract.ts'
import { ChangeCard } from './change-card.tsx'
import { DraftDialog } from './draft-dialog.tsx'
import css from './parameters.module.css'
import { ChangedBy, Days, Lines } from './rule-table.tsx'
import { pathOf, titleOf, useSaid } from './said.ts'
import { parameterWords } from './words.ts'

const tones: Record<ParameterPast['state'], Tone> = { holds: 'good', coming: 'brand', ended: 'calm' }
const LONG = 40

/** 一项参数: what holds, what held when and by which text, and what is asked to change. */
export default function OneParameterPage() {
  const say = useWords(parameterWords)
  const said = useSaid()
  const { set = '' } = useParams()
  const [{ key, new: isNew }, choose] = useChoices(['key', 'new'])
  const found = useResource<OneParameter>(withQuery(`/api/parameters/sets/${set}`, { key }), { keep: true })
  const [drafts, setDrafts] = useState(isNew !== '')
  const go = useNavigate()
  const close = (draftedKey: string | null) => {
    setDrafts(false)
    if (draftedKey !== null && draftedKey !== key)
      go(draftedKey === '' ? '/office/parameters' : pathOf(set, draftedKey))
    else if (isNew) choose({ new: null })
    if (draftedKey !== null) found.reload()
  }
  const data = found.data
  const title = data ? titleOf(data, said) : ''
  const mayDraft = data?.set.obstacle === null && !data.item?.draft
  return (
    <Page
      title={title}
      lead={data && said(data.set.about)}
      back={{ to: '/office/parameters', text: say('title') }}
      refreshing={found.refreshing}
      actions={
        <>
          {data?.set.tryAt && key && <Link to={`${data.set.tryAt}${key}`}>{say('tryOut')}</Link>}
          {mayDraft && (
            <Button type="primary" onClick={() => setDrafts(true)}>
              {say('draft')}
            </Button>
          )}
        </>
      }
    >
      <Shown of={found} rows={8}>
        {(one) => (
          <>
            <WhyNot of={one} />
            <div className={css.columns}>
              <div className={css.sets}>
                {one.item && <Now of={one.item} how={one.set.how} />}
                {one.changes.map((change) => (
                  <ChangeCard key={change.id} change={change} done={found.reload} />
                ))}
              </div>
              <Panel title={say('history')}>
                <History rows={one.history} />
              </Panel>
            </div>
            {drafts && <DraftDialog of={one} keyText={key} close={close} />}
          </>
        )}
      </Shown>
    </Page>
  )
}

/** Why there is no button to draft a change with. */
function WhyNot({ of: { set, item } }: { of: OneParameter }) {
  const say = useWords(parameterWords)
  const said = useSaid()
  const { obstacle, drafters } = set
  if (obstacle === 'place') return null
  const by = item?.draft?.by
  const because =
    obstacle === null
      ? by && say('obstacle.drafted', { by })
      : say(`obstacle.${obstacle}`, { roles: drafters.map(said).join(say('comma')) })
  return because && <Alert type="info" showIcon title={because} className={css.why ?? ''} />
}

function Now({ of, how }: { of: ParameterItem; how: OneParameter['set']['how'] }) {
  const say = useWords(parameterWords)
  const said = useSaid()
  return (
    <Panel>
      <div className={`${css.now} ${of.said.zh.length > LONG ? css.long : ''}`}>
        <Lines of={of} isWhole />
      </div>
      <div className={`${css.days} ${css.under}`}>
        <Pill tone={tones[of.state]}>{say(`is.${of.state}`)}</Pill>
        <Days of={of} />
        <Confirmed of={of} />
      </div>
      {of.next && <p className={css.next}>{say('next', { from: of.next.from, said: said(of.next.said) })}</p>}
      <Facts
        items={[
          { label: say('one.basis'), value: of.basis, wide: true },
          { label: say('one.by'), value: <ChangedBy of={of} /> },
          ...(how === 'elsewhere' ? [] : [{ label: say('one.way'), value: say(`way.${how}`) }]),
        ]}
      />
    </Panel>
  )
}

function Confirmed({ of: { confirmed } }: { of: ParameterPast }) {
  const say = useWords(parameterWords)
  if (confirmed === null) return null
  return <Pill tone={confirmed ? 'good' : 'warn'}>{say(confirmed ? 'confirmed' : 'unconfirmed')}</Pill>
}

function History({ rows }: { rows: ParameterPast[] }) {
  const say = useWords(parameterWords)
  return (
    <ol className={css.history}>
      {rows.map((row) => (
        <li key={row.from} data-state={row.state}>
          <div className={css.days}>
            <Days of={row} />
            <Pill tone={tones[row.state]}>{say(`is.${row.state}`)}</Pill>
          </div>
          <Lines of={row} isWhole />
          <div className={css.note}>{row.basis}</div>
          <div className={css.signed}>
            <Confirmed of={row} />
            <span className={css.note}>{row.by ?? say('shipped')}</span>
          </div>
        </li>
      ))}
    </ol>
  )
}
