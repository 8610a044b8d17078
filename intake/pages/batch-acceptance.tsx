import { App, Button } from 'antd'
import type { z } from 'zod'
import { write } from '../../app/web/kit/api.ts'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useWords } from '../../app/web/kit/words.ts'
import type { ApplicationSummary } from '../contract.ts'
import type { batchOutcome } from '../hands/contract.ts'
import css from './case.module.css'
import { clerkWords } from './clerk-words.ts'

type Outcome = z.infer<typeof batchOutcome>

/** Accepts what was chosen; those that were refused are told one by one. */
export function BatchAcceptance({ items, done }: { items: ApplicationSummary[]; done: () => void }) {
  const say = useWords(clerkWords)
  const { modal } = App.useApp()
  const batch = useSubmit((chosen: ApplicationSummary[], key) => {
    const applications = chosen.map(({ id, version }) => ({ id, version }))
    return write<Outcome>('POST', '/api/intake/acceptances', { applications }, key)
  })
  const accept = async () => {
    const answer = await batch.submit(items)
    if (!answer) return
    const refused = answer.value.items.filter(({ accepted }) => !accepted)
    const numberOf = (id: number) => items.find((item) => item.id === id)?.applicationNo
    modal.info({
      title: say('batch.done', { accepted: answer.value.items.length - refused.length, refused: refused.length }),
      content: refused.map(({ id, message }) => <div key={id}>{`${numberOf(id)}：${message}`}</div>),
    })
    done()
  }
  return (
    <div className={css.filters}>
      <Button type="primary" loading={batch.busy} onClick={accept}>
        {say('batch.accept', { count: items.length })}
      </Button>
      <Trouble error={batch.error} />
    </div>
  )
}
