import { Button } from 'antd'
import { useState } from 'react'
import { write } from '../../../app/web/kit/api.ts'
import { useLiveReload } from '../../../app/web/kit/live.ts'
import { useResource, useSubmit } from '../../../app/web/kit/resource.ts'
import { Trouble } from '../../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../../app/web/kit/words.ts'
import type { Contact } from '../../contract.ts'
import type { ContactMarks } from '../../marks/contract.ts'
import { EndDialog } from './end-dialog.tsx'
import { MarkPills } from './mark-pills.tsx'
import css from './marks.module.css'
import { ProposeDialog } from './propose-dialog.tsx'
import { markWords } from './words.ts'

type Procedure = ContactMarks['procedures'][number]
type Mark = Procedure['mark']

/** Those that an agent may have to follow though nobody marked the caller before. */
const anybody: readonly Mark[] = ['silent', 'abusive']

/** What is known of who is on the line, and what is to be said and done, step by step. */
export function CallerMarks({ contact, reload }: { contact: Contact; reload: () => void }) {
  const say = useWords(markWords)
  const path = `/api/callcenter/contacts/${contact.id}`
  const known = useResource<ContactMarks>(`${path}/marks`, { keep: true })
  useLiveReload(['caller-mark.changed'], known.reload, 300)
  const [chosen, choose] = useState<Mark>()
  const [ending, end] = useState<Mark>()
  const [isProposing, propose] = useState(false)
  const act = useSubmit(async ({ mark, next }: { mark: Mark; next: string }, key) => {
    await write('POST', `${path}/mark-acts`, { mark, act: next }, key)
    known.reload()
  })
  if (!known.data) return <Trouble error={known.error} />
  const { marks, procedures, mayAct } = known.data
  const marked = procedures.filter(({ mark }) => marks.some((each) => each.mark === mark && each.state === 'confirmed'))
  const begun = procedures.filter((each) => each.done > 0 || each.mark === chosen)
  const shown = procedures.filter((each) => marked.includes(each) || (mayAct && begun.includes(each)))
  const offered = procedures.filter((each) => anybody.includes(each.mark) && !shown.includes(each))
  return (
    <section className={css.section} aria-label={say('title')}>
      <MarkPills marks={marks} />
      {shown.map((procedure) => (
        <Steps
          key={procedure.mark}
          procedure={procedure}
          act={
            mayAct
              ? (next) => (next === 'end' ? end(procedure.mark) : void act.submit({ mark: procedure.mark, next }))
              : null
          }
          isBusy={act.busy}
        />
      ))}
      <Trouble error={act.error} />
      {contact.state !== 'offered' && (
        <div className={css.row}>
          {mayAct &&
            offered.map(({ mark }) => (
              <Button key={mark} size="small" onClick={() => choose(mark)}>
                {say(`mark.${mark}`)}
              </Button>
            ))}
          <Button size="small" type="text" onClick={() => propose(true)}>
            {say('propose.open')}
          </Button>
        </div>
      )}
      {ending && (
        <EndDialog
          contactId={contact.id}
          mark={ending}
          close={(isDone) => {
            end(undefined)
            if (isDone) reload()
          }}
        />
      )}
      {isProposing && (
        <ProposeDialog
          contact={contact}
          accountNo={contact.accountNo}
          close={(isDone) => {
            propose(false)
            if (isDone) known.reload()
          }}
        />
      )}
    </section>
  )
}

type Following = { procedure: Procedure; act: ((next: string) => void) | null; isBusy: boolean }

function Steps({ procedure: { mark, steps, done, next }, act, isBusy }: Following) {
  const say = useWords(markWords)
  const [language] = useLanguage()
  // Those that are only said go with the act that follows them.
  const reached = steps.map((_, index) => steps.slice(0, index).filter((each) => each.act !== 'none').length)
  const acts = steps.filter((each) => each.act !== 'none')
  const nth = acts.slice(0, done).filter((each) => each.act === next).length + 1
  return (
    <div className={css.stack}>
      <b>{say(`mark.${mark}`)}</b>
      <ol className={css.steps}>
        {steps.map((step, index) => {
          const isDone = step.act !== 'none' && (reached[index] ?? 0) < done
          const isNext = step.act !== 'none' && reached[index] === done
          return (
            <li key={`${step.act} ${step.zh}`} className={isDone ? css.done : isNext && act ? css.next : undefined}>
              {isDone && '✓ '}
              {language === 'zh' ? step.zh : step.en}
            </li>
          )
        })}
      </ol>
      {act && next && (
        <Button size="small" danger={next === 'end'} type="primary" loading={isBusy} onClick={() => act(next)}>
          {say(`act.${next}`)}
          {next !== 'end' && `（${say('step.count', { number: nth })}）`}
        </Button>
      )}
    </div>
  )
}
