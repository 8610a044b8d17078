import { Button, Input } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { write } from '../../app/web/kit/api.ts'
import { Facts, Page, Panel } from '../../app/web/kit/parts.tsx'
import { useResource, useSubmit } from '../../app/web/kit/resource.ts'
import { hasRole, useUser } from '../../app/web/kit/session.tsx'
import { Shown, Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { StandIn, StandInAnswer, StandInDecision } from '../vee/shapes.ts'
import { BillEffect } from './bill-effect.tsx'
import grid from './grid.module.css'
import { StatusPill, sheetFacts } from './register-sheet-parts.tsx'
import css from './validation.module.css'
import { validationWords } from './validation-words.ts'

/** One register that no meter gave, as it is approved and printed. */
export default function RegisterSheet() {
  const say = useWords(validationWords)
  const { standInId } = useParams()
  const path = `/api/metering/register-exceptions/${standInId}`
  const answer = useResource<StandInAnswer>(path)
  return (
    <Page
      back={{ to: '/grid/registers', text: say('registers.title') }}
      title={say('sheet.title')}
      actions={
        answer.data && (
          <>
            <StatusPill status={answer.data.standIn.status} />
            <Button className={css.noPrint ?? ''} onClick={() => window.print()}>
              {say('sheet.print')}
            </Button>
          </>
        )
      }
    >
      <Shown of={answer} rows={10}>
        {(shown) => <Sheet shown={shown} path={path} reload={answer.reload} />}
      </Shown>
    </Page>
  )
}

function Sheet({ shown: { standIn, bill }, path, reload }: { shown: StandInAnswer; path: string; reload: () => void }) {
  const say = useWords(validationWords)
  return (
    <div className={grid.column}>
      <Panel title={`${say(`standIn.${standIn.kind}`)} No. ${standIn.standInId}`}>
        <Facts items={sheetFacts(say, standIn)} width={150} />
        {standIn.photoId !== null && (
          <img className={css.photo} src={`/api/metering/reading-photos/${standIn.photoId}`} alt={say('sheet.photo')} />
        )}
        <div className={css.effect}>
          <span className={css.wide}>{say('sheet.effect')}</span>
          <BillEffect bill={bill} />
        </div>
        <p className={css.sign}>{say('sheet.sign')}：＿＿＿＿＿＿＿＿＿＿</p>
      </Panel>
      {standIn.status === 'proposed' && <Decision standIn={standIn} path={path} reload={reload} />}
    </div>
  )
}

function Decision({ standIn, path, reload }: { standIn: StandIn; path: string; reload: () => void }) {
  const say = useWords(validationWords)
  const user = useUser()
  const [note, setNote] = useState('')
  const decide = useSubmit((input: StandInDecision, key) => write<StandIn>('POST', `${path}/decision`, input, key))
  if (!hasRole(user, ['manager'])) return null
  if (standIn.proposedBy === user.username) return <p className={css.note}>{say('sheet.own')}</p>
  const send = async (approve: boolean) => {
    if (await decide.submit({ approve, ...(note.trim() ? { note: note.trim() } : {}) })) reload()
  }
  return (
    <Panel className={css.noPrint ?? ''}>
      <Trouble error={decide.error} />
      <Input.TextArea
        rows={2}
        maxLength={500}
        aria-label={say('sheet.note')}
        placeholder={say('sheet.note')}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <div className={css.row}>
        <Button type="primary" loading={decide.busy} onClick={() => send(true)}>
          {say('sheet.approve')}
        </Button>
        <Button danger disabled={decide.busy} onClick={() => send(false)}>
          {say('sheet.refuse')}
        </Button>
      </div>
    </Panel>
  )
}
