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

type History = {
  first: TimelineRow[]
  accountNo: string
  openOrder: (workOrderNo: string) => void
  /** Undefined where bills may not be told. */
  openBill: ((id: number) => void) | undefined
}

/** The customer's history, newest first; what came with the file, then page by page as asked. */
export function TimelineView({ first, accountNo, openOrder, openBill }: History) {
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
          <Told entry={entry} openOrder={openOrder} openBill={openBill} />
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

type Telling = { entry: TimelineRow } & Pick<History, 'openOrder' | 'openBill'>

/** What an entry tells of an order or a bill leads there. */
function Told({ entry, ...ways }: Telling) {
  const [language] = useLanguage()
  const title = language === 'zh' ? entry.titleZh : entry.titleEn
  const open = wayOf(entry, ways)
  if (!open) return <span>{title}</span>
  return (
    <button type="button" className={css.link} onClick={open}>
      {title}
    </button>
  )
}

/** An order is named by what the entry is about: `work-order:<number>:<act>`; a bill by its detail. */
function wayOf({ subject, detail }: TimelineRow, { openOrder, openBill }: Omit<Telling, 'entry'>) {
  const [, workOrderNo] = /^work-order:(W\d+)/.exec(subject) ?? []
  if (workOrderNo) return () => openOrder(workOrderNo)
  const { billId } = detail
  return subject.startsWith('bill:') && typeof billId === 'number' && openBill ? () => openBill(billId) : undefined
}
