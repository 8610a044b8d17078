import { Button } from 'antd'
import { useState } from 'react'
import type { z } from 'zod'
import { find, withQuery } from '../../app/web/kit/api.ts'
import { instant } from '../../app/web/kit/format.ts'
import { Pill } from '../../app/web/kit/parts.tsx'
import { useSubmit } from '../../app/web/kit/resource.ts'
import { Trouble } from '../../app/web/kit/states.tsx'
import { useLanguage, useWords } from '../../app/web/kit/words.ts'
import type { TimelineRow, timelinePage } from '../../db/customers/contract.ts'
import css from './desk.module.css'
import { deskWords } from './words.ts'

type Page = z.infer<typeof timelinePage>

type History = { first: TimelineRow[]; accountNo: string; openOrder: (workOrderNo: string) => void }

/** The customer's history, newest first; what came with the file, then page by page as asked. */
export function TimelineView({ first, accountNo, openOrder }: History) {
  const say = useWords(deskWords)
  const [earlier, setEarlier] = useState<TimelineRow[]>([])
  const [ended, setEnded] = useState(first.length === 0)
  const entries = [...first, ...earlier.filter((entry) => !first.some(({ id }) => id === entry.id))]
  const oldest = entries.at(-1)
  const more = useSubmit(async (before: string) => {
    const page = await find<Page>(withQuery(`/api/customers/accounts/${accountNo}/timeline`, { before }))
    setEarlier((old) => [...old, ...page.entries])
    setEnded(page.next === null)
  })
  if (entries.length === 0) return <p className={css.note}>{say('file.timeline.none')}</p>
  return (
    <>
      {entries.map((entry) => (
        <div key={entry.id} className={css.entry}>
          <span className={css.note}>{instant(entry.at)}</span>
          <Told entry={entry} openOrder={openOrder} />
          {entry.internal && <Pill tone="calm">{say('file.internal')}</Pill>}
        </div>
      ))}
      <Trouble error={more.error} />
      {oldest && !ended && (
        <Button
          block
          type="text"
          loading={more.busy}
          onClick={() => more.submit(`${new Date(oldest.at).toISOString()}_${oldest.id}`)}
        >
          {say('file.timeline.more')}
        </Button>
      )}
    </>
  )
}

/** An order is named by what the entry is about: `work-order:<number>:<act>`. */
function Told({ entry, openOrder }: { entry: TimelineRow } & Pick<History, 'openOrder'>) {
  const [language] = useLanguage()
  const title = language === 'zh' ? entry.titleZh : entry.titleEn
  const [, workOrderNo] = /^work-order:(W\d+)/.exec(entry.subject) ?? []
  if (!workOrderNo) return <span>{title}</span>
  return (
    <button type="button" className={css.link} onClick={() => openOrder(workOrderNo)}>
      {title}
    </button>
  )
}
